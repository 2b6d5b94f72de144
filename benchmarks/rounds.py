"""Taking turns: every measure once a round, the order reversed each round, and what is made of the rounds."""

import math
import os
import statistics
from collections.abc import Awaitable, Callable, Sequence

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
"""How often each measure is taken."""

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""What all sizes are multiplied by: a hundredth tells in seconds whether a benchmark runs at all."""

Measure = Callable[[], Awaitable[float]]


def scaled(size: int, least: int = 1) -> int:
    """A size as it is measured."""
    return max(least, int(size * SCALE))


def order(names: Sequence[str], number: int) -> list[str]:
    """Who goes when in the round of this number, counted from 0."""
    return list(names) if number % 2 == 0 else list(reversed(names))


async def taken(measures: dict[str, Measure], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """What each measure came to in each round."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds):
        for name in order(list(measures), number):
            found[name].append(await measures[name]())
    return found


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the rounds' ratios: what slows a whole round slows both."""
    return statistics.median(one / other for one, other in zip(over, under, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
