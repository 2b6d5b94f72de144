"""A server on a store of very many domains: ready soon after a death, and at work again (INV-17)."""

import psutil
import pytest
import requests
from alibabacloud_domain20180129 import models

from freehold.clock import monotonic
from freehold.opening import open_store
from support.many_rows import multiply_domains, multiply_finished
from support.scene import Progress, Scene
from support.waiting import until

MOVES_SECONDS = 15.0


@pytest.mark.long
@pytest.mark.parametrize(("count", "seconds"), [(10_000, 2.0), (1_000_000, 5.0)])
def test_a_server_that_was_killed_is_ready_again_and_at_work(tmp_path, count, seconds):
    """Time of the processor until it is ready, which others on the machine do not lengthen; the start waits for nothing else."""
    with Scene(tmp_path, 400, commands_per_second=30) as scene:
        first = change(scene, scene.names[:1])
        until(lambda: finished(scene, first))
        assert scene.served.stop() == 0
        many(scene.served.data, count)
        scene.served.start()
        change(scene, scene.names[1:])
        progress = Progress(scene.sandbox)
        took = []
        for wave in (20, 60, 100):
            progress.reached(wave)
            scene.served.kill()
            began = monotonic()
            scene.served.start()
            until(lambda: requests.get(f"http://{scene.served.endpoint}/readyz", timeout=5).ok, every=0.01)
            spent = psutil.Process(scene.served.process.pid).cpu_times()
            took.append(spent.user + spent.system)
            progress.reached(progress.applied + 1)
            assert monotonic() - began < MOVES_SECONDS

    assert min(took) < seconds, took


def many(data, count):
    store = open_store(data)
    store.write_now(lambda session: multiply_domains(session, count))
    store.write_now(lambda session: multiply_finished(session, count))
    store.close()


def change(scene, names):
    asked = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=names, registrant_profile_id=1
    )
    return scene.client.save_task_for_updating_registrant_info_by_registrant_profile_id(asked).body.task_no


def finished(scene, task_no):
    asked = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=1)
    rows = scene.client.query_task_detail_list(asked).body.data.task_detail
    return [row.task_status for row in rows] == ["EXECUTE_SUCCESS"]
