"""Several processes at work on one PostgreSQL: they share the work, and take over from one another (INV-17, REL-4)."""

import signal
import urllib.request
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from freehold.clock import monotonic, wait
from freehold.engine import launch
from support.scene import Progress, Scene
from support.waiting import until

TAKEOVER_SECONDS = 15.0


@contextmanager
def several(postgres, folder, domains, **registry):
    """A scene on a database that any number of processes work on."""
    with (
        postgres.database(folder / "data") as url,
        Scene(folder, domains, database=url, **registry) as scene,
    ):
        scene.url = url
        yield scene


@pytest.mark.parametrize("domains", [2000, pytest.param(20_000, marks=pytest.mark.long)])
def test_a_worker_killed_and_one_frozen_are_taken_over_from_and_nothing_is_done_twice(postgres, tmp_path, domains):
    """INV-1, INV-3, INV-5; the dead one's work goes on within 15 s of its death."""
    pace = 600 if domains == 2000 else "none"
    with several(postgres, tmp_path, domains, commands_per_second=pace, sessions=4) as scene, ExitStack() as started:
        workers = [started.enter_context(scene.worker()) for _ in range(3)]
        # Four processes and four lanes, of which a bulk task uses three: at least two of the workers get one.
        until(lambda: chunks_a_process(scene) == 1)
        # Each process reads its share now and then; who still had the old one would take all chunks, and keep them.
        wait(2 * launch._SETTINGS_SECONDS)
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        progress.reached(domains // 10)
        first, second = until(lambda: two_of(workers, in_hand(scene)))

        first.signal(signal.SIGKILL)
        died = monotonic()
        dead = first.name
        first.ended()
        until(lambda: dead not in in_hand(scene), TAKEOVER_SECONDS)
        assert monotonic() - died < TAKEOVER_SECONDS
        first.start()
        progress.reached(domains // 3)

        second.signal(signal.SIGSTOP)
        until(lambda: second.name not in in_hand(scene), TAKEOVER_SECONDS)
        scene.all_true(task_no)
        second.signal(signal.SIGCONT)
        # Whatever it was about to write or to send when it froze, it does not.
        until(lambda: "cut off from the other processes" in second.log())
        scene.all_true(task_no)


def two_of(workers, names):
    """Two of the workers that have one of these names; none while there are fewer."""
    found = [worker for worker in workers if worker.name in names]
    return found[:2] if len(found) > 1 else None


def read(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def chunks_a_process(scene):
    """How many chunks each process may have at a time."""
    with psycopg.connect(scene.url) as connection:
        return connection.execute("SELECT worker_concurrency FROM dbos.queues").fetchone()[0]


def in_hand(scene):
    """Names of the processes that have a round in their hands."""
    with psycopg.connect(scene.url) as connection:
        found = connection.execute("SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")
        return {name for (name,) in found}


def test_a_death_while_taking_over_and_a_frozen_one_whose_name_was_taken(postgres, tmp_path):
    with several(postgres, tmp_path, 300, commands_per_second=60) as scene:
        progress = Progress(scene.sandbox)
        with scene.worker() as frozen:
            task_no = scene.submit()
            progress.reached(20)
            # Whatever the server had of it, the worker has now.
            scene.served.kill()
            until(lambda: in_hand(scene) == {frozen.name})
            with scene.worker("work.recover.mid=kill") as killed:
                frozen.signal(signal.SIGSTOP)
                # It takes over, and dies between ending the rounds and enqueuing them anew.
                assert killed.ended() == -signal.SIGKILL
            scene.served.start()
            with scene.worker() as another:
                assert another.name == frozen.name
                frozen.signal(signal.SIGCONT)
                assert frozen.ended() == 0
                assert "another process took over from this one" in frozen.log()
                scene.all_true(task_no)


def test_a_worker_that_is_told_to_stop_gives_its_work_to_others_at_once(postgres, tmp_path):
    """REL-18: within ten seconds, nothing half done; until then it tells of itself where it was told to."""
    with (
        several(postgres, tmp_path, 600, commands_per_second=200) as scene,
        scene.worker(None, "--listen", "127.0.0.1:0") as worker,
    ):
        figures = worker.process.stdout.readline().removeprefix("Its figures are at ").strip()
        progress = Progress(scene.sandbox)
        task_no = scene.submit()
        progress.reached(100)
        assert read(figures.replace("metrics", "readyz")) == '{"status": "ready"}'
        # How much of the work it has is up to who looked first; that there is some it reads off the store.
        assert 'freehold_tasks_unfinished{state="executing"} 1.0' in read(figures)
        began = monotonic()
        worker.signal(signal.SIGTERM)
        assert worker.ended() == 0
        assert monotonic() - began < 10
        scene.all_true(task_no)
