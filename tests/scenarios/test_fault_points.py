"""Die at each fault point with twenty domains in hand, start again, end right (TST-1, FP-1)."""

from collections import Counter

import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import UnretryableException

from support.fault_house import (
    AT_LOGIN,
    AT_LOGOUT,
    BETWEEN_GROUPS,
    CANCELLED,
    COUNT,
    HERE,
    IN_A_TASK,
    IN_DOUBT,
    UPDATE_LOCK,
    WITH_A_CANCELLATION,
    WITH_A_MAIL,
    WITH_A_PROFILE,
    WITH_A_REVIEW,
    WITH_AN_ACKNOWLEDGEMENT,
    WITH_AN_UNUSED_CONTACT,
    WITH_AN_UPDATE_LOCK,
    WITHIN_AN_ANSWER,
    House,
)
from support.integrity import violations
from support.points import REQUIRED, in_the_source
from support.scene import LOCK
from support.waiting import until

ELSEWHERE = frozenset({
    "mig.step.before", "mig.step.after", "mig.backfill.mid", "backup.mid_copy", "backup.before_publish", "restore.mid", "recon.mid", "registry.password.before_store", "registry.password.after_store",
    "registry.password.before_settle", "registry.password.after_settle", "review.ask.after_answer",
    "work.recover.mid",
})  # fmt: skip
"""tests/database/test_migrations.py, tests/backups/test_backup.py, tests/reconcile/test_runs.py, tests/extensions/test_password_kills.py,
tests/reviews/test_service.py and tests/scenarios/test_workers.py die there."""

LEAVES_NOTHING = frozenset(
    {"api.auth.after_nonce", "api.submit.in_tx", "api.profile.in_tx", "api.ack.in_tx", "api.cancel.in_tx"}
)
"""INV-2: a call that died before its commit left nothing; the caller may ask again."""

ABSENT = {
    "images kept beside the database": {"api.upload.after_blob", "api.upload.after_row"},
    "the audit log": {"audit.append.in_tx", "audit.head.mid_write"},
    "rotation of keys": {"keyrot.mid", "keyrot.before_retire"},
    "erasure and retention": {"erase.after_key", "erase.after_rows", "retain.mid"},
    "escrow": {"escrow.mid_write", "escrow.before_rename"},
}


def bare(point):
    return point.partition(",")[0].partition("@")[0]


def test_each_point_of_the_program_is_died_at_and_each_required_one_is_there_or_known_to_be_absent():
    """FP-1."""
    passed = in_the_source()

    assert passed == {bare(point) for point in HERE} | ELSEWHERE
    assert REQUIRED - passed == set().union(*ABSENT.values())


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("points"))
    yield house
    house.close()


def without_answer(call):
    """Make a call to a server that may die over it: an answer or a cut link, but no refusal."""
    try:
        return call()
    except UnretryableException:
        return None


DEATHS_IN_A_ROW = 4
"""Each counts as a sending of what was in doubt, and the sixth of these is the last (REL-7)."""
UNDER_TASKS = (*IN_A_TASK, *BETWEEN_GROUPS, *IN_DOUBT, *AT_LOGIN, *WITH_A_REVIEW, *WITHIN_AN_ANSWER)


@pytest.mark.parametrize("first", range(0, len(UNDER_TASKS), DEATHS_IN_A_ROW), ids=lambda first: UNDER_TASKS[first])
def test_deaths_under_tasks_one_after_another(house, first):
    """Each process but the last dies at its point, over its own task or over what the one before left; then all is well.

    A death while recovering is one more that must do no harm, and a start less to pay for.
    """
    points = UNDER_TASKS[first : first + DEATHS_IN_A_ROW]
    with house.registry.admin() as admin:
        reviewed = [name for point in {*points} & {*WITH_A_REVIEW} for name in house.names[point][:3]]
        admin.add_faults([{"domain": name, "pending_seconds": 0.2, "times": 1} for name in reviewed])
    for point in points:
        house.die_at(point)
        without_answer(lambda point=point: house.submit(point))
        house.died_at(point)
    house.start()

    accepted = house.accepted()
    assert accepted.keys().isdisjoint({*points} & LEAVES_NOTHING)
    # What a process that was dead on arrival was never asked for.
    accepted |= {point: house.submit(point) for point in points if point not in accepted}
    # All over before any is judged: ledger and contacts are those of one state then.
    until(lambda: {state for _, state in house.tasks().values()} == {"COMPLETE"})
    for point in points:
        house.ends_right(point, accepted[point])


def test_deaths_over_calls_one_after_another(house):
    """INV-2, INV-10: what was not committed left nothing, and what was is there, whether its answer came or not."""
    # Calls alone pass these points, so the first process can bring tasks to their end before it dies.
    house.die_at(WITH_A_PROFILE[0])
    over = {point: house.submit(point) for point in WITH_AN_ACKNOWLEDGEMENT}
    until(lambda: {house.tasks()[task_no] for task_no in over.values()} == {(COUNT, "COMPLETE")})
    rows = {point: house.polled(task_no) for point, task_no in over.items()}
    profiles = house.saved_profiles()
    for point in WITH_A_PROFILE:
        if point != WITH_A_PROFILE[0]:
            house.die_at(point)
        without_answer(house.save_profile)
        house.died_at(point)
    for point in WITH_AN_ACKNOWLEDGEMENT:
        house.die_at(point)
        without_answer(lambda point=point: house.acknowledge(rows[point][:5]))
        house.died_at(point)
    cancelled = {}
    for point in WITH_A_CANCELLATION:
        house.die_at(point)
        cancelled[point] = house.begin_slowly(point)
        without_answer(lambda point=point: house.cancel(cancelled[point]))
        house.died_at(point)
    house.start()

    assert house.saved_profiles() - profiles == len(set(WITH_A_PROFILE) - LEAVES_NOTHING)
    for point in WITH_AN_ACKNOWLEDGEMENT:
        house.ends_right(point, over[point])
        _an_acknowledgement_counts(house, point, over[point], rows[point])
    for point in WITH_A_CANCELLATION:
        _a_cancellation_leaves_no_limbo(house, point, cancelled[point])


def _an_acknowledgement_counts(house, point, task_no, rows):
    """INV-10: what was acknowledged is told no more, what was not is told again; saying it twice does no harm."""
    assert len(rows) == COUNT
    left = [] if point in LEAVES_NOTHING else rows[:5]
    assert house.polled(task_no) == [row for row in rows if row not in left]
    assert house.acknowledge(rows[:5]) == 5 - len(left)
    assert house.polled(task_no) == rows[5:]


def _a_cancellation_leaves_no_limbo(house, point, task_no):
    """Whether the cancellation was lost or kept."""
    if point in LEAVES_NOTHING:
        assert house.cancel_states()[task_no] == "NORMAL"
        house.ends_right(point, task_no)
        return
    assert house.waiting(task_no) == 0
    assert len(house.cancelled_truthfully(point, task_no)) < 2 * COUNT
    again = house.submit(point)
    until(lambda: house.tasks()[again] == (2 * COUNT, "COMPLETE"))
    assert set(house.rows(again).values()) == {"EXECUTE_SUCCESS"}


def test_deaths_over_mails_one_after_another(house):
    """REL-15, INV-10: a mail that was asked for is there once, whenever the process died."""
    asked = {}
    for point in WITH_A_MAIL:
        address = f"{point.replace('.', '-')}@example.com"
        house.die_at(point)
        request = models.SubmitEmailVerificationRequest(email=address)
        asked[address] = without_answer(lambda request=request: house.client.submit_email_verification(request))
        house.died_at(point)
    house.start()

    answered = {address for address, answer in asked.items() if answer is not None}
    assert answered
    until(lambda: answered <= house.mailed().keys())
    assert {house.mailed()[address] for address in answered} == {1}
    assert max(house.mailed()[address] for address in asked) == 1


@pytest.mark.parametrize("point", WITH_AN_UPDATE_LOCK)
def test_a_death_while_the_update_lock_is_off(house, point):
    """INV-4, INV-5: each step once, and the lock on again in the end."""
    names = house.names[point]
    before = house.tasks()
    house.die_at(point)
    without_answer(lambda: house.submit(point))
    house.died_at(point)
    house.start()

    (task_no,) = [task_no for task_no in house.tasks() if task_no not in before]
    until(lambda: house.tasks()[task_no] == (len(names), "COMPLETE"))
    assert house.rows(task_no) == dict.fromkeys(names, "EXECUTE_SUCCESS")
    with house.registry.admin() as admin:
        held = {entry["name"]: entry for entry in admin.domains() if entry["name"] in names}
        ledger = admin.ledger()
    for name in names:
        steps = [entry["detail"] for entry in ledger if entry["object"] == name]
        assert [(step["add"], step["remove"], step["registrant"]) for step in steps] == [
            ([], [UPDATE_LOCK], None),
            ([LOCK], [], held[name]["registrant"]),
            ([UPDATE_LOCK], [], None),
        ]
        assert held[name]["statuses"] == [LOCK, UPDATE_LOCK]


@pytest.mark.parametrize("point", AT_LOGOUT)
def test_a_death_while_stopping(house, point):
    """REL-18."""
    house.die_at(point)
    task_no = house.submit(point)
    until(lambda: "epp.login.after_answer@1" in house.passages())
    house.served.process.terminate()
    house.died_at(point)
    house.start()

    house.ends_right(point, task_no)


@pytest.mark.parametrize("point", CANCELLED)
def test_a_death_under_a_cancelled_task(house, point):
    """What the run that died had sent is asked about and not sent again."""
    house.die_at(CANCELLED[point])
    task_no = house.begin_slowly(point)
    house.cancel(task_no)
    house.died_at(CANCELLED[point])
    house.start()

    changed = house.cancelled_truthfully(point, task_no)
    assert changed == set(house.names[point][:25]) if point.startswith("work") else len(changed) < 20


def test_deaths_over_the_deletion_of_a_contact_that_nothing_uses(house):
    """INV-8: the change it was made for was refused; it is deleted once, by the second process or found gone by the third."""
    planned, recorded = WITH_AN_UNUSED_CONTACT
    before = house.contacts()
    with house.registry.admin() as admin:
        admin.add_faults([{"domain": name, "answer": 2308, "times": 1} for name in house.names[planned]])
    house.die_at(planned)
    without_answer(lambda: house.submit(planned))
    house.died_at(planned)
    house.die_at(recorded)
    house.died_at(recorded)
    house.start()

    assert house.contacts() == before
    until(lambda: house.unused_contacts() <= house.listed())
    with house.registry.admin() as admin:
        commands = Counter(entry["command"] for entry in admin.ledger())
    assert commands["contact:delete"] == 1


def test_after_all_these_deaths_no_invariant_is_violated(house):
    """REL-0, INV-8: the last test of this file, on what all the others left."""
    # What the cancelled tasks had made and did not use.
    until(lambda: house.unused_contacts() <= house.listed())
    assert violations(house.served.data) == []
