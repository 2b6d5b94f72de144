"""A registry is paused and goes on: what its tasks show meanwhile, what is sent, and what a restart remembers."""

import json
from dataclasses import replace

from freehold.clock import SystemClock
from freehold.languages import sentence
from freehold.operations import registry_pauses
from freehold.operations.task_texts import item_text
from freehold.store import registries, tasks
from freehold.terms.holds import PauseSource
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from support.practice import practice
from support.registries import command as run_command
from support.waiting import until

NAMES = [f"shop-{number}.com" for number in range(1, 41)]


def pause(running, *, source=PauseSource.OPERATOR, until_at=None):
    now = SystemClock().now()
    running.store.write_now(
        lambda session: registry_pauses.pause(session, "north", source, "they move house", now, until_at)
    )
    until(lambda: running.app.catalogue.by_name["north"].manners.pauses)


def resume(running):
    return running.store.write_now(lambda session: registry_pauses.resume(session, "north", running.app.system.now()))


def reasons(running, task_no):
    return {(state, reason) for state, reason, _ in running.rows(task_no).values()}


def held(running):
    from freehold.engine import chunks

    with running.store.reading() as session:
        return chunks.waiting_at(session).get("north")


def test_a_paused_registry_gets_nothing_and_its_tasks_say_why_they_wait():
    with practice(*NAMES) as running:
        pause(running)
        until(lambda: running.sandbox.ask("stats")["sessions"] == 0)

        task_no = running.change(NAMES)
        until(lambda: held(running) == (1, 1))

        assert reasons(running, task_no) == {("WAITING", "RegistryPaused")}
        with running.store.reading() as session:
            item = tasks.items_page(session, tasks.find(session, task_no), 1, 1).rows[0]
        for language in ("en", "zh"):
            told = sentence("RegistryPaused", Reason.REGISTRY_PAUSED.sentence, language)
            assert item_text(item, language) == told
        assert (item.attempts, running.sandbox.ledger(), running.sandbox.ask("stats")["sessions"]) == (0, [], 0)

        assert resume(running) == 1

        assert running.finished(task_no).succeeded == len(NAMES)
        assert reasons(running, task_no) == {("SUCCEEDED", None)}
        assert running.registrant_changes() == dict.fromkeys(NAMES, 1)


def test_a_task_under_way_stops_between_two_groups_and_loses_nothing():
    """INV-5: each domain is changed once, those in flight when the pause came included."""
    names = [f"shop-{number}.com" for number in range(1, 301)]
    with practice(*names, commands_per_second=200.0) as running:
        task_no = running.change(names)
        until(lambda: running.task(task_no).succeeded > 20)
        pause(running)
        until(lambda: (counted := held(running)) and counted[0] == counted[1])
        changed = sum(running.registrant_changes().values())

        assert 20 < changed < 300
        assert running.task(task_no).succeeded + running.task(task_no).executing >= changed

        resume(running)

        assert running.finished(task_no).succeeded == 300
        assert running.registrant_changes() == dict.fromkeys(names, 1)


def test_a_restart_remembers_the_pause_and_a_resume_while_nobody_ran():
    with practice(*NAMES) as running:
        pause(running)
        task_no = running.change(NAMES)
        until(lambda: held(running) == (1, 1))
        running.app.stop()
        running.store = reopened(running)
        running.start()

        assert running.app.catalogue.by_name["north"].manners.hold().reason is Reason.REGISTRY_PAUSED
        assert running.sandbox.ledger() == []

        running.app.stop()
        running.store = reopened(running)
        resume(running)
        running.start()

        assert running.finished(task_no).succeeded == len(NAMES)


def reopened(running):
    from freehold.opening import open_store

    return open_store(running.settings.data)


def test_a_pause_with_an_end_ends_by_itself_and_is_forgotten():
    with practice(*NAMES[:3]) as running:
        pause(running, source=PauseSource.MAINTENANCE, until_at=Instant(SystemClock().now() + 2500))
        task_no = running.change(NAMES[:3])
        until(lambda: held(running) == (1, 1))

        assert running.finished(task_no).succeeded == 3

        def forgotten():
            with running.store.reading() as session:
                return registries.all_pauses(session) == {}

        until(forgotten, seconds=10)


def test_wrong_passwords_pause_durably_and_a_corrected_one_needs_a_word():
    """REL-8: a start that repeats itself must not try the password again and again."""
    with practice(*NAMES[:2]) as running:
        right = running.settings
        running.app.stop()
        wrong = replace(right.registries["north"], password="not-the-one")
        running.settings = replace(right, registries={"north": wrong})
        running.store = reopened(running)
        running.start()
        task_no = running.change(NAMES[:2])
        until(lambda: held(running) == (1, 1))

        with running.store.reading() as session:
            ((kept,),) = registries.all_pauses(session).values()
        assert kept.source is PauseSource.LOGIN

        running.app.stop()
        running.settings = right
        running.store = reopened(running)
        running.start()
        assert running.app.catalogue.by_name["north"].manners.hold().reason is Reason.REGISTRY_PAUSED
        resume(running)

        assert running.finished(task_no).succeeded == 2


def test_a_days_quota_is_not_forgotten_by_a_restart():
    # More than a group: those that nothing was tried of show what a restart knows.
    names = [f"shop-{number}.com" for number in range(1, 121)]
    with practice(*names, changes_a_day=25) as running:
        task_no = running.change(names)
        until(lambda: held(running) == (1, 1))
        # One of the day's changes made the contact object.
        assert running.task(task_no).succeeded == 24
        running.app.stop()
        running.store = reopened(running)
        running.start()
        until(lambda: held(running) == (1, 1))

        assert len(running.sandbox.ledger()) == 25
        states = sorted(reasons(running, task_no), key=str)
        assert ("SUCCEEDED", None) in states
        assert {reason for state, reason in states if state != "SUCCEEDED"} == {"RegistryDailyQuota"}


def test_commands_list_pause_and_resume_a_registry():
    def command(*arguments):
        return run_command("registry", *arguments)

    with practice(*NAMES[:1]) as running:
        data = running.settings.data
        until(lambda: running.sandbox.ask("stats")["sessions"])

        def listed(*more):
            code, out, _ = command("list", "--data", data, "-o", "json", *more)
            assert code == 0
            (row,) = json.loads(out)
            return row

        until(lambda: listed()["last_log_in"])
        row = listed()
        assert (row["registry"], row["state"], row["why"], row["server_certificate_days"]) == ("north", "open", "", 364)

        told = command("pause", "north", "--data", data, "--reason", "they move house")
        assert told == (
            0, "", "north is paused: nothing is sent to it until freehold registry resume north.\n"
        )  # fmt: skip
        row = listed()
        assert (row["state"], row["why"], row["until"]) == ("paused", "by the operator: they move house", None)
        assert listed("--lang", "zh")["why"] == "由运营者暂停: they move house"
        until(lambda: running.app.catalogue.by_name["north"].manners.hold(), seconds=5)

        assert command("resume", "north", "--data", data) == (0, "", "north goes on.\n")
        assert command("resume", "north", "--data", data, "--lang", "zh") == (0, "", "north 没有被暂停。\n")
        assert listed()["state"] == "open"
        until(lambda: not running.app.catalogue.by_name["north"].manners.hold(), seconds=5)

        code, _, err = command("pause", "south", "--data", data)
        assert (code, err) == (1, "Error: There is no registry south; known are: north.\n")
        code, _, err = command("pause", "north", "--data", data, "--minutes", "999999999999")
        assert (code, "999999999999 is not in the range" in err) == (2, True)
        code, _, err = command("pause", "north", "--data", data, "--until", "2020-01-01")
        assert code == 2
        assert "--until 2020-01-01 is over already." in err
        code, _, err = command("pause", "north", "--data", data, "--until", "soon")
        assert "write a time as" in err
        _, out, _ = command("list", "--data", data)
        assert "north" in out.splitlines()[1]
