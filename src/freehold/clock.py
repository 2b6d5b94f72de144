"""The only place where the time is read and waited for.

Two kinds of time are kept apart (contract.md, 2). *Business time* dates what users see and decides
locks, expiries and deadlines; an emulator may move it. *System time* guards signatures, nonces,
certificates, time-outs and pace, so that real clients can still sign while a test stands in May.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from freehold.terms.instants import Instant

_log = logging.getLogger(__name__)

_AT_ONCE_SECONDS = 1.0
_DRIFT_MILLISECONDS = 1_000
"""From which difference of two clocks on it is looked closer."""


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


class SteadyClock:
    """The machine's clock but for its steps: no deadline ages by more than the real time that passes (REL-16).

    Looked at beside a clock that never steps. A step of more than a minute between two looks is logged and not followed, to
    either side, until another one takes it back; what the machine's clock loses by less, this one stands still for. So it
    never goes back.
    """

    LARGEST_MILLISECONDS = 60_000
    """What is followed: the corrections of a clock that is kept right."""

    def __init__(self, system: Clock | None = None, elapsed: Callable[[], float] | None = None) -> None:
        """*elapsed* tells seconds on the clock that never steps and goes on while the machine sleeps."""
        self._system = system or SystemClock()
        self._elapsed = elapsed or boottime
        self._lock = threading.Lock()
        self.steps_back = 0
        """How often the machine's clock was set back."""
        now, since_boot = self._look()
        # Together in one value: whoever reads one of an old pair and one of a new one would see a step where there is none.
        self._held = (now - since_boot, 0)
        self._last: int = now

    @property
    def distance(self) -> int:
        """Milliseconds from the machine's clock to this one."""
        return self._held[1]

    def now(self) -> Instant:
        """Milliseconds since the epoch, UTC."""
        gap, distance = self._held
        now: int = self._system.now()
        if abs(now - int(self._elapsed() * 1000) - gap) > _DRIFT_MILLISECONDS:
            with self._lock:
                now, distance = self._follow()
        self._last = told = max(now + distance, self._last)
        return Instant(told)

    def _follow(self) -> tuple[int, int]:
        """Find out how the machine's clock went, and keep to the real time: that clock, and the distance from it."""
        gap, distance = self._held
        now, since_boot = self._look()
        step = now - since_boot - gap
        if abs(step) > self.LARGEST_MILLISECONDS:
            distance -= step
            if abs(distance) <= self.LARGEST_MILLISECONDS:
                distance = 0
            self.steps_back += step < 0
            _log.error(
                "the system's clock was set %s by %s s; dates here are %s s from it now, and follow it again at the next start",
                "back" if step < 0 else "on", round(abs(step) / 1000), round(distance / 1000),
            )  # fmt: skip
        self._held = (now - since_boot, distance)
        return now, distance

    def _look(self) -> tuple[int, int]:
        """Both clocks at one moment: a process that stands still in between would see a step that never was."""
        while True:
            before = self._elapsed()
            now = self._system.now()
            if self._elapsed() - before < _AT_ONCE_SECONDS:
                return now, int(before * 1000)


class BadClockFile(Exception):
    """What a movable clock kept cannot be read; the sentence says what to do."""


def kept_distance(file: Path) -> int:
    """How far, in milliseconds, business time was moved from the system's, as its file has it. Raises BadClockFile."""
    try:
        return int(file.read_text(encoding="ascii"))
    except ValueError as error:
        raise BadClockFile(
            f"{file} holds no distance of clocks in milliseconds. Delete it, and business time is the system's again."
        ) from error


class MovableClock:
    """Business time that runs with the system's and can be moved by command.

    The distance from the system's clock is kept in *file*, when one is given, so that a
    restart stands at the same business time.
    """

    def __init__(self, start_at: Instant | None = None, file: Path | None = None) -> None:
        # What is moved here by command is no step of the machine's clock.
        self._system = SteadyClock()
        self._file = file
        self._distance = 0
        self._start_at = start_at
        if file is not None and file.exists():
            self._distance = kept_distance(file)
        elif start_at is not None:
            self.set(start_at)

    def now(self) -> Instant:
        """Milliseconds since the epoch, UTC, in business time."""
        return Instant(self._system.now() + self._distance)

    def set(self, at: Instant) -> None:
        """Stand at this instant and run on from there."""
        self._distance = at - self._system.now()
        if self._file is not None:
            # Under another name first: a process that dies here must not leave an empty file, with which none starts.
            draft = self._file.with_name(f"{self._file.name}.new")
            draft.write_text(str(self._distance), encoding="ascii")
            draft.replace(self._file)

    def advance(self, milliseconds: int) -> None:
        """Move by a length of time."""
        self.set(Instant(self.now() + milliseconds))

    def begin_again(self) -> None:
        """Stand where the clock was started, or with the system's where no start was given."""
        self.set(self._system.now() if self._start_at is None else self._start_at)


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
