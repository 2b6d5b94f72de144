"""When the library is let look for chunks: at once where something moved in this process, and else four times a second.

Each look costs milliseconds of a core. What the library itself offers is one interval for all times: short enough for a
lane that has just ended its chunk, it took a tenth of the core of a process that works, and of one that idles.
"""

from collections.abc import Callable

from freehold.clock import monotonic

_OTHERWISE_SECONDS = 0.25
"""For what other processes enqueue, and what comes due again."""

_AFTER_A_MOVE_SECONDS = 0.12
"""A chunk is enqueued before its transaction is durable, and a lane is free a moment after its chunk ended."""


class Looks:
    """Tells at each of the library's turns whether it is to look."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        """*elapsed* tells seconds on a clock that never steps."""
        self._elapsed = elapsed
        self._moving_until = self._last = elapsed()

    def moved(self) -> None:
        """A chunk was enqueued, or one ended."""
        self._moving_until = self._elapsed() + _AFTER_A_MOVE_SECONDS

    def due(self) -> bool:
        """Whether to look now; the next turn is reckoned from here if so."""
        now = self._elapsed()
        if now > self._moving_until and now - self._last < _OTHERWISE_SECONDS:
            return False
        self._last = now
        return True
