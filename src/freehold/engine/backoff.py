"""When to try again, and when to stop."""

import random

from freehold.terms.instants import SECOND, Instant

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 300.0

MOST_SENDS = 6
"""How often a change may be sent in all when its answer keeps getting lost (REL-7)."""

MOST_ATTEMPTS = 900
"""How often an item that surely was not done is tried before it fails: about three days at the longest delay."""


def delay_seconds(attempts: int, chance: random.Random, least: float = 0.0) -> float:
    """Twice as long each time from 0.2 s to 5 min, give or take a quarter, and no less than *least*."""
    grown: float = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempts, 20))
    return max(least, grown * chance.uniform(0.75, 1.25))


def due_at(now: Instant, seconds: float) -> Instant:
    """The instant some seconds on."""
    return Instant(now + int(seconds * SECOND))
