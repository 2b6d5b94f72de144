"""kill -9, of either side, at random moments; and links cut under commands: nothing lost, nothing done twice."""

import random

import pytest

from support.scene import Progress, Scene, moments

DOMAINS = 5000
SEED = 20261124


def test_a_server_killed_ten_times_loses_nothing_and_does_nothing_twice(tmp_path):
    """INV-1, INV-3, INV-4, INV-5, INV-9, REL-5, REL-7."""
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 10, SEED):
            progress.reached(moment)
            scene.served.kill()
            scene.served.start()
        scene.all_true(task_no)


def test_a_registry_killed_ten_times_is_found_again_and_nothing_is_done_twice(tmp_path):
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 10, SEED + 1):
            progress.reached(moment)
            scene.sandbox.kill()
            scene.sandbox.start()
        scene.all_true(task_no)


@pytest.mark.parametrize("drop", ["before-doing", "after-doing"])
def test_links_cut_under_commands_do_no_change_twice(tmp_path, drop):
    """REL-6, REL-7: 500 of 5,000 commands get no answer, and take their neighbours in flight along."""
    with Scene(tmp_path, DOMAINS) as scene:
        cut = random.Random(SEED).sample(scene.names, 500)
        with scene.sandbox.admin() as admin:
            admin.add_faults([{"domain": name, "drop": drop, "times": 1} for name in cut])
        task_no = scene.submit()
        scene.all_true(task_no)
