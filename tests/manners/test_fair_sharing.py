"""A small task beside a large one finishes in its own time (REL-17), shown by the order of the registry's ledger."""

import pytest

from support.practice import practice
from support.served import acme
from support.waiting import until

LARGE, SMALL, MIDDLE = 20_000, 10, 40
PACE = 100.0


def seed():
    return acme([{"generate": LARGE, "pattern": "shop-{n:05}.com"}])


def names(first, count):
    return [f"shop-{number:05}.com" for number in range(first, first + count)]


def others_between(running, mine, after):
    """How many changes of other domains the registry applied from entry *after* on until all of *mine* were."""
    entries = [entry["object"] for entry in running.sandbox.ledger()[after:] if entry["command"] == "domain:update"]
    last = max(entries.index(name) for name in mine)
    return last + 1 - len(mine)


@pytest.mark.parametrize("sessions", [1, 3])
def test_ten_domains_do_not_wait_for_twenty_thousand(sessions):
    with practice(seed=seed(), sessions=sessions, commands_per_second=PACE, poll_seconds=30.0) as running:
        large = running.change(names(1, LARGE - SMALL))
        until(lambda: running.registrant_changes())

        before = len(running.sandbox.ledger())
        mine = names(LARGE - SMALL + 1, SMALL)
        small = running.change(mine)
        running.finished(small)

        assert running.task(small).succeeded == SMALL
        assert running.task(large).succeeded < LARGE / 10
        # No more than the chunk under way goes before.
        assert others_between(running, mine, before) <= PACE * 7.5


def test_a_task_that_comes_late_does_not_wait_for_all_of_one_that_came_before():
    """More than a small task's: it shares the lanes chunk by chunk."""
    with practice(seed=seed(), sessions=1, commands_per_second=PACE, poll_seconds=30.0) as running:
        large = running.change(names(1, LARGE - MIDDLE))
        until(lambda: running.registrant_changes())

        before = len(running.sandbox.ledger())
        mine = names(LARGE - MIDDLE + 1, MIDDLE)
        running.finished(running.change(mine))

        assert running.task(large).succeeded < LARGE / 10
        assert others_between(running, mine, before) <= 2 * PACE * 7.5
