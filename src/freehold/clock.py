"""The only place where the time is read and waited for.

Two kinds of time are kept apart (contract.md, 2). *Business time* dates what users see and decides
locks, expiries and deadlines; an emulator may move it. *System time* guards signatures, nonces,
certificates, time-outs and pace, so that real clients can still sign while a test stands in May.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from freehold.terms.instants import Instant


class Clock(Protocol):
    """Tells an instant; every component that dates something is handed one."""

    def now(self) -> Instant:
        """Milliseconds since the epoch, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """Milliseconds since the epoch, UTC."""
        return Instant(time.time_ns() // 1_000_000)


class MovableClock:
    """Business time that runs with the system's and can be moved by command.

    The distance from the system's clock is kept in *file*, when one is given, so that a
    restart stands at the same business time.
    """

    def __init__(self, start_at: Instant | None = None, file: Path | None = None) -> None:
        self._system = SystemClock()
        self._file = file
        self._moved: list[Callable[[], None]] = []
        self._distance = 0
        self._start_at = start_at
        if file is not None and file.exists():
            self._distance = int(file.read_text(encoding="ascii"))
        elif start_at is not None:
            self.set(start_at)

    def now(self) -> Instant:
        """Milliseconds since the epoch, UTC, in business time."""
        return Instant(self._system.now() + self._distance)

    def set(self, at: Instant) -> None:
        """Stand at this instant and run on from there."""
        self._distance = at - self._system.now()
        if self._file is not None:
            self._file.write_text(str(self._distance), encoding="ascii")
        for moved in self._moved:
            moved()

    def advance(self, milliseconds: int) -> None:
        """Move by a length of time."""
        self.set(Instant(self.now() + milliseconds))

    def begin_again(self) -> None:
        """Stand where the clock was started, or with the system's where no start was given."""
        self.set(self._system.now() if self._start_at is None else self._start_at)

    def on_move(self, moved: Callable[[], None]) -> None:
        """Call *moved* after each move: what has come due must run (engine.md, 7)."""
        self._moved.append(moved)


def monotonic() -> float:
    """Seconds on a clock that never steps; for durations within one process (REL-16)."""
    return time.monotonic()


def boottime() -> float:
    """Seconds since boot, time asleep included; leases are read from it (engine.md, 3)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def wait(seconds: float) -> None:
    """Block this thread for a while."""
    time.sleep(seconds)  # noqa: TID251  the one place that may


async def pause(seconds: float) -> None:
    """Let other work go on for a while."""
    await asyncio.sleep(seconds)
