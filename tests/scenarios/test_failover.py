"""A database that fails over to its standby, and a pooler that dies, in the middle of a task (docs/guides/postgresql.md)."""

import json
import subprocess
import sys

import pytest

from freehold.clock import SystemClock
from support.pooler import pooling
from support.postgres_nodes import pair
from support.scene import Progress, Scene
from support.waiting import until

pytestmark = pytest.mark.long

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


def test_a_standby_that_nobody_waits_for_is_warned_of(tmp_path):
    with pair(waited_for=False) as servers, Scene(tmp_path, 3, database=servers.url) as scene:
        assert WAITS_FOR_NONE in scene.served.log()
        told = subprocess.run(
            [sys.executable, "-m", "freehold", "doctor", "--data", str(scene.served.data), "-o", "json"],
            capture_output=True, text=True, timeout=60, env=scene.served.env,
        )  # fmt: skip
        (row,) = [row for row in json.loads(told.stdout) if row["check"] == "standby"]
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
