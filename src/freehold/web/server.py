"""Run an ASGI callable on uvicorn: uvloop, our protocol, TLS, an end within ten seconds of a signal."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
import uvloop

from freehold.web.asgi import Site
from freehold.web.framing import Limits
from freehold.web.protocol import StrictHttpProtocol, protocol_with

_GRACE_SECONDS = 5
"""Calls under way may finish; what is left after this is cut, so that the whole stays under ten seconds."""

_BACKLOG = 2048

OnReady = Callable[[str, int], None]


class NoAddress(Exception):
    """The address to listen at cannot be had; the words say why."""


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        protocol: type[StrictHttpProtocol],
        ready: Callable[[], None],
        ending: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._protocol = protocol
        self._ready = ready
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say so at once: what else ends with the process need not wait for the calls under way."""
        super().handle_exit(sig, frame)
        self._ending()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._protocol.ending = True
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again when it has ended, which would kill the process before it closed its store.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def run(
    asgi: Site,
    host: str,
    port: int,
    on_ready: OnReady,
    *,
    tls_certificate: Path | None = None,
    tls_key: Path | None = None,
    limits: Limits | None = None,
    listening: socket.socket | None = None,
    on_ending: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then let calls under way finish; *on_ending* is called as soon as the signal comes.

    Port 0 takes a free one; *on_ready* is told the address once connections are taken. Connections are taken from *listening*
    where somebody holds such a socket for us, whatever the address. Raises NoAddress. Runs on
    the main thread, because signals arrive there, on a uvloop of its own.
    """
    bound = listening or _bind(host, port)
    limits = limits or Limits()
    protocol = protocol_with(limits, asgi)
    config = uvicorn.Config(
        asgi,
        http=protocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=limits.seconds_to_next,
        backlog=_BACKLOG,
        ssl_certfile=tls_certificate,
        ssl_keyfile=tls_key,
    )
    address: tuple[str, int] = bound.getsockname()[:2]
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_Server(config, protocol, lambda: on_ready(*address), on_ending).serve(sockets=[bound]))
    finally:
        bound.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise NoAddress(error.strerror or str(error)) from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise NoAddress(error.strerror or str(error)) from error
    bound.setblocking(False)
    return bound
