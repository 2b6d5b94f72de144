"""Clocks step back and forth while a task runs: what is done is done once, and nothing is due before its time."""

import time

import pytest

from freehold.clock import boottime
from freehold.terms.instants import DAY, MINUTE
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


@pytest.fixture
def machine(monkeypatch):
    """Sets the machine's clock on or back by days, for all of this process and for the execution library in it."""
    wrong_by = [0]
    nanoseconds = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: nanoseconds() + wrong_by[0] * 86_400 * 10**9)
    monkeypatch.setattr(time, "time", lambda: time.time_ns() / 10**9)

    def set_on(days):
        wrong_by[0] += days

    return set_on


@pytest.mark.parametrize("days", [-400, 400])
def test_a_step_of_the_machines_clock_under_a_task_delays_nothing_and_ages_nothing(days, machine, caplog):
    """INV-3, INV-5, INV-14, REL-16: attempts that wait for their time among it."""
    with practice(*NAMES, commands_per_second=40.0) as running:
        running.sandbox.add_faults([{"domain": name, "drop": "before-doing", "times": 3} for name in NAMES[:3]])
        began, business = boottime(), running.clock.now()
        task_no = running.change(NAMES, lock=True)
        until(running.app.queue.waiting, every=0.01)

        machine(days)

        task = running.finished(task_no)
        assert (task.succeeded, task.failed, task.total) == (len(NAMES), 0, len(NAMES))
        assert set(running.registrant_changes().values()) == {1}
        passed = (boottime() - began) * 1000
        assert 0 <= running.clock.now() - business <= passed + MINUTE
        # Sixty days are sixty days, whatever the machine says.
        assert running.app.rounds.look_after_locks() == 0
        (told,) = {
            record.getMessage().partition(";")[0] for record in caplog.records if "was set" in record.getMessage()
        }
        assert told == f"the system's clock was set {'back' if days < 0 else 'on'} by {400 * 86_400} s"
        running.clock.advance(61 * DAY)
        assert running.app.rounds.look_after_locks() == len(NAMES)
