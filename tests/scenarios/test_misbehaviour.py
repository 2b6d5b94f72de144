"""A registry that misbehaves, in each way that registries do: every row ends true (REL-6, REL-7, TST-5).

Success only where the ledger shows the change once; failure only where the registry holds what it held.
"""

import random
from collections import Counter

import pytest

from support.integrity import violations
from support.scene import Scene
from support.waiting import until

DOMAINS = [200, pytest.param(1000, marks=pytest.mark.long)]
"""A tenth of them meets the misbehaviour; the whole thousand is for the long runs."""
LOCK = "clientTransferProhibited"


@pytest.fixture(params=DOMAINS)
def count(request):
    return request.param


def some(names, count, seed=7):
    return random.Random(seed).sample(names, count)


def each_once(**order):
    """The order for a tenth of the domains, once each."""
    return lambda names: [{"domain": name, "times": 1, **order} for name in some(names, len(names) // 10)]


GOOD_IN_THE_END = {
    "dropped before doing": each_once(drop="before-doing"),
    "dropped after doing": each_once(drop="after-doing"),
    "half a frame": each_once(misbehave="half-frame"),
    "garbage": each_once(misbehave="garbage"),
    "a made-up clTRID": each_once(misbehave="made-up-trid"),
    "no clTRID": each_once(misbehave="no-trid"),
    "unasked data in a good result": each_once(misbehave="ext-value"),
    "an unknown extension": each_once(misbehave="unknown-extension"),
    "slow": each_once(delay_seconds=1.0),
    "2400": each_once(answer=2400),
    "2500": each_once(answer=2500),
    "2502": each_once(answer=2502),
    "pending, told later": each_once(pending_seconds=0.5),
}
HABITS = {
    "replies out of order": {"out_of_order": True},
    "closes on a reused clTRID": {"closes_on_reused_trid": True},
    "few commands a second": {"commands_per_second": 700.0},
    "closes idle links": {"idle_seconds": 0.2},
}


def ended(scene, task_no):
    until(lambda: scene.open_rows(task_no) == 0, seconds=240, every=0.2)
    rows = scene.rows(task_no)
    with scene.sandbox.admin() as admin:
        held = {entry["name"]: entry for entry in admin.domains()}
        ledger = admin.ledger()
        together = admin.ask("stats")["together"]
    changes = Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update")
    for name, state in rows.items():
        changed = held[name]["registrant"] != "PRIOR" and LOCK in held[name]["statuses"]
        if state == "EXECUTE_SUCCESS":
            assert (changed, changes[name]) == (True, 1), name
        else:
            assert (state, held[name]["registrant"], changes[name]) == ("EXECUTE_FAILURE", "PRIOR", 0), name
    # Two commands about one domain were never on their way together.
    assert together == 0
    assert violations(scene.served.data) == []
    return Counter(rows.values())


@pytest.mark.parametrize("misbehaviour", GOOD_IN_THE_END)
def test_misbehaviour_towards_single_commands_is_survived(tmp_path, count, misbehaviour):
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            admin.add_faults(GOOD_IN_THE_END[misbehaviour](scene.names))
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count}


@pytest.mark.parametrize("habit", HABITS)
def test_habits_towards_all_commands_are_survived(tmp_path, count, habit):
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            admin.ask("behave", **HABITS[habit])
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count}


def test_fewer_sessions_than_were_agreed_are_enough(tmp_path, count):
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            admin.ask("most_sessions", number=1)
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count}


@pytest.mark.parametrize("code", [2004, 2201, 2304, 2306, 2308])
def test_refusals_fail_their_rows_alone_and_change_nothing(tmp_path, count, code):
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            admin.add_faults([{"domain": name, "answer": code} for name in some(scene.names, count // 10)])
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count - count // 10, "EXECUTE_FAILURE": count // 10}


def test_a_review_that_refuses_fails_its_rows_alone(tmp_path, count):
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            orders = each_once(pending_seconds=0.5, review="refused")(scene.names)
            admin.add_faults(orders)
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count - count // 10, "EXECUTE_FAILURE": count // 10}


def test_messages_of_unknown_kinds_are_taken_off_the_queue(tmp_path, count):
    """REL-11: stored, acknowledged, and no hindrance to those behind them."""
    with Scene(tmp_path, count) as scene:
        with scene.sandbox.admin() as admin:
            for number in range(5):
                admin.ask("say", text=f"Maintenance {number}")
            admin.add_faults(each_once(pending_seconds=0.5)(scene.names))
        assert ended(scene, scene.submit()) == {"EXECUTE_SUCCESS": count}
