"""A registry some way off: what goes through arrives half a round trip later, either way.

The way is a process of its own, with a clock finer than a millisecond, so that it takes nothing from whoever is measured.
"""

import asyncio
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from benchmarks.servers import ROOT
from freehold.settings import RegistrySettings


class _Later(asyncio.Protocol):
    """One side of a connection; hands what it gets to the other side after a delay, in order."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self.transport: asyncio.Transport | None = None
        self.other: _Later | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(self._delay, self._hand_on, data)

    def connection_lost(self, _error: Exception | None) -> None:
        asyncio.get_running_loop().call_later(self._delay, self._end)

    def _hand_on(self, data: bytes) -> None:
        self._early.append(data)
        if self.other is not None and self.other.transport is not None:
            self.other.transport.write(b"".join(self._early))
            self._early = []

    def _end(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()


@contextmanager
def far_off(settings: RegistrySettings, round_trip: float) -> Iterator[RegistrySettings]:
    """The same registry behind a delay, in seconds for there and back."""
    host, _, port = settings.address.rpartition(":")
    command = [sys.executable, "-m", "benchmarks.far_registry", host, port, str(round_trip)]
    way = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert way.stdout is not None
        at = int(way.stdout.readline())
        yield replace(settings, address=f"127.0.0.1:{at}", server_name=settings.server_name or host)
    finally:
        way.terminate()
        way.wait(10)


def _be_the_way(host: str, port: int, round_trip: float) -> None:
    # Others wait in whole milliseconds, rounded up.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())

    async def join(near: _Later) -> None:
        _, far = await loop.create_connection(partial(_Later, round_trip / 2), host, port)
        near.other, far.other = far, near
        near._hand_on(b"")

    def accepted() -> _Later:
        near = _Later(round_trip / 2)
        joining.add(loop.create_task(join(near)))
        return near

    joining: set[asyncio.Task[None]] = set()
    server = loop.run_until_complete(loop.create_server(accepted, "127.0.0.1", 0))
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    loop.run_forever()


if __name__ == "__main__":
    _be_the_way(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
