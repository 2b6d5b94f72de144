"""A restored system: it sends nothing before it is settled with the registries, and then does nothing twice (INV-20)."""

import asyncio
import json
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest

from freehold.gateway.objects import DomainChange
from freehold.opening import open_store
from freehold.store import restores
from freehold.terms.contacts import Contact
from freehold.terms.instants import SECOND, Instant, utc_text
from freehold.terms.outcomes import Done
from support.integrity import violations
from support.practice import practice
from support.registries import command
from support.signing import v1_call
from support.waiting import until

RUNNING = [f"shop-{number:02d}.com" for number in range(1, 41)]
LOST = [f"late-{number}.com" for number in range(1, 6)]
UNTOUCHED, ELSEWHERE, NEW = "still.com", "sold.com", "new.com"
EVERY = [*RUNNING, *LOST, UNTOUCHED, ELSEWHERE, NEW]
PAGE = {"PageNum": "1", "PageSize": "20"}
HOLDER = Contact(organization="Third Ltd", name="Third", country="CN", city="X", email="third@example.com")


@contextmanager
def restored(running, backup):
    """The same registry with a system made from the backup in the place of the one that is lost."""
    running.app.stop()
    key = shutil.copy2(running.settings.data / "master.key", running.folder / "kept.key")
    again = running.folder / "again"
    code, _, said = command("restore", backup, "--key", key, "--data", again)
    assert (code, said.splitlines()[-1]) == (
        0,
        f"Nothing is sent from it yet. Run: freehold restore settle --data {again}",
    )
    running.settings = replace(running.settings, data=again)
    running.store = open_store(again)
    running.start()
    yield running


@pytest.fixture(scope="module")
def lost():
    """A backup in the middle of one task; the task ended, another was begun and ended, a domain was changed by hand."""
    # With so small a window a group is not the whole task.
    with practice(*EVERY, commands_per_second=40.0, window=2) as running:
        task_no = running.change(RUNNING, lock=True)
        until(lambda: running.task(task_no).succeeded, every=0.01)
        backup = running.folder / "one.backup"
        assert command("backup", "--data", running.settings.data, "--to", backup)[0] == 0
        running.finished(task_no)
        lost_no = running.change(LOST, lock=True)
        running.finished(lost_no)
        running.at_the_registry(ELSEWHERE, DomainChange(registrant=running.at_registry(LOST[0])["registrant"]))
        before = running.registrant_changes()
        with restored(running, backup):
            running.task_no, running.lost_no, running.before = task_no, lost_no, before
            yield running


def code_of(running, call):
    return json.loads(asyncio.run(running.app.dispatcher.answer(call)).body).get("Code")


def doctor(running):
    """What the doctor says of the restore."""
    _, out, _ = command("doctor", "--data", running.settings.data, "--listen", "127.0.0.1:1", "-o", "json")
    (row,) = [row for row in json.loads(out) if row["check"] == "restored"]
    return row["state"], row["found"], row["advice"]


def settle(running, *options):
    code, out, said = command("restore", "settle", "--data", running.settings.data, "-o", "json", *options)
    return code, {row["domain"]: row["verdict"] for row in json.loads(out or "[]")}, said


def test_a_restored_system_is_settled_and_does_nothing_twice(lost):
    # The backup was made in the middle: the task was not over in it, and the later one is not known.
    task = lost.task(lost.task_no)
    assert (task.waiting, 0 < task.succeeded < len(RUNNING)) == (0, True)
    assert lost.task(lost.lost_no) is None

    # Calls are taken and kept; nothing is sent.
    submitted = lost.change([NEW])
    # Signed a moment before the restore, so that the nonce may be one that is forgotten.
    before = utc_text(Instant(mark(lost).restored_at - 2 * SECOND))
    assert code_of(lost, v1_call("QueryTaskList", PAGE, Timestamp=before)) == "InvalidTimeStamp.Expired"
    assert code_of(lost, v1_call("QueryTaskList", PAGE)) is None
    state, _, advice = doctor(lost)
    assert (state, advice) == ("bad", f"Run freehold restore settle --data {lost.settings.data}.")
    for _ in range(3):
        lost.app.look_after_settling()
    assert lost.registrant_changes() == lost.before
    assert lost.rows(submitted)[NEW][0] == "WAITING"
    assert {state for state, _, _ in lost.rows(lost.task_no).values()} <= {"EXECUTING", "SUCCEEDED"}

    code, differing, said = settle(lost)
    assert (code, said.splitlines()[-1]) == (
        0,
        "The system is settled. Work begins within seconds, by the server that runs on it.",
    )
    assert {name for name, verdict in differing.items() if verdict == "theirs newer"} == {*LOST, ELSEWHERE}

    assert lost.finished(lost.task_no).succeeded == len(RUNNING)
    assert lost.finished(submitted).succeeded == 1
    after = lost.registrant_changes()
    assert {name: after[name] - lost.before.get(name, 0) for name in after} == {
        name: int(name == NEW) for name in after
    }  # fmt: skip
    assert [after[name] for name in (*RUNNING, *LOST)] == [1] * len(RUNNING + LOST)

    # INV-7: our copy shows what the registry holds.
    code, out, _ = command("reconcile", "--data", lost.settings.data, "-o", "json")
    assert (code, json.loads(out)) == (0, [])
    assert settle(lost)[2].startswith("There is nothing to settle")
    assert violations(lost.settings.data) == []


def test_what_waited_for_a_word_and_was_changed_since_goes_to_a_person():
    """The holder's confirmation, and the change it let through, may be in the time that is lost."""
    names = ["asked.com", "quiet.com"]
    with practice(*names, settings={"confirmations": "ask"}) as running:
        task_no = running.change(names)
        assert {state for state, _, _ in running.rows(task_no).values()} == {"AWAITING_CONFIRMATION"}
        backup = running.folder / "one.backup"
        command("backup", "--data", running.settings.data, "--to", backup)
        with restored(running, backup):
            lane = running.app.catalogue.by_name["north"].lane(0)
            made = lane.create_contact("THIRD", HOLDER, "secret-123", trid=running.app._trids.new())
            assert isinstance(running.app._loop.start(made).result(30), Done)
            running.at_the_registry("asked.com", DomainChange(registrant="THIRD"))

            settle(running)

            states = {name: (state, reason) for name, (state, reason, _) in running.rows(task_no).items()}
            assert states == {
                "asked.com": ("HELD", "ChangedElsewhere"),
                "quiet.com": ("AWAITING_CONFIRMATION", "ConfirmationAwaited"),
            }


def test_a_registry_that_tells_nothing_keeps_a_restored_system_from_working():
    with practice(NEW, "nobodys.net", tlds=("com",)) as running:
        backup = running.folder / "one.backup"
        command("backup", "--data", running.settings.data, "--to", backup)
        with restored(running, backup):
            code, differing, said = settle(running)
            assert (code, differing) == (3, {"nobodys.net": "unknown"})
            assert said.splitlines()[-1].startswith("Of 1 domains no registry told anything. Nothing begins")
            assert mark(running) is not None

            assert settle(running, "--leave-unanswered")[0] == 0
            assert mark(running) is None


def test_a_system_without_a_server_is_settled_by_the_command_alone(tmp_path):
    with practice(NEW, UNTOUCHED) as running:
        backup, again = running.folder / "one.backup", running.folder / "again"
        command("backup", "--data", running.settings.data, "--to", backup)
        running.at_the_registry(UNTOUCHED, DomainChange(add_statuses=(("clientHold", "test"),)))
        running.app.stop()
        command("restore", backup, "--key", running.settings.data / "master.key", "--data", again)
        running.settings = replace(running.settings, data=again)
        (config := tmp_path / "freehold.toml").write_text(as_file(running.settings.registries["north"]))

        assert settle(running)[2].startswith(f"Error: No server runs on {again}, and no registry is configured")
        code, _, said = settle(running, "--config", config)
        assert (code, said.splitlines()[-1]) == (
            0,
            "The system is settled. Work begins as soon as freehold serve runs.",
        )

        running.store = open_store(again)
        running.start()
        assert mark(running) is None
        assert running.finished(running.change([NEW])).succeeded == 1


def as_file(registry):
    told = {"address": registry.address, "login": registry.login, "password": registry.password, "tlds": ["*"]}
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**told, "ca_file": str(registry.ca_file)}.items()]
    return "\n".join(["[registries.north]", *lines])


def mark(running):
    with running.store.reading() as session:
        return restores.find(session)
