"""Plain counters that the hot paths move, and that ``/metrics`` reads when it is asked.

A step costs a look-up and an addition and takes no lock: each counter is moved on one thread alone, and whoever reads it
on another sees whole numbers that may be a moment old. Nothing here knows how the figures are written out.
"""

from bisect import bisect_left
from collections.abc import Sequence

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds for lengths of time, from a read in memory to a registry's time-out."""


class Histogram:
    """How many values fell under each bound, and what they sum up to."""

    __slots__ = ("_counts", "bounds", "total")

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds = bounds
        self.total = 0.0
        self._counts = [0] * (len(bounds) + 1)

    def add(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def counts(self) -> list[int]:
        """How many fell between each bound and the one before; the last are above all bounds."""
        return list(self._counts)


class Waits:
    """How often something had to wait, and how long altogether."""

    __slots__ = ("count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one wait."""
        self.count += 1
        self.seconds += seconds
