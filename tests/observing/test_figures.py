"""The counters themselves."""

import asyncio

from freehold.figures import Histogram, Waits
from freehold.gateway.pace import Pace
from freehold.operations.figures import buckets


def test_a_histogram_tells_how_many_fell_at_or_under_each_bound():
    histogram = Histogram((0.1, 1.0))

    for value in (0.05, 0.1, 0.5, 7.0):
        histogram.add(value)

    assert buckets(histogram) == ([("0.1", 2.0), ("1.0", 3.0), ("+Inf", 4.0)], 7.65)


def test_commands_that_wait_for_their_turn_are_counted_with_how_long():
    waits = Waits()

    async def turns():
        pace = Pace(200.0, waits)
        for _ in range(203):
            await pace.turn()

    asyncio.run(turns())

    assert waits.count >= 1
    assert 0 < waits.seconds < 1
