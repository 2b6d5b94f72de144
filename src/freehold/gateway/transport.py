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


@lru_cache(maxsize=64)
def _context(ca_file: Path, client_certificate: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if client_certificate is not None:
        context.load_cert_chain(client_certificate)
    return context


async def connect(settings: RegistrySettings, make: Callable[[], asyncio.Protocol]) -> Any:
    """Open a connection for the protocol that *make* makes; raises OSError, ssl.SSLError, TimeoutError."""
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
