"""Whose call is carried out next: a bounded number waits, and accounts, and reading and writing, take turns (REL-17).

Calls that read are carried out on the loop, one after another. More may come than that takes, so they queue: one account's
calls that read are one queue, its calls that change something another, and the queues are served in turn. However fast one
account polls, another's call waits for one of its calls and not for all of them; and its own submits do not wait for its polls.

After some calls the loop looks after its sockets, so that whoever is refused hears it at once, however many wait.

Nobody holds more places than are still free: who comes alone gets half of them, two at a time a third each, and there
is always a place for one more.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from freehold.rpc.throttle import RETRY_AFTER_MS
from freehold.terms.refusals import Throttled

AT_ONCE = 8
"""Calls between two looks at the sockets: some milliseconds. With one, the looks were a tenth of what a small call costs."""

Queue = tuple[int | None, bool]
"""The account, None as long as it is not known; and whether its calls change something."""


class Turns:
    """The places of one process; used on its loop alone."""

    def __init__(self, places: int, at_once: int = AT_ONCE) -> None:
        self.count = 0
        """Calls that wait or are being carried out."""
        self._places = places
        self._at_once = at_once
        self._held: Counter[Queue] = Counter()
        self._waiting: dict[Queue, deque[asyncio.Future[None]]] = {}
        self._given = 0
        """Calls that the loop has carried out since it last looked after its sockets."""

    def full(self, queue: Queue) -> bool:
        """Whether one more of this queue would be refused."""
        return self._held[queue] >= self._places - self.count

    @property
    def scarce(self) -> bool:
        """Whether there is a queue that might be full; cheap to ask."""
        return 2 * self.count >= self._places

    @contextmanager
    def place(self, queue: Queue) -> Iterator[None]:
        """Hold a place for as long as the call lasts; refuse it where there is none."""
        if self.full(queue):
            raise Throttled(retry_after_ms=RETRY_AFTER_MS)
        self.count += 1
        self._held[queue] += 1
        try:
            yield
        finally:
            self.count -= 1
            self._held[queue] -= 1
            if not self._held[queue]:
                del self._held[queue]

    async def come(self, queue: Queue) -> None:
        """Wait for a turn; none is waited for where only a few have had one just now."""
        loop = asyncio.get_running_loop()
        if self._given < self._at_once and not self._waiting:
            if not self._given:
                loop.call_soon(self._next)
            self._given += 1
            return
        turn = loop.create_future()
        self._waiting.setdefault(queue, deque()).append(turn)
        await turn

    def _next(self) -> None:
        """Give the next queues their turns; each goes to the end of the row if it has more."""
        self._given = 0
        while self._waiting and self._given < self._at_once:
            queue = next(iter(self._waiting))
            turns = self._waiting.pop(queue)
            turn = turns.popleft()
            if turns:
                self._waiting[queue] = turns
            # A call whose caller has gone waits no more.
            if not turn.done():
                turn.set_result(None)
                self._given += 1
        if self._given:
            asyncio.get_running_loop().call_soon(self._next)
