"""Die at each fault point of a worker on PostgreSQL; another worker takes over and ends the task right (TST-1, INV-5, INV-17)."""

import signal

import psycopg
import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import UnretryableException

from support.scene import Scene
from support.waiting import until

DOMAINS = 40
POINTS = (
    "work.claim.after_commit", "work.plan.after_commit", "work.renew.before", "work.record.in_tx", "work.finish.in_tx",
    "work.finish.after_commit", "epp.connect.after_tcp", "epp.login.after_send", "epp.login.after_answer",
    "epp.contact.before_send", "epp.contact.after_send", "epp.contact.after_answer", "epp.domain.before_send",
    "epp.domain.after_send", "epp.domain.mid_answer", "epp.domain.after_answer",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_there_is_taken_over_from_and_nothing_is_done_twice(postgres, tmp_path, point):
    faults = {"FREEHOLD_FAULTS": "api.submit.after_commit=kill"}
    with postgres.database(tmp_path / "data") as url, Scene(tmp_path, DOMAINS, faults, database=url) as scene:
        # The server dies with the task accepted and nothing begun, so that all is the workers'.
        with pytest.raises(UnretryableException):
            scene.submit()
        scene.served.kill()
        with scene.worker(f"{point}=kill") as dying:
            assert dying.ended() == -signal.SIGKILL
        with scene.worker():
            # Before the server is back, which would take over as well.
            until(lambda: nothing_is_left(url))
            scene.served.start()
            listed = scene.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=20))
            scene.all_true(listed.body.data.task_info[0].task_no)


def nothing_is_left(url):
    """Whether every item of every task has ended."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT sum(waiting + executing) FROM tasks").fetchone()[0] == 0
