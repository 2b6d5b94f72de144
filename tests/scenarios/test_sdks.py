"""The official SDKs, unmodified, against a server in a process of its own: the main job, and a profile's whole life."""

import email.policy
import json
import re
import urllib.request
from collections import Counter

import pytest
from alibabacloud_domain20180129 import models
from alibabacloud_tea_openapi.exceptions import ClientException
from aliyunsdkdomain.request.v20180129.QueryTaskDetailListRequest import QueryTaskDetailListRequest
from aliyunsdkdomain.request.v20180129.QueryTaskListRequest import QueryTaskListRequest
from aliyunsdkdomain.request.v20180129.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest import (
    SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest,
)

from support.action_world import picture
from support.command import freehold
from support.sdk import V1, V3, v1_client, v2_client
from support.served import Served, acme
from support.waiting import until

COUNT = 2500
GENERATED = [
    {"generate": COUNT, "pattern": "v3-{n:05d}.com"},
    {"generate": COUNT, "pattern": "v1-{n:05d}.cn"},
    {"generate": COUNT, "pattern": "old-{n:05d}.xyz"},
    {"name": "例子.cn"},
    {"name": "example.com"},
    {"name": "locked.cn", "locks": ["update"]},
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with Served(tmp_path_factory.mktemp("sdks") / "data", acme(GENERATED)) as running:
        yield running


def names_of(pattern):
    return [pattern.format(n=number) for number in range(1, COUNT + 1)]


@pytest.mark.parametrize(("mode", "pattern"), [(V3, "v3-{n:05d}.com"), (V1, "v1-{n:05d}.cn")])
def test_the_second_generation_changes_2500_domains_named_in_one_url(served, mode, pattern):
    client = v2_client(served.endpoint, "testid", "testsecret", mode)
    names = names_of(pattern)
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=names, registrant_profile_id=1, transfer_out_prohibited=True
    )

    task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    rows = until(lambda: all_rows(client, task_no))
    assert Counter(row.task_status for row in rows) == {"EXECUTE_SUCCESS": COUNT}
    assert sorted(row.domain_name for row in rows) == names
    listed = client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=20)).body.data.task_info
    mine = next(task for task in listed if task.task_no == task_no)
    assert (mine.task_status, mine.task_num) == ("COMPLETE", COUNT)


def all_rows(client, task_no):
    """The rows of all pages once they are final."""
    rows = []
    number = 1
    while True:
        question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=number, page_size=500)
        body = client.query_task_detail_list(question).body
        rows += body.data.task_detail
        if any(row.task_status_code < 2 for row in rows):
            return None
        if not body.next_page:
            return rows
        number += 1


def test_the_first_generation_changes_2500_domains_named_in_one_url(served):
    client = v1_client(served.endpoint, "testid", "testsecret")
    request = SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest()
    request.set_DomainNames(names_of("old-{n:05d}.xyz"))
    request.set_RegistrantProfileId(1)
    request.set_TransferOutProhibited(True)

    task_no = json.loads(client.call(request))["TaskNo"]

    rows = until(lambda: all_rows_of_the_first(client, task_no))
    assert Counter(row["TaskStatus"] for row in rows) == {"EXECUTE_SUCCESS": COUNT}
    assert sorted(row["DomainName"] for row in rows) == names_of("old-{n:05d}.xyz")
    question = QueryTaskListRequest()
    question.set_PageNum(1)
    question.set_PageSize(20)
    listed = json.loads(client.call(question))["Data"]["TaskInfo"]
    mine = next(task for task in listed if task["TaskNo"] == task_no)
    assert (mine["TaskStatus"], mine["TaskNum"]) == ("COMPLETE", COUNT)


def all_rows_of_the_first(client, task_no):
    """The rows of all pages once they are final."""
    rows = []
    number = 1
    while True:
        question = QueryTaskDetailListRequest()
        question.set_TaskNo(task_no)
        question.set_PageNum(number)
        question.set_PageSize(500)
        body = json.loads(client.call(question))
        rows += body["Data"]["TaskDetail"]
        if any(row["TaskStatusCode"] < 2 for row in rows):
            return None
        if not body["NextPage"]:
            return rows
        number += 1


@pytest.mark.parametrize(
    ("lang", "row", "refused"),
    [
        (
            "en",
            "The domain's update lock is on. Switch it off, then submit the domain again.",
            (
                "The domain does not exist in this account: stranger.com (1 in all). "
                "Take them off the list or import them; nothing was changed."
            ),
        ),
        (
            "zh",
            "域名已开启禁止更新锁。请关闭后重新提交。",
            "本账号下不存在以下域名：stranger.com（共 1 个）。请从列表中去掉或先导入；未做任何更改。",
        ),
    ],
)
@pytest.mark.parametrize("mode", [V3, V1])
def test_rows_and_refusals_speak_the_language_asked_for(served, mode, lang, row, refused):
    client = v2_client(served.endpoint, "testid", "testsecret", mode)

    def change(*names):
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=list(names), registrant_profile_id=1, lang=lang
        )
        return client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    question = models.QueryTaskDetailListRequest(task_no=change("locked.cn"), page_num=1, page_size=20, lang=lang)
    (only,) = client.query_task_detail_list(question).body.data.task_detail
    with pytest.raises(ClientException) as refusal:
        change("locked.cn", "stranger.com")

    assert (only.task_status, only.error_msg) == ("EXECUTE_FAILURE", row)
    assert refusal.value.code == "DomainNotExist"
    assert refused in refusal.value.message


def proof_links(served):
    """Links of the mails that ask for a proof of the address; holders are told of changes in others."""
    mails = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in (served.data / "mail").glob("*.eml")
    ]
    found = [re.search(r"http://\S+/verify-email\S+", mail.get_body(("plain",)).get_content()) for mail in mails]
    return [link[0] for link in found if link]


def test_a_profile_from_its_first_save_to_the_change_it_is_for(served):
    client = v2_client(served.endpoint, "testid", "testsecret")
    saved = client.save_registrant_profile(
        models.SaveRegistrantProfileRequest(
            registrant_type="2", registrant_name="Li Wei", registrant_organization="New Holder Ltd", country="CN",
            province="zhe jiang", city="hang zhou shi", address="1 Example Road", postal_code="310024", tel_area="86",
            telephone="57188887777", email="new@example.com", zh_registrant_name="李伟",
            zh_registrant_organization="新持有者有限公司", zh_province="浙江", zh_city="杭州市", zh_address="示例路1号",
        )
    )  # fmt: skip
    profile = saved.body.registrant_profile_id
    assert refusal(client, profile) == "contactTemplateRealNamedNotExist"

    client.registrant_profile_real_name_verification(
        models.RegistrantProfileRealNameVerificationRequest(
            registrant_profile_id=profile, identity_credential_type="YYZZ",
            identity_credential_no="91350100M000100Y43", identity_credential=picture(),
        )
    )  # fmt: skip
    freehold(served.data, "profile", "approve", str(profile)).check_returncode()
    assert refusal(client, profile) == "RegContactEmailNotVerified"

    client.submit_email_verification(models.SubmitEmailVerificationRequest(email="new@example.com"))
    link = until(lambda: proof_links(served))[0]
    page = urllib.request.urlopen(link, timeout=10).read().decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    urllib.request.urlopen(link.partition("?")[0], data=f"token={token}".encode(), timeout=10).read()

    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=["例子.cn", "example.com"], registrant_profile_id=profile, lang="zh"
    )
    task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
    rows = until(lambda: all_rows(client, task_no))
    assert {row.task_status for row in rows} == {"EXECUTE_SUCCESS"}
    shown = client.query_contact_info(models.QueryContactInfoRequest(domain_name="例子.cn", contact_type="registrant"))
    assert shown.body.zh_registrant_organization == "新持有者有限公司"
    domain = client.query_domain_by_domain_name(models.QueryDomainByDomainNameRequest(domain_name="例子.cn")).body
    assert (domain.real_name_status, domain.email_verification_status) == ("SUCCEED", 1)


def refusal(client, profile):
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=["example.com"], registrant_profile_id=profile
    )
    with pytest.raises(ClientException) as refused:
        client.save_task_for_updating_registrant_info_by_registrant_profile_id(request)
    return refused.value.code
