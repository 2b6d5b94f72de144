"""TLS over TCP to a registry (RFC 5734; SEC-42): 1.2 or newer, certificate and name always checked."""

import asyncio
import ssl
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from freehold.faults import fault
from freehold.settings import RegistrySettings

_CONNECT_SECONDS = 10.0


class UnusableFile(OSError):
    """A file of certificates that the settings name cannot be used; the sentence says which, why and what to give."""


@lru_cache(maxsize=64)
def _context(ca_file: Path, client_certificate: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca_file))
    except ssl.SSLError as error:
        raise UnusableFile(f"ca_file {ca_file} holds no certificate in PEM form. Give the CA's.") from error
    except OSError as error:
        raise UnusableFile(
            f"ca_file {ca_file} cannot be read: {error.strerror}. Give the CA's, in PEM form."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if client_certificate is not None:
        wanted = "Give certificate and key without password in one PEM file."
        try:
            # The empty password keeps a protected key from asking for one at a terminal nobody sits at.
            context.load_cert_chain(client_certificate, password="")
        except ssl.SSLError as error:
            raise UnusableFile(f"client_certificate {client_certificate} cannot be used. {wanted}") from error
        except OSError as error:
            raise UnusableFile(
                f"client_certificate {client_certificate} cannot be read: {error.strerror}. {wanted}"
            ) from error
    return context


def check_files(settings: RegistrySettings) -> None:
    """Raise UnusableFile for one that no connection could be opened with."""
    _context(settings.ca_file, settings.client_certificate)


async def connect(settings: RegistrySettings, make: Callable[[], asyncio.Protocol]) -> Any:
    """Open a connection for the protocol that *make* makes; raises OSError (UnusableFile too), ssl.SSLError, TimeoutError."""
    host, _, port = settings.address.rpartition(":")
    host = host.strip("[]")
    async with asyncio.timeout(_CONNECT_SECONDS):
        # Both event loops switch Nagle's algorithm off by themselves; with it a command would wait 40 ms.
        _, protocol = await asyncio.get_running_loop().create_connection(
            make,
            host,
            int(port),
            ssl=_context(settings.ca_file, settings.client_certificate),
            server_hostname=settings.server_name or host,
        )
    fault("epp.connect.after_tcp")
    return protocol
