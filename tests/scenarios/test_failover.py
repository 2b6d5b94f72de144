"""A database that fails over to its standby, and a pooler that dies, in the middle of a task (docs/guides/postgresql.md)."""

import json
import subprocess
import sys
from collections import Counter

import pytest
import requests

from freehold.clock import SystemClock, wait
from support.integrity import violations
from support.pooler import pooling
from support.postgres_nodes import pair
from support.scene import Progress, Scene
from support.signing import v1_parameters
from support.waiting import until

pytestmark = pytest.mark.long

SETTLED = "The system is settled. Work begins within seconds, by the server that runs on it."

DOMAINS = 400
GOES_ON_SECONDS = 20.0
WAITS_FOR_NONE = "the database has standbys and waits for none"


def test_a_standby_that_was_waited_for_takes_over_and_nothing_is_lost_or_done_twice(tmp_path):
    """INV-1, INV-3, INV-5: a server and a worker find the new primary by themselves."""
    with (
        pair(waited_for=True) as servers,
        Scene(tmp_path, DOMAINS, database=servers.url, sessions=3, commands_per_second=90) as scene,
        scene.worker() as worker,
    ):
        assert WAITS_FOR_NONE not in scene.served.log() + worker.log()
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        progress.reached(DOMAINS // 4)

        died = SystemClock().now()
        servers.fail_over()
        # The first group whose intents stand on the new primary alone.
        until(
            lambda: servers.standby.run(f"SELECT max(sent_at) > {died} FROM items", "freehold")[0], GOES_ON_SECONDS, 0.1
        )
        print(f"work went on {(SystemClock().now() - died) / 1000:.1f} s after the primary's death")
        scene.all_true(task_no)


def test_a_failover_that_lost_commits_is_noticed_and_nothing_is_sent_before_it_is_settled(tmp_path):
    """INV-5, INV-12, INV-15: what is lost is lost, but nothing is done twice and no state is wrong."""
    with (
        pair(waited_for=False) as servers,
        Scene(tmp_path, DOMAINS, database=servers.url, sessions=3, commands_per_second=90) as scene,
        scene.worker() as worker,
    ):
        everything, progress = scene.names, Progress(scene.sandbox)
        kept = submitted(scene, everything[:360])
        progress.reached(30)
        servers.hold_back()
        lost = submitted(scene, everything[360:380])
        call = v1_parameters("QueryTaskList", {"PageNum": "1", "PageSize": "20"})
        assert requests.get(f"http://{scene.served.endpoint}/", params=call, timeout=10).status_code == 200
        # More than one group of each lane: intents and outcomes both are lost.
        progress.reached(progress.applied + 180)

        servers.fail_over()

        # Who knows more than the database does nothing more; a service manager starts them anew.
        assert (scene.served.process.wait(30), worker.ended()) == (1, 0)
        scene.served.process.stdout.close()
        assert "the database may have gone back in time" in scene.served.log()
        assert finding(scene, "restored")["found"].startswith("the database may have gone back in time")
        scene.served.start()
        worker.start()
        applied = changes(scene)

        assert requests.get(f"http://{scene.served.endpoint}/", params=call, timeout=10).json()["Code"] == (
            "InvalidTimeStamp.Expired"
        )
        assert finding(scene, "restored")["advice"].startswith("Run freehold restore settle")
        after = submitted(scene, everything[380:])
        wait(3)
        assert changes(scene) == applied
        assert rows(scene, lost, everything[360:380]) == {}
        assert set(rows(scene, after, everything[380:]).values()) == {"WAITING_EXECUTE"}

        said = operator(scene, "restore", "settle")
        assert said.splitlines()[-1] == SETTLED

        until(lambda: not scene.open_rows(kept) + scene.open_rows(after), 120)
        for task_no, names in ((kept, everything[:360]), (after, everything[380:])):
            assert Counter(rows(scene, task_no, names).values()) == {"EXECUTE_SUCCESS": len(names)}
        assert set(changes(scene).values()) == {1}
        with scene.sandbox.admin() as admin:
            trids = Counter(entry["cl_trid"] for entry in admin.ledger())
        assert max(trids.values()) == 1
        assert violations(scene.served.data, servers.url) == []
        assert finding(scene, "restored") is None


def test_a_database_that_was_switched_over_with_all_it_had_goes_on_by_a_word(tmp_path):
    """And one that was put back from its files is marked by one."""
    with pair(waited_for=False) as servers, Scene(tmp_path, 3, database=servers.url) as scene:
        scene.all_true(scene.submit())
        scene.served.stop()
        servers.fail_over()
        until(lambda: servers.standby.run("SELECT pg_is_in_recovery()") == (False,))
        scene.served.start()
        assert finding(scene, "restored")["state"] == "bad"

        said = operator(scene, "restore", "settle", "--nothing-lost")

        assert said.startswith("The system works on as it is.")
        until(lambda: "settled with the registries: work begins" in scene.served.log())
        assert finding(scene, "restored") is None

        refused = operator(scene, "restore", "mark", "--yes", code=1)
        assert refused == "Error: Servers or workers run on the database. Stop all of them first.\n"
        scene.served.stop()
        assert operator(scene, "restore", "mark", "--yes").startswith("The last that the database knows of was at ")
        assert finding(scene, "restored")["state"] == "bad"

        settled = operator(scene, "restore", "settle", "--config", str(tmp_path / "freehold.toml"))
        assert settled.splitlines()[-1] == "The system is settled. Work begins as soon as freehold serve runs."
        assert finding(scene, "restored") is None
        assert violations(scene.served.data, servers.url) == []


def submitted(scene, names):
    scene.names, before = names, scene.names
    try:
        return scene.submit()
    finally:
        scene.names = before


def rows(scene, task_no, names):
    found = scene.rows(task_no)
    assert found.keys() <= set(names)
    return found


def changes(scene):
    """How often the registry changed each domain."""
    with scene.sandbox.admin() as admin:
        return Counter(entry["object"] for entry in admin.ledger() if entry["command"] == "domain:update")


def finding(scene, check):
    """What ``freehold doctor`` says of one thing, if anything."""
    told = subprocess.run(
        [sys.executable, "-m", "freehold", "doctor", "--data", str(scene.served.data), "-o", "json"],
        capture_output=True, text=True, timeout=60, env=scene.served.env,
    )  # fmt: skip
    return next((row for row in json.loads(told.stdout) if row["check"] == check), None)


def operator(scene, *words, code=0):
    """What a command says to people."""
    ended = subprocess.run(
        [sys.executable, "-m", "freehold", *words, "--data", str(scene.served.data)],
        capture_output=True, text=True, timeout=120, env=scene.served.env,
    )  # fmt: skip
    assert ended.returncode == code, ended.stderr
    return ended.stderr


def test_a_standby_that_nobody_waits_for_is_warned_of(tmp_path):
    with pair(waited_for=False) as servers, Scene(tmp_path, 3, database=servers.url) as scene:
        assert WAITS_FOR_NONE in scene.served.log()
        row = finding(scene, "standby")
        assert row["state"] == "look"
        assert row["advice"].startswith("Set synchronous_standby_names")


def test_a_pooler_that_keeps_sessions_may_die_in_the_middle(tmp_path, postgres):
    with (
        postgres.empty_database() as url,
        pooling(url, "session") as pooler,
        Scene(tmp_path, DOMAINS, database=pooler.url, sessions=3, commands_per_second=200) as scene,
        scene.worker(),
    ):
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        progress.reached(DOMAINS // 4)
        pooler.kill()
        pooler.start()
        scene.all_true(task_no)
