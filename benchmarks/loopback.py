"""A caller that costs little: octets made before, sent over some connections, answers kept to be checked after."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple

import uvloop

from freehold.clock import monotonic

_PATIENCE_SECONDS = 120.0
"""For all answers of one measure: a server that answers none is no figure."""


class Answer(NamedTuple):
    """An answer, and how long it took from its request's first octet to its own last, in seconds."""

    status: int
    body: bytes
    seconds: float
    head: bytes = b""


class _Caller(asyncio.Protocol):
    """One connection at a time: a request, its answer, the next request; opened anew where the server closes it."""

    def __init__(self, port: int, requests: Iterator[tuple[int, bytes]], answers: list[Answer | None]) -> None:
        self._port = port
        self._requests = requests
        self._answers = answers
        self._index = -1
        self._began = 0.0
        self._parts: list[bytes] = []
        self._missing = 0
        self._closes = False
        self._transport: Any = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", self._port)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        if not self._parts:
            self._missing = -1
        self._parts.append(data)
        if self._missing < 0:
            self._read_head()
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._keep()

    def connection_lost(self, error: Exception | None) -> None:
        if self.done.done():
            return
        if self._closes and error is None:
            self._reconnecting = asyncio.ensure_future(self.connect())
        else:
            self.done.set_exception(error or ConnectionError("the server closed the connection before its answer"))

    def _read_head(self) -> None:
        whole = b"".join(self._parts)
        head, found, body = whole.partition(b"\r\n\r\n")
        if not found:
            return
        self._parts = [whole]
        folded = head.lower()
        length = folded.partition(b"content-length:")[2].partition(b"\r\n")[0]
        self._missing = int(length) - len(body)
        self._closes = b"connection: close" in folded

    def _keep(self) -> None:
        seconds = monotonic() - self._began
        whole = b"".join(self._parts)
        self._parts = []
        head, _, body = whole.partition(b"\r\n\r\n")
        self._answers[self._index] = Answer(int(head[9:12]), body, seconds, head)
        if not self._closes:
            self._next()

    def _next(self) -> None:
        found = next(self._requests, None)
        if found is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._index, request = found
        self._began = monotonic()
        self._transport.write(request)


async def sent(port: int, requests: Sequence[bytes], connections: int) -> list[Answer]:
    """Send all requests over so many connections, each as soon as the one before it on its connection is answered."""
    answers: list[Answer | None] = [None] * len(requests)
    waiting = iter(enumerate(requests))
    callers = [_Caller(port, waiting, answers) for _ in range(min(connections, len(requests)))]
    for caller in callers:
        await caller.connect()
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await asyncio.gather(*(caller.done for caller in callers))
    return [answer for answer in answers if answer is not None]


async def sent_at(port: int, requests: Sequence[bytes], per_second: float) -> list[Answer]:
    """Send requests at a steady pace, each on a connection that is free; none waits for one that is slow."""
    tasks = []
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, request in enumerate(requests):
        await asyncio.sleep(began + number / per_second - loop.time())
        tasks.append(asyncio.ensure_future(sent(port, [request], 1)))
    return [answer for answers in await asyncio.gather(*tasks) for answer in answers]


def run(work: Callable[[], Awaitable[object]]) -> None:
    """Run a measurement on a loop of its own."""

    async def whole() -> None:
        await work()

    uvloop.run(whole())
