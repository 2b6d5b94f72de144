import pytest
from alibabacloud_domain20180129 import models

from support.sdk import v2_client


@pytest.fixture
def client(freehold):
    return v2_client(freehold.endpoint, freehold.access_key_id, freehold.access_key_secret)


@pytest.fixture
def change(client):
    """Submit the change of some domains to profile 1; the task's number."""

    def submit(*names, lock=False):
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=list(names), registrant_profile_id=1, transfer_out_prohibited=lock
        )
        return client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    return submit


@pytest.fixture
def rows(client):
    """The rows of a task's first page."""

    def ask(task_no):
        question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=100)
        return client.query_task_detail_list(question).body.data.task_detail

    return ask
