"""The server is killed at its k-th flush, or as it is about to send for the k-th time; what was promised is kept, nothing is done twice."""

import signal

import pytest

from support.scene import Scene
from support.system_calls import FLUSHES, SENDS, disturbed

DOMAINS = 60


def killed_at(tmp_path, calls, when):
    """A task under way at a registry that is not quick, so that every call after the submit is a part of it."""
    with Scene(tmp_path, DOMAINS, commands_per_second=100) as scene:
        task_no = scene.submit()
        with disturbed(scene.served.process, calls, f"signal=KILL:when={when}"):
            assert scene.served.process.wait(60) == -signal.SIGKILL
        scene.served.process.stdout.close()
        scene.served.start()
        scene.all_true(task_no)


def test_a_kill_at_a_flush_loses_nothing_and_does_nothing_twice(tmp_path):
    """INV-1, INV-4, INV-5, REL-5."""
    killed_at(tmp_path, FLUSHES, 2)


# Counted for each thread by itself; a task of this size has no more flushes than these.
@pytest.mark.long
@pytest.mark.parametrize(
    ("calls", "when"),
    [(FLUSHES, when) for when in (1, 3, 5, 7, 9, 12)] + [(SENDS, when) for when in (1, 3, 5, 7, 12, 17, 25, 40)],
)
def test_a_kill_at_any_system_call_loses_nothing_and_does_nothing_twice(tmp_path, calls, when):
    killed_at(tmp_path, calls, when)
