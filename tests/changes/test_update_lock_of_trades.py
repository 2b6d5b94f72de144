"""The account's update lock where a trade may lift it: off in a frame before, on in a frame after, and on however it ends."""

import pytest

from freehold.engine import sweep
from freehold.operations import cancellation, work_list
from support.practice import practice
from support.served import acme
from support.waiting import until

UPDATE, TRANSFER = "clientUpdateProhibited", "clientTransferProhibited"
MODES = ("lu=trade:dnslu", "fr=trade-with-consent:frnic", "be=trade-with-consent:update")


@pytest.fixture(scope="module")
def running():
    names = [f"{letter}.{tld}" for letter in "abcdefg" for tld in ("lu", "fr", "be")]
    seed = acme([{"name": name, "locks": ["update"]} for name in names])
    with practice(seed=seed, modes=MODES, lift_update_lock="yes", settle_seconds=0.3) as running:
        yield running


def steps(running, name):
    """What the registry applied: the command, whether a registrant came with it, statuses on, statuses off."""
    return [
        (entry["command"].partition(":")[2], bool(entry["detail"].get("registrant")), entry["detail"]["add"],
         entry["detail"]["remove"])
        for entry in running.sandbox.ledger()
        if entry["object"] == name
    ]  # fmt: skip


def traded(*locks):
    return [("update", False, [], [UPDATE]), ("trade", True, [], []), ("update", False, list(locks), [])]


def waiting_for_holders(running, name, **how):
    task_no = running.change([name], **how)
    until(lambda: running.rows(task_no)[name][0] == "AWAITING_REGISTRY")
    return task_no


def test_a_trade_lifts_the_lock_before_it_and_puts_it_on_after(running):
    assert running.finished(running.change(["a.lu"], lock=True)).succeeded == 1

    assert steps(running, "a.lu") == traded(TRANSFER, UPDATE)
    assert running.at_registry("a.lu")["statuses"] == [TRANSFER, UPDATE]


@pytest.mark.parametrize(("name", "done"), [("b.lu", 1), ("c.lu", 2)])
def test_a_restart_after_each_step_trades_once_and_ends_locked(running, name, done):
    task_no = running.change([name])
    until(lambda: len(steps(running, name)) >= done)
    running.restart()

    assert running.finished(task_no).succeeded == 1
    assert steps(running, name) == traded(UPDATE)
    assert running.at_registry(name)["statuses"] == [UPDATE]


def test_a_trade_that_is_refused_with_the_lock_off_ends_with_the_lock_on(running):
    task_no = running.change(["d.lu"])
    until(lambda: steps(running, "d.lu"))
    running.sandbox.add_faults([{"domain": "d.lu", "command": "trade", "answer": 2308, "times": 1}])

    assert running.finished(task_no).failed == 1
    assert running.at_registry("d.lu") == {"name": "d.lu", "registrant": "PRIOR", "statuses": [UPDATE]}


def test_a_lock_that_is_refused_after_the_trade_is_a_persons_work_and_no_failure(running):
    task_no = running.change(["g.lu"])
    until(lambda: steps(running, "g.lu"))
    running.sandbox.add_faults([{"domain": "g.lu", "answer": 2308, "times": 1}])
    until(lambda: running.rows(task_no)["g.lu"][0] == "HELD")

    assert running.rows(task_no)["g.lu"][1] == "LockRefused"
    assert running.at_registry("g.lu")["registrant"] != "PRIOR"
    running.store.write_now(lambda session: work_list.retry(session, "g.lu", running.clock.now()))
    sweep.sweep(running.store, running.app.queue, running.app.system)
    assert running.finished(task_no).succeeded == 1
    assert steps(running, "g.lu") == traded(UPDATE)


def test_lost_answers_at_each_step_are_looked_for_and_the_trade_is_made_once(running):
    running.sandbox.add_faults([{"domain": "e.lu", "drop": "after-doing", "times": 4}])

    assert running.finished(running.change(["e.lu"])).succeeded == 1
    assert steps(running, "e.lu") == traded(UPDATE)


def test_a_task_that_is_cancelled_with_the_lock_off_puts_it_on_again(running):
    task_no = running.change(["f.lu"])
    until(lambda: steps(running, "f.lu"))
    running.store.write_now(
        lambda session: cancellation.cancel(
            session, running.app.office, running.account_id, task_no, running.clock.now()
        )
    )
    running.finished(task_no)

    (row,) = running.rows(task_no).values()
    shown = running.at_registry("f.lu")
    assert (row[0], shown["registrant"] == "PRIOR", shown["statuses"]) == ("CANCELLED", True, [UPDATE])


@pytest.mark.parametrize("name", ["a.fr", "a.be"])
def test_holders_that_consent_have_the_lock_put_on_again(running, name):
    task_no = waiting_for_holders(running, name, lock=True)
    assert UPDATE not in running.at_registry(name)["statuses"]
    assert running.sandbox.ask("decide", name=name, verdict="confirm")

    assert running.finished(task_no).succeeded == 1
    assert running.at_registry(name)["statuses"] == [TRANSFER, UPDATE]
    assert [step[1] for step in steps(running, name)] == [False, True, False]


@pytest.mark.parametrize("name", ["b.fr", "b.be"])
def test_holders_that_refuse_have_the_lock_put_on_again(running, name):
    task_no = waiting_for_holders(running, name)
    assert running.sandbox.ask("decide", name=name, verdict="refuse")

    assert running.finished(task_no).failed == 1
    assert running.at_registry(name) == {"name": name, "registrant": "PRIOR", "statuses": [UPDATE]}


def test_where_no_change_may_lift_it_a_trade_is_refused_too():
    seed = acme([{"name": "a.lu", "locks": ["update"]}])
    with practice(seed=seed, modes=MODES) as running:
        task_no = running.change(["a.lu"])
        running.finished(task_no)

        assert running.rows(task_no)["a.lu"] == ("FAILED", "DomainUpdateLocked", None)
        assert running.sandbox.ledger() == []
