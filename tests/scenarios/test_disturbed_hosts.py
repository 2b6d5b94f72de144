"""A server and two workers on PostgreSQL, and everything around them fails while they work (INV-1, INV-3 to INV-5).

tests/scenarios/test_kills.py and test_disturbances have the same on SQLite, test_workers.py the deaths of workers.
"""

from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from freehold.clock import wait
from support.postgres_nodes import alone
from support.scene import Progress, Scene, chance, moments

pytestmark = pytest.mark.long

DOMAINS = 1_000


@contextmanager
def three(url, folder):
    """A scene with a server and two workers."""
    with (
        Scene(folder, DOMAINS, database=url, sessions=4, commands_per_second=300) as scene,
        ExitStack() as started,
    ):
        for _ in range(2):
            started.enter_context(scene.worker())
        yield scene


def test_a_database_that_crashes_under_load_and_comes_back(tmp_path):
    """kill -9 of every process of the database's, and a recovery from its journal."""
    with alone() as (node, url), three(url, tmp_path) as scene:
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        for moment in moments(DOMAINS - 200, 3, chance()):
            progress.reached(moment)
            node.kill()
            wait(1.0)
            node.start()
        scene.all_true(task_no)


def test_connections_to_the_database_that_are_cut_one_after_another(tmp_path, postgres):
    """Whichever they are: a writer's, the names', the execution library's."""
    drawn = chance()
    with postgres.empty_database() as url, three(url, tmp_path) as scene:
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        progress.reached(20)
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(200):
                found = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                ).fetchall()
                if found:
                    connection.execute("SELECT pg_terminate_backend(%s)", drawn.choice(found))
                wait(0.02)
        scene.all_true(task_no)


def test_a_registry_that_is_killed_and_loses_answers(tmp_path, postgres):
    drawn = chance()
    with postgres.empty_database() as url, three(url, tmp_path) as scene:
        with scene.sandbox.admin() as admin:
            lost = drawn.sample(scene.names, 40)
            drops = [("before-doing", "after-doing")[number % 2] for number in range(len(lost))]
            admin.add_faults(
                [{"domain": name, "drop": drop, "times": 1} for name, drop in zip(lost, drops, strict=True)]
            )
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        for moment in moments(DOMAINS - 200, 4, drawn):
            progress.reached(moment)
            scene.sandbox.kill()
            scene.sandbox.start()
        scene.all_true(task_no)
