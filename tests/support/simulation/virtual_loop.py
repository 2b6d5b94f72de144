"""An event loop in virtual time: when nothing is left to do at an instant, the next one that something waits for is there."""

import asyncio


class Deadlock(Exception):
    """Everything waits, and for nothing that time brings."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs what is ready, then jumps; no thread, no file and no clock is asked."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self
        self._at = 0.0

    def time(self) -> float:
        return self._at

    def begin_again(self) -> None:
        """Stand at nought; what was left of a run before is forgotten."""
        self._at = 0.0
        self._ready.clear()
        self._scheduled.clear()

    def select(self, timeout: float | None) -> list[object]:
        """What the base class asks when it has nothing to run."""
        if timeout is None:
            raise Deadlock
        self._at += timeout
        return []

    def _process_events(self, _events: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass
