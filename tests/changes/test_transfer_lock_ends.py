"""The lock asked for with a change ends by our clock, and only if we put it on for that reason."""

from freehold.gateway.objects import DomainChange
from freehold.terms.instants import DAY
from support.practice import practice
from support.served import acme
from support.waiting import until

LOCK = "clientTransferProhibited"


def test_a_lock_is_lifted_at_the_registry_when_its_time_is_over():
    with practice("a.example", "b.example") as running:
        task = running.finished(running.change(["a.example", "b.example"], lock=True))
        assert (task.succeeded, task.failed) == (2, 0)
        chosen = running.domain("a.example")
        assert chosen.no_transfer_task_id == task.id
        assert 59 * DAY < chosen.no_transfer_until - running.clock.now() <= 60 * DAY

        running.clock.advance(61 * DAY)

        running.app.rounds.look_after_locks()
        until(lambda: running.domain("a.example").no_transfer_until is None)
        until(lambda: running.domain("b.example").no_transfer_until is None)
        assert running.at_registry("a.example")["statuses"] == []
        assert running.at_registry("b.example")["statuses"] == []
        assert running.registrant_changes() == {"a.example": 2, "b.example": 2}


def test_a_lock_stays_before_its_time_is_over():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))

        running.clock.advance(59 * DAY)
        running.app.rounds.look_after_locks()

        assert running.at_registry("a.example")["statuses"] == [LOCK]
        assert running.domain("a.example").no_transfer_until is not None


def test_a_lock_that_was_on_before_is_not_ours_to_lift():
    seed = acme([{"name": "a.example", "locks": ["transfer"]}])
    with practice(seed=seed) as running:
        running.finished(running.change(["a.example"], lock=True))
        assert running.at_registry("a.example")["statuses"] == [LOCK]

        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()

        assert running.domain("a.example").no_transfer_until is None
        assert running.at_registry("a.example")["statuses"] == [LOCK]


def test_a_lock_that_only_the_registry_knew_of_is_not_ours_to_lift():
    with practice("a.example") as running:
        running.at_the_registry("a.example", DomainChange(add_statuses=((LOCK, "dispute"),)))
        running.sandbox.add_faults([{"domain": "a.example", "answer": 2304, "times": 1}])

        task = running.finished(running.change(["a.example"], lock=True))

        assert task.succeeded == 1
        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()
        assert running.domain("a.example").no_transfer_until is None
        assert running.at_registry("a.example")["statuses"] == [LOCK]


def test_a_lock_that_somebody_lifted_before_us_costs_no_command():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        running.at_the_registry("a.example", DomainChange(remove_statuses=(LOCK,)))
        changes = running.registrant_changes()["a.example"]

        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()

        until(lambda: running.domain("a.example").no_transfer_until is None)
        assert running.registrant_changes()["a.example"] == changes


def test_a_registry_that_keeps_the_lock_is_asked_again_a_day_later():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        running.sandbox.add_faults([{"domain": "a.example", "answer": 2306, "times": 1}])
        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()
        until(lambda: not running.domain("a.example").being_changed)

        assert running.app.rounds.look_after_locks() == 0
        assert running.at_registry("a.example")["statuses"] == [LOCK]

        running.clock.advance(DAY)
        assert running.app.rounds.look_after_locks() == 1
        until(lambda: running.domain("a.example").no_transfer_until is None)
        assert running.at_registry("a.example")["statuses"] == []


def test_a_second_change_with_a_lock_moves_its_end():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        first = running.domain("a.example").no_transfer_until
        running.clock.advance(10 * DAY)

        task = running.finished(running.change(["a.example"], lock=True))

        assert task.succeeded == 1
        second = running.domain("a.example").no_transfer_until
        assert 9 * DAY < second - first < 11 * DAY
        running.clock.advance(55 * DAY)
        running.app.rounds.look_after_locks()
        assert running.at_registry("a.example")["statuses"] == [LOCK]
        running.clock.advance(6 * DAY)
        running.app.rounds.look_after_locks()
        until(lambda: running.domain("a.example").no_transfer_until is None)
        assert running.at_registry("a.example")["statuses"] == []


def test_the_task_that_lifts_locks_is_not_shown_to_callers():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()
        until(lambda: running.domain("a.example").no_transfer_until is None)

        from freehold.store import tasks

        with running.store.reading() as session:
            shown = tasks.page(session, running.account_id, 1, 10)
            everything = tasks.page(session, None, 1, 10)
            hidden = next(task for task in everything.rows if not task.kind.of_callers)
            assert tasks.by_number(session, running.account_id, hidden.task_no) is None
        assert [task.kind.value for task in shown.rows] == ["CHG_HOLDER"]
        assert {task.kind.value for task in everything.rows} == {"CHG_HOLDER", "LIFT_TRANSFER_LOCK"}
