"""How benchmarks take turns, and what they make of the turns."""

import asyncio

import pytest
from benchmarks import rounds
from benchmarks.figures import at_least, at_most


def test_the_order_is_reversed_each_round():
    asked = []

    def measure(name):
        async def work():
            asked.append(name)
            return float(len(asked))

        return work

    found = asyncio.run(rounds.taken({name: measure(name) for name in "abc"}, 3))

    assert "".join(asked) == "abccbaabc"
    assert found == {"a": [1.0, 6.0, 7.0], "b": [2.0, 5.0, 8.0], "c": [3.0, 4.0, 9.0]}


def test_a_slow_round_does_not_move_the_ratio():
    assert rounds.ratio([20.0, 2.0, 22.0], [10.0, 1.0, 10.0]) == 2.0


def test_rounds_that_are_missing_on_one_side_are_an_error():
    with pytest.raises(ValueError, match="shorter"):
        rounds.ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("share", "value"), [(0.99, 100), (0.5, 51), (0.01, 2), (0.0, 1), (1.0, 101)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert rounds.percentile(list(range(101, 0, -1)), share) == value


@pytest.mark.parametrize(("make", "met"), [(at_least, [False, True, True]), (at_most, [True, True, False])])
def test_a_target_counts_as_met_when_it_is_reached_exactly(make, met):
    assert [make("bench", "what", value, 2, {})["met"] for value in (1.9, 2, 2.1)] == met
