"""A change of registrant by an identity document: no domain is changed before the reviewer said yes (decision 16)."""

import json
import subprocess
import sys

import pytest

from support.action_world import picture
from support.asked import asked, listed
from support.command import freehold
from support.practice import practice
from support.served import acme

BY_DOCUMENT = "SaveTaskForUpdatingRegistrantInfoByIdentityCredential"
HOLDER = {
    "RegistrantType": "2",
    "RegistrantName": "Li Wei",
    "RegistrantOrganization": "Proved Holder Ltd",
    "Country": "CN",
    "Province": "zhe jiang",
    "City": "hang zhou shi",
    "Address": "1 Example Road",
    "PostalCode": "310024",
    "TelArea": "86",
    "Telephone": "57188887777",
    "Email": "hostmaster@example.com",
    "ZhRegistrantOrganization": "新持有者有限公司",
    "IdentityCredentialType": "YYZZ",
    "IdentityCredentialNo": "91350100M000100Y43",
}
IMAGE = picture()


def submitted(running, *names, **more):
    """A change by document; the task's number."""
    return asked(running, BY_DOCUMENT, {}, form={**listed(*names), **HOLDER, "IdentityCredential": IMAGE, **more})[
        "TaskNo"
    ]


def wire_rows(running, task_no):
    answer = asked(running, "QueryTaskDetailList", {"TaskNo": task_no, "PageNum": "1", "PageSize": "20"})
    return {
        row["DomainName"]: (row["TaskStatus"], row.get("ErrorMsg"), row.get("FailReason"))
        for row in answer["Data"]["TaskDetail"]
    }


WAITS = (
    "EXECUTING",
    "The identity document of the new holder is under review. The domain is changed by itself once it is found good.",
    None,
)


def test_a_document_found_good_lets_the_domains_be_changed():
    """Over a restart: the rows wait, the domains are busy, and only the yes sends anything."""
    seed = acme([{"name": "a.xyz"}, {"name": "b.example"}, {"name": "old.xyz", "expires": "2020-01-01"}])
    with practice(seed=seed) as running:
        task_no = submitted(running, "a.xyz", "b.example", "old.xyz", TransferOutProhibited="true")
        rows = wire_rows(running, task_no)
        assert (rows["a.xyz"], rows["b.example"], rows["old.xyz"][2]) == (WAITS, WAITS, "DomainExpired")
        task = running.task(task_no)
        assert (task.kind.value, task.waiting, task.executing, task.failed) == ("CHG_HOLDER", 0, 2, 1)
        running.restart()
        running.app.rounds.look_after_locks()
        shown = asked(running, "QueryDomainByDomainName", {"DomainName": "a.xyz"})
        assert shown["RegistrantUpdatingStatus"] == "PENDING"
        assert running.sandbox.ledger() == []

        ended = freehold(running.settings.data, "review", "approve", task_no)

        assert (ended.returncode, ended.stderr) == (
            0, f"The document of task {task_no} is approved; its domains are changed while freehold serve runs.\n",
        )  # fmt: skip
        assert running.finished(task_no).succeeded == 2
        assert running.registrant_changes() == {"a.xyz": 1, "b.example": 1}
        held = running.at_registry("a.xyz")
        assert (held["registrant"] == "PRIOR", held["statuses"]) == (False, ["clientTransferProhibited"])
        assert running.domain("a.xyz").real_name_status.value == "SUCCEED"
        shown = asked(running, "QueryContactInfo", {"DomainName": "a.xyz", "ContactType": "registrant"})
        assert shown["RegistrantOrganization"] == "Proved Holder Ltd"
        again = freehold(running.settings.data, "review", "reject", task_no, "--reason", "too late")
        assert again.stderr == (
            f"Error: The document of task {task_no} is not under review. freehold review list shows those that wait.\n"
        )


def test_a_document_found_wanting_leaves_the_domains_and_says_why():
    with practice("a.xyz", "b.example") as running:
        task_no = submitted(running, "a.xyz", "b.example")

        ended = freehold(running.settings.data, "review", "reject", task_no, "--reason", "证件照片不清晰")

        assert (ended.returncode, ended.stderr) == (0, f"The document of task {task_no} is rejected.\n")
        assert running.finished(task_no).failed == 2
        message = (
            "The identity document of the new holder was not accepted. The reviewer's words say why; "
            "submit again with what is missing. Reviewer: 证件照片不清晰"
        )
        assert wire_rows(running, task_no)["a.xyz"] == ("EXECUTE_FAILURE", message, "DocumentRejected")
        assert running.sandbox.ledger() == []
        assert not running.domain("a.xyz").being_changed
        second = submitted(running, "a.xyz")
        listed_ = json.loads(freehold(running.settings.data, "review", "list", "-o", "json").stdout)
        assert [(row["task_no"], row["state"], row["domains"], row["holder"]) for row in listed_] == [
            (second, "auditing", 1, "Proved Holder Ltd")
        ]


def test_a_domain_changed_outside_epp_waits_for_a_person_after_the_review():
    with practice("a.hk", tlds=("xyz",)) as running:
        task_no = submitted(running, "a.hk")
        assert running.rows(task_no)["a.hk"][:2] == ("LATER", "DocumentInReview")

        freehold(running.settings.data, "review", "approve", task_no)

        assert running.rows(task_no)["a.hk"][:2] == ("HELD", "CarriedOutByHand")
        freehold(running.settings.data, "work", "done", "a.hk")
        assert running.finished(task_no).succeeded == 1


def test_a_reviewer_sees_the_holder_and_the_document(tmp_path):
    with practice("a.xyz") as running:
        task_no = submitted(running, "a.xyz")
        image = tmp_path / "document.jpg"

        shown = json.loads(
            freehold(running.settings.data, "review", "show", task_no, "--image", str(image), "-o", "json").stdout
        )

        assert (shown["holder"], shown["holder_zh"], shown["document_type"], shown["document_no"], shown["reason"]) == (
            "Proved Holder Ltd", "新持有者有限公司", "YYZZ", "91350100M000100Y43", None,
        )  # fmt: skip
        assert image.stat().st_mode & 0o777 == 0o600
        assert image.read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.parametrize("verb", [("approve",), ("show",), ("reject", "--reason", "no")])
def test_a_task_without_a_document_is_told(tmp_path, verb):
    from freehold.opening import open_store

    open_store(tmp_path / "data").close()
    command, *options = verb
    ended = subprocess.run(
        [sys.executable, "-m", "freehold", "review", command, "nothing", *options, "--data", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stderr) == (
        1, "Error: No document came with a task nothing. freehold review list --all shows those that did.\n",
    )  # fmt: skip
