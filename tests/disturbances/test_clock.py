"""Business time steps back and forth while a task runs: what is done is done once, and dates are those of the moment."""

import pytest

from freehold.terms.instants import DAY
from support.practice import practice
from support.waiting import until

NAMES = [f"shop-{number:02d}.com" for number in range(1, 31)]


@pytest.mark.parametrize("days", [-400, 400])
def test_a_step_of_the_business_clock_under_a_task_changes_nothing_of_what_is_done(days):
    """INV-5, INV-12, INV-14."""
    with practice(*NAMES, commands_per_second=40.0) as running:
        task_no = running.change(NAMES, lock=True)
        until(lambda: running.task(task_no).succeeded, every=0.01)

        running.clock.advance(days * DAY)

        task = running.finished(task_no)
        assert (task.succeeded, task.failed, task.total) == (len(NAMES), 0, len(NAMES))
        assert running.registrant_changes() == dict.fromkeys(NAMES, 1)
        assert {(state, reason) for state, reason, _ in running.rows(task_no).values()} == {("SUCCEEDED", None)}
