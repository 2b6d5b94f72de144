"""``freehold task``: counts, items, and watching to the end."""

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from freehold.clock import SystemClock
from freehold.opening import open_store
from freehold.store import accounts, contacts, domains, new_tasks, task_counters, tasks
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, from_text
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

NOW = from_text("2026-03-01T09:00:00")
NUMBER = "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"


def submit(data: Path, names: list[str], expired: tuple[str, ...] = ()) -> None:
    """A task as a submit leaves it: expired domains failed there and then, the others wait."""

    def work(session):
        account = accounts.create(session, "acme", NOW)
        holder = contacts.add(session, account.id, Contact(organization="Example Widgets Ltd"), NOW)
        entries = [
            domains.NewDomain(name=DomainName.parse(name), registrant_id=holder, registered_at=NOW, expires_at=NOW)
            for name in names
        ]
        domains.add_many(session, account.id, entries, NOW)
        held = {found.name: found for found in domains.candidates(session, account.id, [e.name for e in entries])}
        task = new_tasks.NewTask(
            task_no=NUMBER, account_id=account.id, kind=TaskKind.CHANGE_REGISTRANT, profile_id=1, contact_id=holder,
            lock_after=True, client_ip="192.0.2.1",
        )  # fmt: skip
        rows = [
            new_tasks.NewItem(
                found.id,
                found.name,
                found.instance_id,
                1,
                Reason.DOMAIN_EXPIRED.code if found.name in expired else None,
            )
            for found in (held[entry.name] for entry in entries)
        ]
        new_tasks.add(session, task, rows, NOW)

    store = open_store(data)
    store.write_now(work)
    store.close()


def test_a_task_is_listed_and_shown_with_its_counts(run, data) -> None:
    submit(data, ["a.com", "例子.cn", "old.net"], expired=("old.net",))

    (listed,) = json.loads(run("task", "list", "--data", data, "-o", "json").out)
    shown = json.loads(run("task", "show", NUMBER, "--data", data, "-o", "json").out)

    assert listed == {
        "task_no": NUMBER, "account": "acme", "kind": "CHG_HOLDER", "total": 3, "waiting": 2, "executing": 0,
        "succeeded": 0, "failed": 1, "created": "2026-03-01T09:00:00Z", "updated": "2026-03-01T09:00:00Z",
    }  # fmt: skip
    told = {"profile": 1, "transfer_lock_after": True, "transfer_lock_waived": None, "finished": False}
    assert shown == {**listed, **told, "cancelled": False, "acknowledged": 0, "mails_lost": 0}


def test_items_tell_reason_and_what_to_do_in_either_language(run, data) -> None:
    submit(data, ["例子.cn", "old.net"], expired=("old.net",))

    rows = list(csv.DictReader(io.StringIO(run("task", "items", NUMBER, "--data", data, "-o", "csv").out)))
    chinese = json.loads(run("task", "items", NUMBER, "--lang", "zh", "--data", data, "-o", "json").out)

    assert [(row["row"], row["domain"], row["state"], row["reason"], row["what_to_do"]) for row in rows] == [
        ("1", "例子.cn", "waiting", "", ""),
        ("2", "old.net", "failed", "DomainExpired", Reason.DOMAIN_EXPIRED.sentence),
    ]
    assert "域名" in chinese[1]["what_to_do"]


def test_items_can_be_picked_by_state(run, data) -> None:
    submit(data, ["a.com", "b.com", "old.net"], expired=("old.net",))

    def picked(state: str) -> list[str]:
        printed = run("task", "items", NUMBER, "--state", state, "--data", data, "-o", "jsonl").out
        return [json.loads(line)["domain"] for line in printed.splitlines()]

    assert {state: picked(state) for state in ("waiting", "executing", "succeeded", "failed", "cancelled")} == {
        "waiting": ["a.com", "b.com"], "executing": [], "succeeded": [], "failed": ["old.net"], "cancelled": [],
    }  # fmt: skip


def test_an_unknown_task_is_told(run, data) -> None:
    submit(data, ["a.com"])

    ended = run("task", "show", "no-such-task", "--data", data)

    assert (ended.code, ended.err) == (
        1, "Error: There is no task no-such-task. freehold task list shows those there are.\n",
    )  # fmt: skip


def test_watching_a_task_that_failed_items_ends_3_and_says_how_to_see_why(run, data) -> None:
    submit(data, ["old.net"], expired=("old.net",))

    ended = run("task", "watch", NUMBER, "--data", data)

    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        f"Task {NUMBER}: 1 domains\n0 changed, 1 failed, 0 to go\n"
        f"freehold task items {NUMBER} --state failed shows why.\n"
    )


def test_watching_a_task_that_all_succeeded_ends_0(run, data) -> None:
    submit(data, ["a.com"])
    finish(data)

    ended = run("task", "watch", NUMBER, "--data", data)

    assert (ended.code, ended.err) == (0, f"Task {NUMBER}: 1 domains\n1 changed, 0 failed, 0 to go\n")


def test_a_wait_that_is_over_ends_5_and_the_task_goes_on(run, data) -> None:
    submit(data, ["a.com"])

    ended = run("task", "watch", NUMBER, "--timeout", "0", "--data", data)

    assert ended.code == 5
    assert ended.err.endswith("0 changed, 0 failed, 1 to go\nThe time is over; the task goes on.\n")


def test_ctrl_c_stops_watching_and_says_how_to_go_on(data) -> None:
    submit(data, ["a.com"])
    watching = subprocess.Popen(
        [sys.executable, "-m", "freehold", "task", "watch", NUMBER, "--data", data],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert watching.stderr is not None
    told = [watching.stderr.readline(), watching.stderr.readline()]

    watching.send_signal(signal.SIGINT)
    out, rest = watching.communicate(timeout=30)

    assert told == [f"Task {NUMBER}: 1 domains\n", "0 changed, 0 failed, 1 to go\n"]
    assert (watching.returncode, out) == (130, "")
    assert rest.rstrip() == f"The task goes on. Watch it again with: freehold task watch {NUMBER} --data {data}"


@pytest.mark.parametrize("state", list(ItemState))
def test_every_state_of_an_item_is_found_under_a_word_for_people(state: ItemState) -> None:
    from freehold.cli.task import _STATES, _states

    assert [word for word in _STATES if state in _states(word)] == [
        state.name.lower() if state.final or state is ItemState.WAITING else "executing"
    ]


def finish(data: Path) -> None:
    """Let the one item of the task end well, as the engine records it."""

    def work(session):
        task = tasks.find(session, NUMBER)
        session.execute(tasks.items.update().values(state=int(ItemState.SUCCEEDED), busy_domain_id=None))
        task_counters.count(session, task.id, [(ItemState.WAITING, ItemState.SUCCEEDED)], Instant(SystemClock().now()))

    store = open_store(data)
    store.write_now(work)
    store.close()
