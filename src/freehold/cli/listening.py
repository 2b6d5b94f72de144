"""Where a command listens, and with which certificate: looked at before anything is started."""

import ssl
from pathlib import Path

import click

_LAST_PORT = 65535


def host_and_port(listen: str) -> tuple[str, int]:
    """The parts of ``HOST:PORT``; raises UsageError with what to write instead."""
    host, _, port = listen.rpartition(":")
    # The system takes a port too large modulo 65,536, and so would listen where nobody looks.
    if not host or not (port.isascii() and port.isdigit()) or int(port) > _LAST_PORT:
        raise click.UsageError(f"--listen {listen}: write HOST:PORT, the port from 0 to {_LAST_PORT}.")
    return host.strip("[]"), int(port)


def check_certificate(certificate: Path, key: Path) -> None:
    """See that both can be read and belong together; raises ClickException that names them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # The empty password keeps a protected key from asking for one at a terminal nobody sits at.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise click.ClickException(f"{key} is not the key of the certificate {certificate}.") from error
        raise click.ClickException(
            f"{certificate} and {key} cannot be used. Give a certificate and its key without password, both PEM."
        ) from error
