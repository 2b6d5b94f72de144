"""Cancelling a task while its registry is at it: each domain ends as the registry shows, and is free (engine.md, 8)."""

import pytest

from changes.test_work_list import contested, interfered
from freehold.operations import cancellation
from freehold.operations.task_texts import cancel_state, task_state
from freehold.store import held
from support.command import freehold
from support.practice import practice
from support.served import acme
from support.waiting import until

CANCELLED = ("CANCELLED", "Cancelled", None)


def cancel(running, task_no):
    running.store.write_now(
        lambda session: cancellation.cancel(
            session, running.app.office, running.account_id, task_no, running.clock.now()
        )
    )


def header(running, task_no):
    task = running.task(task_no)
    return task_state(task)[1], cancel_state(task)[1]


def test_what_was_not_sent_ends_at_once_and_can_be_submitted_again():
    """Also while the registry stands still, so that nobody would come by."""
    names = [f"a{number}.example" for number in range(30)]
    with practice(*names) as running:
        freehold(running.settings.data, "registry", "pause", "north")
        until(lambda: running.app.catalogue.hold("north"))
        task_no = running.change(names)
        cancel(running, task_no)

        assert running.rows(task_no) == dict.fromkeys(names, CANCELLED)
        assert header(running, task_no) == ("COMPLETE", "CANCELLED")
        assert not running.domain("a0.example").being_changed
        again = running.change(names[:2])
        freehold(running.settings.data, "registry", "resume", "north")
        assert running.finished(again).succeeded == 2
        assert running.registrant_changes() == dict.fromkeys(names[:2], 1)


@pytest.mark.parametrize(("drop", "end"), [("before-doing", "CANCELLED"), ("after-doing", "SUCCEEDED")])
def test_what_was_sent_and_not_answered_ends_as_the_registry_shows(drop, end):
    """REL-7: it is asked, and nothing is sent again."""
    with practice("a.example", "b.example", settle_seconds=2.0) as running:
        running.finished(running.change(["b.example"]))
        running.sandbox.add_faults([{"domain": "a.example", "drop": drop, "times": 1}])
        task_no = running.change(["a.example"])
        until(lambda: running.rows(task_no)["a.example"][0] == "EXECUTING" and not running.sandbox.ask("faults"))
        cancel(running, task_no)

        assert header(running, task_no) == ("EXECUTING", "CANCELLING")
        running.finished(task_no)
        assert running.rows(task_no)["a.example"][0] == end
        changed = end == "SUCCEEDED"
        assert running.registrant_changes().get("a.example", 0) == changed
        same = running.domain("a.example").registrant_id == running.domain("b.example").registrant_id
        assert (same, running.at_registry("a.example")["registrant"] != "PRIOR") == (changed, changed)
        assert header(running, task_no) == ("COMPLETE", "CANCELLED")


@pytest.mark.parametrize(("order", "end"), [({}, "SUCCEEDED"), ({"review": "refused"}, "FAILED")])
def test_what_the_registry_reviews_ends_as_it_decides(order, end):
    with practice("a.example") as running:
        running.sandbox.add_faults([{"domain": "a.example", "pending_seconds": 1.0, "times": 1, **order}])
        task_no = running.change(["a.example"])
        until(lambda: running.rows(task_no)["a.example"][0] == "AWAITING_REGISTRY")
        cancel(running, task_no)

        assert header(running, task_no) == ("EXECUTING", "CANCELLING")
        running.finished(task_no)
        assert running.rows(task_no)["a.example"][0] == end


def test_of_a_long_list_the_groups_not_begun_end_and_the_one_under_way_is_finished():
    names = [f"a{number:03d}.example" for number in range(90)]
    with practice(*names, sessions=1, window=1) as running:
        running.sandbox.add_faults([{"domain": "a010.example", "delay_seconds": 1.0, "times": 1}])
        task_no = running.change(names)
        until(lambda: running.registrant_changes().get("a009.example"))
        cancel(running, task_no)
        cancel(running, task_no)

        task = running.finished(task_no)
        rows = running.rows(task_no)
        assert (task.succeeded, task.failed, task.waiting, task.executing) == (25, 65, 0, 0)
        assert {name for name, row in rows.items() if row[0] == "SUCCEEDED"} == set(running.registrant_changes())
        assert {row for row in rows.values() if row[0] != "SUCCEEDED"} == {CANCELLED}


def test_what_a_person_carries_out_waits_for_the_persons_report():
    """Paper may be on its way already; only the person knows."""
    with practice(
        seed=acme([{"name": "a.de"}, {"name": "b.de"}, {"name": "c.unserved"}]), tlds=("example",)
    ) as running:
        task_no = running.change(["a.de", "b.de", "c.unserved"])
        cancel(running, task_no)

        assert running.rows(task_no)["a.de"] == ("HELD", "CarriedOutByHand", None)
        assert header(running, task_no) == ("EXECUTING", "CANCELLING")
        listed = freehold(running.settings.data, "work", "list", "-o", "json").stdout
        assert listed.count('"cancelled": true') == 2
        freehold(running.settings.data, "work", "refused", "a.de", "--note", "Not sent yet.")
        freehold(running.settings.data, "work", "done", "b.de")
        assert running.rows(task_no) == {
            "a.de": ("CANCELLED", "Cancelled", "Not sent yet."),
            "b.de": ("SUCCEEDED", None, None),
            "c.unserved": ("FAILED", "NoRegistryForSuffix", None),
        }
        assert header(running, task_no) == ("COMPLETE", "CANCELLED")


def test_a_cancelled_domain_on_the_work_list_is_not_tried_again():
    with contested() as running:
        task_no = interfered(running)
        cancel(running, task_no)

        ended = freehold(running.settings.data, "work", "retry", "a.example")

        assert ended.returncode == 1
        assert "is of a task that was cancelled; report it as done or refused" in ended.stderr
        assert running.rows(task_no)["a.example"][0] == "HELD"
        with running.store.reading() as session:
            assert len(held.after(session, (0, 0), 10)) == 1


def test_a_complete_task_is_not_cancelled():
    with practice("a.example") as running:
        task_no = running.change(["a.example"])
        before = running.finished(task_no)
        cancel(running, task_no)

        assert running.task(task_no) == before
        assert header(running, task_no) == ("COMPLETE", "NORMAL")
