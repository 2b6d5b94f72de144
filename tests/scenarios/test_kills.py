"""kill -9, of either side, at random moments; and links cut under commands: nothing lost, nothing done twice."""

import pytest

from freehold.clock import wait
from support.scene import Progress, Scene, chance, moments

DOMAINS = 5000


def test_a_server_killed_ten_times_loses_nothing_and_does_nothing_twice(tmp_path):
    """INV-1, INV-3, INV-4, INV-5, INV-9, REL-5, REL-7."""
    drawn = chance()
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 10, drawn):
            progress.reached(moment)
            scene.served.kill()
            scene.served.start()
        scene.all_true(task_no)


@pytest.mark.long
def test_a_server_killed_while_it_starts_goes_on_all_the_same(tmp_path):
    """INV-17: the death strikes anywhere between the first line and the work taken up again."""
    drawn = chance()
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 2, drawn):
            progress.reached(moment)
            for _ in range(5):
                scene.served.kill()
                scene.served.begin()
                wait(drawn.uniform(0.0, 1.5))
            scene.served.ready()
        scene.all_true(task_no)


def test_a_registry_killed_ten_times_is_found_again_and_nothing_is_done_twice(tmp_path):
    drawn = chance()
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 10, drawn):
            progress.reached(moment)
            scene.sandbox.kill()
            scene.sandbox.start()
        scene.all_true(task_no)


@pytest.mark.long
def test_both_sides_killed_at_once_find_each_other_again(tmp_path):
    drawn = chance()
    with Scene(tmp_path, DOMAINS) as scene:
        task_no = scene.submit()
        progress = Progress(scene.sandbox)
        for moment in moments(DOMAINS, 3, drawn):
            progress.reached(moment)
            scene.sandbox.kill()
            scene.served.kill()
            scene.served.begin()
            scene.sandbox.start()
            scene.served.ready()
        scene.all_true(task_no)


@pytest.mark.parametrize("drop", ["before-doing", "after-doing"])
@pytest.mark.parametrize("cuts", [100, pytest.param(500, marks=pytest.mark.long)])
def test_links_cut_under_commands_do_no_change_twice(tmp_path, drop, cuts):
    """REL-6, REL-7: some of 5,000 commands get no answer, and take their neighbours in flight along."""
    with Scene(tmp_path, DOMAINS) as scene:
        cut = chance().sample(scene.names, cuts)
        with scene.sandbox.admin() as admin:
            admin.add_faults([{"domain": name, "drop": drop, "times": 1} for name in cut])
        task_no = scene.submit()
        scene.all_true(task_no)
