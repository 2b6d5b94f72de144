"""Where a command listens, and with which certificate: looked at before anything is started."""

import os
import socket
import ssl
from collections.abc import MutableMapping
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


class CannotListen(click.ClickException):
    """An address cannot be had."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"--listen {shown_host(host)}:{port}: {why}. End the program that has it, or name another address of this machine."
        )


def shown_host(host: str) -> str:
    """A host as it stands before a port: an address of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


_PASSED_FD = 3
"""The first descriptor that a service manager passes (sd_listen_fds(3))."""


def passed_socket(environ: MutableMapping[str, str]) -> socket.socket | None:
    """The listening socket that whoever started this process holds for it (LISTEN_FDS); None when there is none.

    It outlives this process, so that callers who connect between two servers wait and are not refused (REL-20). What
    announced it is taken out of *environ*: children are not meant. Raises ClickException for anything but one TCP socket.
    """
    meant, told = environ.get("LISTEN_PID"), environ.get("LISTEN_FDS")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        environ.pop(name, None)
    if meant != str(os.getpid()) or told is None:
        return None
    if told != "1":
        raise click.ClickException(f"LISTEN_FDS is {told}: pass one listening socket, no more and no less.")
    try:
        os.set_inheritable(_PASSED_FD, False)
        passed = socket.socket(fileno=_PASSED_FD)
        listens = passed.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise click.ClickException("LISTEN_FDS is set, and descriptor 3 is no socket.") from error
    if not listens or passed.family not in {socket.AF_INET, socket.AF_INET6} or passed.type != socket.SOCK_STREAM:
        raise click.ClickException("The socket passed by LISTEN_FDS is not a listening TCP socket.")
    passed.setblocking(False)
    return passed


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
