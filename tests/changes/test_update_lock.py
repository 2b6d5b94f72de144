"""The account's update lock: it refuses a change, unless the operator lets changes lift it and put it on again."""

import pytest

from support.practice import practice
from support.served import acme
from support.waiting import until

UPDATE, TRANSFER = "clientUpdateProhibited", "clientTransferProhibited"


def locked(**registry):
    return practice(seed=acme([{"name": "a.example", "locks": ["update"]}, {"name": "b.example"}]), **registry)


def test_a_locked_domain_is_not_changed():
    with locked() as running:
        task_no = running.change(["a.example", "b.example"])
        running.finished(task_no)

        assert running.rows(task_no)["a.example"] == ("FAILED", "DomainUpdateLocked", None)
        assert running.at_registry("a.example")["statuses"] == [UPDATE]
        assert running.registrant_changes() == {"b.example": 1}


@pytest.mark.parametrize("transfer_lock", [False, True])
def test_a_lock_that_may_be_lifted_is_on_again_after_the_change(transfer_lock):
    with locked(lift_update_lock="yes") as running:
        task = running.finished(running.change(["a.example", "b.example"], lock=transfer_lock))

        assert (task.succeeded, task.failed) == (2, 0)
        held = running.at_registry("a.example")
        assert held["registrant"] != "PRIOR"
        assert held["statuses"] == ([TRANSFER, UPDATE] if transfer_lock else [UPDATE])
        frames = [entry["detail"] for entry in running.sandbox.ledger() if entry["object"] == "a.example"]
        added = [TRANSFER] if transfer_lock else []
        assert frames == [
            {"registrant": held["registrant"], "add": added, "remove": [UPDATE]},
            {"registrant": None, "add": [UPDATE], "remove": []},
        ]


def test_a_lock_between_off_and_on_is_put_on_after_a_restart():
    with locked(lift_update_lock="yes", settle_seconds=3.0) as running:
        task_no = running.change(["a.example"])
        until(lambda: running.registrant_changes() == {"a.example": 1})
        assert running.at_registry("a.example")["statuses"] == []
        running.restart()

        assert running.finished(task_no).succeeded == 1
        assert running.at_registry("a.example")["statuses"] == [UPDATE]


def test_a_lock_that_our_copy_forgot_still_refuses():
    with locked(lift_update_lock="yes") as running:
        running.store.write_now(
            lambda session: session.raw.execute("UPDATE domains SET update_lock = 'CLOSE' WHERE name = 'a.example'")
        )
        task_no = running.change(["a.example"])
        running.finished(task_no)

        assert running.rows(task_no)["a.example"][1] == "DomainUpdateLocked"
        assert running.at_registry("a.example")["registrant"] == "PRIOR"
