"""Where we differ from the published API on purpose: what docs/divergences.md says holds."""

import json
import re
from pathlib import Path

import pytest

from actions.cases import CASES
from actions.cases.holders import SEED_ACTION
from actions.test_golden import BUILT
from freehold.rpc.catalogue import published_actions

ROOT = Path(__file__).resolve().parents[2]
PAGE = {"PageNum": "1", "PageSize": "20"}
DOCUMENT = "RegistrantProfileRealNameVerification"
MATERIAL = "QueryRegistrantProfileRealNameVerificationInfo"


def test_every_other_published_action_is_told_to_be_unsupported_once_the_caller_is_known(world):
    others = sorted(set(published_actions()) - set(BUILT))
    page = (ROOT / "docs" / "divergences.md").read_text(encoding="utf-8")
    assert f"{len(others)} of 133 actions" in page

    for action in others:
        for language, words in (("en", "this server does not carry it out"), ("zh", "但本服务器不提供")):
            reply = world.call(action, {"Lang": language})
            told = json.loads(reply.body)
            assert (reply.status, told["Code"]) == (400, "UnsupportedOperation")
            assert f" {action} " in told["Message"]
            assert words in told["Message"]
        stranger = json.loads(world.call(action, {}, secret="wrong").body)
        assert stranger["Code"] == "SignatureDoesNotMatch"


def test_an_action_nobody_published_is_told_apart(world):
    reply = world.call("QueryTaskDetailLists", {})

    assert (reply.status, json.loads(reply.body)["Code"]) == (404, "InvalidAction.NotFound")


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.title in {"no page", "no domain", "no such role"}], ids=str
)
def test_the_help_of_an_error_is_a_page_of_ours(world, case):
    told = json.loads(world.call(case.action, case.parameters).body)

    assert told["Recommend"] == f"http://api.example.test/docs/errors#{told['Code']}"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("91350100M000100Y43", "91**************43"),
        ("350100400012345", "35***********45"),
        ("123456789", "12*****89"),
        ("12345678", "********"),
        ("7", "*"),
    ],
)
def test_a_documents_number_is_shown_masked(world, number, shown):
    """PRV-5: a caller knows the number; whoever stole a key does not have to."""
    (good,) = [case for case in CASES if (case.action, case.title) == (DOCUMENT, "a document")]
    given = {name.removesuffix("@"): value for name, value in good.parameters.items()}
    kind = "YYZZ" if len(number) >= 15 else "WAIGUOQIYE"

    world.json(DOCUMENT, {}, form={**given, "IdentityCredentialType": kind, "IdentityCredentialNo": number})

    for with_image in ("false", "true"):
        answer = world.json(MATERIAL, {"RegistrantProfileId": "2", "FetchImage": with_image})
        assert answer["IdentityCredentialNo"] == shown
        assert answer.get("IdentityCredential") == (given["IdentityCredential"] if with_image == "true" else None)
    (row,) = world.json("QueryRegistrantProfiles", {"RegistrantProfileId": "2"})["RegistrantProfiles"][
        "RegistrantProfile"
    ]
    assert (row["CredentialType"], row["CredentialNo"]) == (kind, shown)


@pytest.mark.parametrize(
    ("given", "locked"),
    [
        ({}, 0),
        ({"TransferOutProhibited": "true"}, 1),
        ({"TransferOutProhibited": "True"}, 1),
        ({"TransferOutProhibited": "false"}, 0),
        ({"AddTransferProhibitionLock": "true"}, 1),
        ({"AddTransferProhibitionLock": "false"}, 0),
        ({"TransferOutProhibited": "false", "AddTransferProhibitionLock": "true"}, 0),
        ({"TransferOutProhibited": "true", "AddTransferProhibitionLock": "false"}, 1),
        ({"TransferOutProhibited": "", "AddTransferProhibitionLock": "true"}, 1),
    ],
)
def test_the_older_name_of_the_lock_counts_when_the_newer_is_absent(world, given, locked):
    task = world.json(SEED_ACTION, {"DomainName.1": "example.com", "RegistrantProfileId": "1", **given})["TaskNo"]

    with world.store.reading() as session:
        found = session.raw.execute("SELECT lock_after FROM tasks WHERE task_no = ?", (task,)).fetchone()
    assert found == (locked,)


def test_chinese_and_other_domains_may_stand_in_one_list(world):
    names = {"DomainName.1": "例子.cn", "DomainName.2": "example.com", "DomainName.3": "EXAMPLE.com"}
    task = world.json(SEED_ACTION, {**names, "RegistrantProfileId": "1"})["TaskNo"]

    rows = world.json("QueryTaskDetailList", {"TaskNo": task, **PAGE})["Data"]["TaskDetail"]

    assert sorted(row["DomainName"] for row in rows) == ["example.com", "例子.cn"]


@pytest.mark.parametrize(
    "filter_",
    [
        {"Tag.1.Key": "a", "Tag.1.Value": "b"},
        {"Registrar": "Somebody Else"},
        {"QueryType": "2"},
    ],
    ids=str,
)
def test_a_filter_by_what_is_not_kept_finds_nothing(world, filter_):
    assert world.json("QueryDomainList", PAGE)["TotalItemNum"] == 8
    assert world.json("QueryDomainList", {**PAGE, **filter_})["TotalItemNum"] == 0


def test_an_acknowledgement_takes_10000_rows(world):
    numbers = {f"TaskDetailNo.{number}": f"{number:032x}" for number in range(1, 10_001)}
    row = world.known["row 1"]

    assert world.json("AcknowledgeTaskResult", {}, form={**numbers, "TaskDetailNo.1": row})["Result"] == 1
    reply = world.call("AcknowledgeTaskResult", {}, form={**numbers, "TaskDetailNo.0": row, "TaskDetailNo.10001": row})
    told = json.loads(reply.body)
    assert (reply.status, told["Code"]) == (400, "ParameterIllegal")
    assert "TaskDetailNo has 10001 numbers, more than the 10000 one call may carry" in told["Message"]


def test_acknowledged_rows_are_gone_from_polling_alone(world):
    """The oldest task comes first, and its rows in their order; polling takes nothing away."""
    task = world.known["task"]
    polled = [row["TaskDetailNo"] for row in world.json("PollTaskResult", PAGE)["Data"]["TaskDetail"]]
    *polled, newest = polled
    assert polled == [world.known[f"row {seq}"] for seq in range(1, 6)]

    given = {"TaskDetailNo.1": polled[1], "TaskDetailNo.2": polled[4], "TaskDetailNo.3": world.known["open row"]}
    assert world.json("AcknowledgeTaskResult", given)["Result"] == 2
    assert world.json("AcknowledgeTaskResult", given)["Result"] == 0

    left = world.json("PollTaskResult", PAGE)
    assert [row["TaskDetailNo"] for row in left["Data"]["TaskDetail"]] == [
        polled[0], polled[2], polled[3], newest,
    ]  # fmt: skip
    assert left["TotalItemNum"] == 4
    assert world.json("QueryTaskDetailList", {"TaskNo": task, **PAGE})["TotalItemNum"] == 5
    rows = world.json("QueryTaskDetailHistory", {"TaskNo": task, "PageSize": "9"})["Objects"]
    assert [row["TaskDetailNo"] for row in rows] == polled


def test_a_cancelled_row_fails_with_its_reason_and_its_domain_is_free(world):
    task = world.known["open_task"]
    headers = []
    for _ in range(2):
        listed = world.json("QueryTaskList", PAGE)["Data"]["TaskInfo"]
        headers += [header for header in listed if header["TaskNo"] == task]
        assert world.json("CancelTask", {"TaskNo": task}).keys() == {"RequestId"}

    (row,) = world.json("QueryTaskDetailList", {"TaskNo": task, **PAGE})["Data"]["TaskDetail"]
    assert (row["TaskStatus"], row["FailReason"]) == ("EXECUTE_FAILURE", "Cancelled")
    assert row["ErrorMsg"] == "The task was cancelled before this domain was changed."
    shown = [(told["TaskStatus"], told["TaskCancelStatus"], told["TaskCancelStatusCode"]) for told in headers]
    assert shown == [("EXECUTING", "NORMAL", 0), ("COMPLETE", "CANCELLED", 2)]
    assert world.json("QueryDomainByDomainName", {"DomainName": "busy.com"})["RegistrantUpdatingStatus"] == "NORMAL"
    assert world.json("PollTaskResult", {"TaskNo": task, **PAGE})["TotalItemNum"] == 1
    assert world.json(SEED_ACTION, {"DomainName.1": "busy.com", "RegistrantProfileId": "1"})["TaskNo"] != task


def test_proofs_are_listed_to_the_millisecond(world):
    with world.store.reading() as session:
        (made,) = session.raw.execute("SELECT max(created_at) FROM emails").fetchone()

    def found(begin, end):
        return world.json("ListEmailVerification", {"BeginCreateTime": str(begin), "EndCreateTime": str(end)})[
            "TotalItemNum"
        ]

    assert found(made, made) > 0
    assert found(made + 1, made + 2) == 0
    assert found(made, made - 1) == 0


def test_each_divergence_names_a_test_that_is_there():
    lines = (ROOT / "docs" / "divergences.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and not line.startswith(("| action", "|---"))]

    assert rows
    for row in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row.split("|")[-2])
        assert tests, row
        for file, name in tests:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
