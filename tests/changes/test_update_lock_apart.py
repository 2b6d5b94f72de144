"""A registry that takes the update lock off only in a frame of its own: each frame is a step, and the lock is on in the end."""

import pytest

from support.practice import practice
from support.served import acme
from support.waiting import until

UPDATE, TRANSFER = "clientUpdateProhibited", "clientTransferProhibited"


@pytest.fixture(scope="module")
def running():
    names = ("a", "b", "c", "d", "e", "f")
    seed = acme([{"name": f"{name}.example", "locks": ["update"]} for name in names])
    with practice(seed=seed, lift_update_lock="yes", settle_seconds=0.3) as running:
        running.sandbox.ask("behave", unlocks_apart=True)
        yield running


def frames(running, name):
    return [entry["detail"] for entry in running.sandbox.ledger() if entry["object"] == name]


def whole(running, name, *added):
    """Unlocked, changed, locked again: once each."""
    registrant = running.at_registry(name)["registrant"]
    assert frames(running, name) == [
        {"registrant": None, "add": [], "remove": [UPDATE]},
        {"registrant": registrant, "add": list(added), "remove": []},
        {"registrant": None, "add": [UPDATE], "remove": []},
    ]
    assert registrant != "PRIOR"


def test_the_lock_goes_off_the_change_is_made_and_the_lock_goes_on(running):
    assert running.finished(running.change(["a.example", "b.example"], lock=True)).succeeded == 2

    for name in ("a.example", "b.example"):
        whole(running, name, TRANSFER)
        assert running.at_registry(name)["statuses"] == [TRANSFER, UPDATE]


@pytest.mark.parametrize(("name", "done"), [("c.example", 1), ("d.example", 2)])
def test_a_restart_after_each_step_ends_locked(running, name, done):
    task_no = running.change([name])
    until(lambda: len(frames(running, name)) >= done)
    running.restart()

    assert running.finished(task_no).succeeded == 1
    whole(running, name)
    assert running.at_registry(name)["statuses"] == [UPDATE]


def test_a_change_that_is_refused_with_the_lock_off_ends_with_the_lock_on(running):
    task_no = running.change(["e.example"])
    until(lambda: frames(running, "e.example"))
    running.sandbox.add_faults([{"domain": "e.example", "answer": 2308, "times": 1}])
    task = running.finished(task_no)

    assert task.failed == 1
    assert running.at_registry("e.example") == {"name": "e.example", "registrant": "PRIOR", "statuses": [UPDATE]}


def test_answers_lost_at_each_step_are_looked_for(running):
    running.sandbox.add_faults([{"domain": "f.example", "drop": "after-doing", "times": 4}])

    assert running.finished(running.change(["f.example"])).succeeded == 1
    whole(running, "f.example")
    assert running.at_registry("f.example")["statuses"] == [UPDATE]
