"""Client transaction ids: new for every command, never one twice (INV-9).

A prefix of the installation, then a ULID: milliseconds and random bits in 26 characters. One computed from item and
attempt would come again after a restore, and some registries close the connection on an id they ever saw
(epp-facts.md, 3).
"""

import random

from freehold.clock import Clock, SystemClock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_RANDOM_BITS = 80


class Trids:
    """Makes ids; *chance* is the random source handed in, *clock* tells system time."""

    def __init__(self, installation: str, chance: random.Random, clock: Clock | None = None) -> None:
        self._prefix = f"{installation}-"
        self._chance = chance
        self._clock = clock or SystemClock()
        self._last = 0

    def new(self) -> str:
        """An id of 3 to 64 letters, digits and hyphens, later ones greater than earlier ones."""
        made = self._clock.now() << _RANDOM_BITS | self._chance.getrandbits(_RANDOM_BITS)
        # Two of one millisecond, or a clock that stepped back: count on from the last.
        self._last = made if made > self._last else self._last + 1
        return self._prefix + _text(self._last)


def _text(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])
