"""Which process uses a lane: with several, one at a time has its sessions (REL-9).

A registry counts an account's sessions, whichever host they come from. So a lane belongs to the process that holds its
*key*; it keeps the key, and its sessions, until another process asks for it and nothing is in flight. A process that is
alone has all keys.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from freehold.terms.outcomes import Later, Stopped
from freehold.terms.reasons import Reason

_AGAIN_SECONDS = 1.0
"""When a command that found its lane with another process is tried again."""


class LaneKey(Protocol):
    """The right to have sessions on one lane."""

    async def take(self) -> bool:
        """Wait for the key and take it; False when its holder did not give it in time."""
        ...

    async def take_if_free(self) -> bool:
        """Take the key unless another process holds it, without asking for it."""
        ...

    async def give(self) -> None:
        """Let the next one have it."""
        ...

    def tell(self, asked: Callable[[], Awaitable[None]], lost: Callable[[], Awaitable[None]]) -> None:
        """Call *asked* when another process asks for the key, and *lost* when it was taken away; on the lane's loop."""
        ...


class OwnKey:
    """The key of a process that shares its registries with no other."""

    async def take(self) -> bool:
        """It is there."""
        return True

    async def take_if_free(self) -> bool:
        """It is there."""
        return True

    async def give(self) -> None:
        """Nobody asks."""

    def tell(self, asked: Callable[[], Awaitable[None]], lost: Callable[[], Awaitable[None]]) -> None:
        """Neither happens."""


def own_key(_registry: str, _lane: int) -> LaneKey:
    """The key of a lane that no other process uses."""
    return OwnKey()


class LaneShare:
    """Counts who uses a lane in this process, and hands it over between uses when another one asks."""

    def __init__(
        self, key: LaneKey, log_out: Callable[[], Awaitable[None]], cut_off: Callable[[], Awaitable[None]]
    ) -> None:
        """*log_out* ends the lane's sessions politely, *cut_off* at once and without a word."""
        self._key = key
        self._log_out = log_out
        self._cut_off = cut_off
        self._held = False
        self._asked = False
        self._users = 0
        self._moving = asyncio.Lock()
        key.tell(self._somebody_asks, self._was_lost)

    async def __aenter__(self) -> None:
        """Use the lane; raises Stopped when another process does not let go of it."""
        if not self.begin():
            await self.begin_later()

    async def __aexit__(self, *_: object) -> None:
        if self.end():
            await self.hand_over()

    def begin(self) -> bool:
        """Use the lane if it is at hand; otherwise ``begin_later`` waits for it."""
        if self._held:
            self._users += 1
        return self._held

    async def begin_later(self) -> None:
        """Use the lane as soon as it is to be had; raises Stopped when another process does not let go of it."""
        while not self.begin():
            await self._take()

    def end(self) -> bool:
        """Use it no more; whether it is to be handed over now."""
        self._users -= 1
        return self._asked and not self._users

    async def has(self) -> bool:
        """Whether the lane is this process's, or free so that it is now."""
        if self._held:
            return True
        async with self._moving:
            if not self._held:
                self._held = await self._key.take_if_free()
            return self._held

    async def _take(self) -> None:
        async with self._moving:
            if not self._held and not await self._key.take():
                raise Stopped(Later(Reason.REGISTRY_BUSY, _AGAIN_SECONDS, "another process has the lane"))
            self._held = True

    async def _somebody_asks(self) -> None:
        self._asked = True
        if not self._users:
            await self.hand_over()

    async def hand_over(self) -> None:
        """Give it to who asked, unless somebody here uses it again."""
        async with self._moving:
            if not self._held or self._users:
                return
            # Whoever comes from here on waits until the key is back.
            self._held = self._asked = False
            await self._log_out()
            await self._key.give()

    async def _was_lost(self) -> None:
        """What is in flight ends without an answer, and is asked about like all such."""
        self._held = self._asked = False
        await self._cut_off()
