"""How many calls may be under way at a time; what comes beyond is told when to come back."""

from collections.abc import Iterator
from contextlib import contextmanager

from freehold.terms.refusals import Throttled

RETRY_AFTER_MS = 1_000
"""A group commit takes milliseconds, so a second lets a long queue drain."""


class InFlight:
    """Counts the calls under way against a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one call for as long as it lasts; refuse it beyond the limit."""
        if self._count >= self._limit:
            raise Throttled(retry_after_ms=RETRY_AFTER_MS)
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1
