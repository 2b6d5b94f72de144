"""Real-name verification of domains told as a story: a server that is killed while documents wait, and a reviewer beside it."""

import json
import subprocess
import sys

import pytest
from alibabacloud_domain20180129 import models

from support.action_world import picture
from support.integrity import violations
from support.sdk import v2_client
from support.served import Served, acme

IMAGE = picture()
PAPERS = {
    "identity_credential_type": "YYZZ",
    "identity_credential_no": "91350100M000100Y43",
    "identity_credential": IMAGE,
}
ACME = acme([])["accounts"][0]["profiles"][0]
SEED = acme(
    [
        {"name": "a.com", "profile": 3}, {"name": "例子.cn", "profile": 3}, {"name": "b.com", "profile": 3},
        {"name": "at-once.com", "profile": 4},
    ]
)  # fmt: skip
SEED["accounts"][0]["profiles"] += [
    {**ACME, "id": 3, "verified": False, "holder": "Proved Ltd", "holder_zh": "证明有限公司"},
    {**ACME, "id": 4, "verified": False},
]


@pytest.fixture
def story(tmp_path):
    with Served(tmp_path / "data", SEED) as served:
        yield Story(served)
    assert violations(served.data) == []


class Story:
    """Calls of the account, by the official SDK, and commands of the reviewer."""

    def __init__(self, served):
        self.served = served

    @property
    def client(self):
        return v2_client(self.served.endpoint, "testid", "testsecret")

    def killed(self):
        self.served.kill()
        self.served.start()

    def reviewer(self, *arguments):
        ended = subprocess.run(
            [sys.executable, "-m", "freehold", *arguments, "--data", str(self.served.data)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        return (ended.stdout + ended.stderr).strip()

    def by_document(self, *names):
        request = models.SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredentialRequest(
            domain_name=list(names), **PAPERS
        )
        client = self.client
        return client.save_task_for_submitting_domain_real_name_verification_by_identity_credential(
            request
        ).body.task_no

    def by_profile(self, name, profile_id):
        request = models.SaveTaskForSubmittingDomainRealNameVerificationByRegistrantProfileIDRequest(
            domain_name=name, registrant_profile_id=profile_id
        )
        client = self.client
        return client.save_task_for_submitting_domain_real_name_verification_by_registrant_profile_id(
            request
        ).body.task_no

    def rows(self, task_no):
        request = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=20)
        found = self.client.query_task_detail_list(request).body.data.task_detail
        return {row.domain_name: (row.task_type, row.task_status, row.error_msg, row.fail_reason) for row in found}

    def statuses(self, name):
        found = self.client.query_domain_by_domain_name(models.QueryDomainByDomainNameRequest(domain_name=name)).body
        return found.real_name_status, found.domain_name_verification_status, found.registrant_updating_status

    def info(self, name, *, fetch_image=False):
        request = models.QueryDomainRealNameVerificationInfoRequest(domain_name=name, fetch_image=fetch_image)
        return self.client.query_domain_real_name_verification_info(request).body

    def reasons(self, name):
        request = models.QueryFailReasonForDomainRealNameVerificationRequest(
            domain_name=name, real_name_verification_action="ACTIVATE"
        )
        found = self.client.query_fail_reason_for_domain_real_name_verification(request).body.data
        return [(one.domain_name_verification_status, one.fail_reason) for one in found]


KIND = "VERIFY_REAL_NAME"
WAITS = (KIND, "EXECUTING", "The domain's real-name verification is under review. Nothing needs to be done.", None)
DONE = (KIND, "EXECUTE_SUCCESS", "The operation is successful.", None)


def test_documents_wait_over_kills_and_each_domain_ends_as_the_reviewer_said(story):
    task_no = story.by_document("a.com", "例子.cn", "b.com")
    story.killed()
    assert story.rows(task_no) == {"a.com": WAITS, "例子.cn": WAITS, "b.com": WAITS}
    assert story.statuses("a.com") == ("AUDITING", "SUCCEED", "NORMAL")
    assert story.by_document("b.com", "例子.cn", "a.com") == task_no
    waiting = json.loads(story.reviewer("domain", "reviews", "-o", "json"))
    assert [(row["domain"], row["holder_zh"], row["name_review"], row["proof"]) for row in waiting] == [
        (name, "证明有限公司", "succeeded", "document") for name in ("a.com", "例子.cn", "b.com")
    ]

    assert story.reviewer("domain", "approve", "例子.cn") == "例子.cn is verified."
    assert story.reviewer("domain", "reject", "a.com", "--reason", "证件照片不清晰") == "a.com is rejected."
    story.killed()

    rejected = (
        "The domain's real-name verification failed. The reviewer's words say why; submit again with what is missing. "
        "Reviewer: 证件照片不清晰"
    )
    assert story.rows(task_no) == {
        "a.com": (KIND, "EXECUTE_FAILURE", rejected, "RealNameRejected"), "例子.cn": DONE, "b.com": WAITS,
    }  # fmt: skip
    assert (story.statuses("例子.cn")[0], story.statuses("a.com")[0]) == ("SUCCEED", "FAILED")
    assert (story.reasons("a.com"), story.reasons("例子.cn")) == ([("SUCCEED", "证件照片不清晰")], [])
    shown = story.info("例子.cn", fetch_image=True)
    assert (shown.domain_name, shown.identity_credential_no, shown.identity_credential) == (
        "例子.cn", "91**************43", IMAGE,
    )  # fmt: skip
    assert story.info("例子.cn").identity_credential is None
    assert story.reviewer("review", "approve", task_no) == f"The document of task {task_no} is approved."
    assert story.rows(task_no)["b.com"] == DONE


def test_domains_wait_for_their_profile_or_need_no_wait_and_can_be_withdrawn(story):
    at_once = story.by_profile("at-once.com", 1)
    assert (story.rows(at_once), story.statuses("at-once.com")[0]) == ({"at-once.com": DONE}, "SUCCEED")
    waiting, withdrawn = story.by_profile("a.com", 3), story.by_profile("b.com", 3)
    story.client.registrant_profile_real_name_verification(
        models.RegistrantProfileRealNameVerificationRequest(registrant_profile_id=3, **PAPERS)
    )
    story.killed()
    assert story.rows(waiting) == {"a.com": WAITS}
    instance = story.info("b.com").instance_id
    story.client.cancel_domain_verification(
        models.CancelDomainVerificationRequest(instance_id=instance, action_type="DOMAINAUDIT")
    )

    assert story.reviewer("profile", "approve", "3") == "Profile 3 is verified."

    assert (story.rows(waiting), story.statuses("a.com")[0]) == ({"a.com": DONE}, "SUCCEED")
    gone = (
        "The domain's real-name verification was withdrawn before it was reviewed. Submit it again when it is wanted."
    )
    assert story.rows(withdrawn) == {"b.com": (KIND, "EXECUTE_FAILURE", gone, "RealNameWithdrawn")}
    assert story.statuses("b.com") == ("NONAUDIT", "SUCCEED", "NORMAL")
    assert story.rows(story.by_profile("b.com", 3)) == {"b.com": DONE}
    told = "Error: The real-name verification of b.com is not under review. freehold domain reviews lists the domains that wait."
    assert story.reviewer("domain", "approve", "b.com") == told
    assert story.reviewer("domain", "reject", "b.com", "--reason", " ").endswith(
        "Error: --reason takes 1 to 500 characters on one line."
    )
    assert "?? is not a domain name" in story.reviewer("domain", "approve", "??")
