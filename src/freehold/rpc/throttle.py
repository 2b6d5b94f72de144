"""How many calls an account may make a second; the rest is told when to come back."""

import math
from dataclasses import dataclass

from freehold.clock import monotonic
from freehold.terms.refusals import Throttled

RETRY_AFTER_MS = 1_000
"""A group commit takes milliseconds, so a second lets a long queue drain."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class AccountRates:
    """A token bucket for each account; calls that change something have one of their own.

    So however fast an account polls, its submits pass (REL-17). Kept in this process alone.
    """

    def __init__(self, per_second: float | None, burst: int) -> None:
        """*burst* calls at once, then *per_second*; None for no limit."""
        self._per_second = per_second
        self._burst = burst
        self._buckets: dict[tuple[int, bool], _Bucket] = {}

    def take(self, account_id: int, *, writes: bool) -> None:
        """Count a call; refuse one over the rate with the time until the next may come."""
        if self._per_second is None:
            return
        now = monotonic()
        bucket = self._buckets.get((account_id, writes))
        if bucket is None:
            bucket = self._buckets[account_id, writes] = _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.tokens < 1:
            raise Throttled(retry_after_ms=math.ceil(1000 * (1 - bucket.tokens) / self._per_second))
        bucket.tokens -= 1
