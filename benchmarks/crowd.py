"""Many callers with a connection each that they keep, and a pace that does not wait for answers.

What a call took counts from the moment it was due, so that a server which holds everybody up shows it.
"""

import asyncio
import resource
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.loopback import Answer
from freehold.clock import monotonic

_AN_ADDRESS = 500
"""Connections from one address of this machine, which has 16 million: fewer than a server takes from one."""

_AT_ONCE = 100
_PATIENCE_SECONDS = 120.0
_TICK_SECONDS = 0.001


class _Line(asyncio.Protocol):
    """One connection that is kept."""

    def __init__(self, crowd: "Crowd") -> None:
        self._crowd = crowd
        self._octets = b""
        self._index = -1
        self._due = 0.0
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def ask(self, index: int, request: bytes, due: float) -> None:
        self._index, self._due = index, due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._octets += data
        end = self._octets.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._octets[:end]
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(self._octets) < end + 4 + length:
            return
        body, self._octets = self._octets[end + 4 :], b""
        self._crowd.answered(self, self._index, Answer(int(head[9:12]), body, monotonic() - self._due, head))

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.lost(error)

    def close(self) -> None:
        self._transport.close()


class Crowd:
    """Callers who are connected."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: deque[_Line] = deque()
        self._waiting: deque[tuple[int, bytes, float]] = deque()
        self._answers: list[Answer | None] = []
        self._missing = 0
        self._closing = False
        self._all_there = asyncio.Event()
        self._failure: Exception | None = None

    async def connect(self, count: int) -> None:
        """Open as many connections, from as many addresses as they need."""
        _allow_files(count + 1000)
        loop = asyncio.get_running_loop()

        async def one(number: int) -> _Line:
            address = f"127.0.{number // _AN_ADDRESS // 250}.{number // _AN_ADDRESS % 250 + 2}"
            _, line = await loop.create_connection(
                lambda: _Line(self), "127.0.0.1", self._port, local_addr=(address, 0)
            )
            return line

        for start in range(0, count, _AT_ONCE):
            self._idle.extend(await asyncio.gather(*(one(n) for n in range(start, min(start + _AT_ONCE, count)))))

    async def ask(self, requests: Sequence[bytes], per_second: float) -> list[Answer]:
        """Ask at this pace, each on the connection that has been idle for longest, and give the answers in that order."""
        self._answers = [None] * len(requests)
        self._missing = len(requests)
        self._all_there.clear()
        began, due = monotonic(), 0
        while due < len(requests) and self._failure is None:
            now = monotonic()
            while due < len(requests) and began + due / per_second <= now:
                self._ask(due, requests[due], began + due / per_second)
                due += 1
            await asyncio.sleep(_TICK_SECONDS)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._all_there.wait()
        if self._failure is not None:
            raise self._failure
        return [answer for answer in self._answers if answer is not None]

    def _ask(self, index: int, request: bytes, due: float) -> None:
        if self._idle:
            self._idle.popleft().ask(index, request, due)
        else:
            self._waiting.append((index, request, due))

    def answered(self, line: _Line, index: int, answer: Answer) -> None:
        """Keep an answer; the line is free again."""
        self._answers[index] = answer
        self._missing -= 1
        if not self._missing:
            self._all_there.set()
        if self._waiting:
            line.ask(*self._waiting.popleft())
        else:
            self._idle.append(line)

    def lost(self, error: Exception | None) -> None:
        """A connection ended that was to be kept."""
        if not self._closing:
            self._failure = error or ConnectionError("the server closed a connection that was kept")
            self._all_there.set()

    async def close(self) -> None:
        """Let everybody go."""
        self._closing = True
        for line in list(self._idle):
            line.close()
        await asyncio.sleep(0.1)


@asynccontextmanager
async def crowd(port: int, count: int) -> AsyncIterator[Crowd]:
    """As many callers, connected until they are let go."""
    callers = Crowd(port)
    await callers.connect(count)
    try:
        yield callers
    finally:
        await callers.close()


def _allow_files(wanted: int) -> None:
    """Allow this process as many open files, where the machine lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
