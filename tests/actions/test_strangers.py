"""Two accounts: what belongs to another is answered as what is not there, in every action, by every id (INV-13).

VerifyEmail alone takes an id of another account: its token is the right, whoever carries it.
"""

import pytest

from actions.test_golden import BUILT
from freehold.store import accounts, domains, readings
from freehold.terms.ds_records import DsRecord
from freehold.terms.locks import SERVER_LOCK
from support.action_world import NOW, masked, picture

SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOCUMENT = "RegistrantProfileRealNameVerification"
GROUPING = "UpdateDomainToDomainGroup"
CODE = "SaveSingleTaskForQueryingTransferAuthorizationCode"
FROM_LIST = {"DataSource": "1", "Replace": "false"}
PAGE = {"PageNum": "1", "PageSize": "20"}
PAPERS = {
    "IdentityCredentialType": "YYZZ",
    "IdentityCredentialNo": "91350100M000100Y43",
    "IdentityCredential": picture(),
}

# Action, the other parameters, the parameter that names the object, the stranger's value, one that nobody has.
OTHERS = [
    (SEED_ACTION, {"DomainName.1": "example.com"}, "RegistrantProfileId", "909", "908"),
    (SEED_ACTION, {"RegistrantProfileId": "1"}, "DomainName.1", "stranger.com", "nobodies.com"),
    (SEED_ACTION, {"RegistrantProfileId": "1"}, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    ("QueryTaskDetailList", PAGE, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<task>"}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<task>"}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<strangers task>"}, "DomainName", "strangers-busy.com", "nobodies-busy.com"),
    ("QueryTaskDetailList", {**PAGE, "TaskStatus": "0"}, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("SaveRegistrantProfile", {"City": "ning bo shi"}, "RegistrantProfileId", "909", "908"),
    ("SaveRegistrantProfile", {"DefaultRegistrantProfile": "true"}, "RegistrantProfileId", "909", "908"),
    ("QueryRegistrantProfiles", PAGE, "RegistrantProfileId", "909", "908"),
    ("QueryRegistrantProfiles", PAGE, "Email", "other@example.com", "nobod@example.com"),
    (DOCUMENT, PAPERS, "RegistrantProfileID", "909", "908"),
    (DOCUMENT, PAPERS, "RegistrantProfileID", "910", "908"),
    ("QueryRegistrantProfileRealNameVerificationInfo", {"FetchImage": "true"}, "RegistrantProfileId", "910", "908"),
    ("QueryFailReasonForRegistrantProfileRealNameVerification", {}, "RegistrantProfileID", "910", "908"),
    ("SubmitEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("SubmitEmailVerification", {"SendIfExist": "true"}, "Email", "other@example.com", "nobod@example.com"),
    ("QueryEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("QueryDomainByDomainName", {}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainByInstanceId", {}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryContactInfo", {"ContactType": "registrant"}, "DomainName", "stranger.com", "nobodies.com"),
    ("SaveDomainGroup", {"DomainGroupName": "new"}, "DomainGroupId", "<strangers group>", "777"),
    ("DeleteDomainGroup", {}, "DomainGroupId", "<strangers group>", "777"),
    (GROUPING, {**FROM_LIST, "DomainName.1": "example.com"}, "DomainGroupId", "<strangers group>", "777"),
    (GROUPING, {**FROM_LIST, "DomainGroupId": "<group>"}, "DomainName.1", "stranger.com", "nobodies.com"),
    ("QueryDomainGroupList", {}, "DomainGroupName", "foreign", "nothing"),
    ("SaveBatchDomainRemark", {"Remark": "shop"}, "InstanceIds", "<strangers instance>", "S20260000000000000000"),
    ("SetupDomainAutoRenew", {"Operation": "OPEN"}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("ChangeResourceGroup", {"NewResourceGroupId": "rg-1"}, "ResourceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryDnsHost", {}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryDSRecord", {}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryServerLock", {}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("ListServerLock", {}, "DomainName", "stranger.com", "nobodies.com"),
    (CODE, {}, "DomainName", "stranger.com", "nobodies.com"),
    (CODE, {}, "DomainName", "strangers-busy.com", "nobodies-busy.com"),
    ("QueryTransferOutInfo", {}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainList", PAGE, "DomainGroupId", "<strangers group>", "777"),
    ("QueryDomainList", PAGE, "ResourceGroupId", "rg-foreign", "rg-nothing"),
    ("QueryDomainList", PAGE, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainList", PAGE, "Ccompany", "Stranger Ltd", "Nobodies Ltd"),
]  # fmt: skip

NO_ID = {"QueryTaskList", "VerifyEmail"}
"""The first takes no id; the second is told of above."""


def test_every_action_is_asked():
    assert {action for action, *_ in OTHERS} == set(BUILT) - NO_ID


@pytest.fixture(scope="module")
def strangers_world(filled, tmp_path_factory):
    """The filled world with a task, a profile under review and its reasons that are another account's."""
    opened = filled.opened(tmp_path_factory.mktemp("strangers") / "copy")
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}
    task = opened.json(SEED_ACTION, {"DomainName.1": "strangers-busy.com", "RegistrantProfileId": "909"}, **key)[
        "TaskNo"
    ]
    opened.json(DOCUMENT, {"RegistrantProfileID": "910"}, form=PAPERS, **key)
    opened.reject(910, "Not readable.")
    opened.json(DOCUMENT, {"RegistrantProfileID": "910"}, form=PAPERS, **key)
    instance = opened.json("QueryDomainByDomainName", {"DomainName": "stranger.com"}, **key)["InstanceId"]
    group = opened.json("SaveDomainGroup", {"DomainGroupName": "foreign"}, **key)["DomainGroupId"]
    names = {**FROM_LIST, "DomainGroupId": str(group), "DomainName.1": "stranger.com"}
    opened.json(GROUPING, names, **key)
    opened.json("ChangeResourceGroup", {"ResourceId": instance, "NewResourceGroupId": "rg-foreign"}, **key)
    opened.store.write_now(_lock_strangers)
    mine = opened.json("SaveDomainGroup", {"DomainGroupName": "mine"})["DomainGroupId"]
    opened.known = {
        **opened.known,
        "strangers task": task,
        "strangers instance": instance,
        "strangers group": str(group),
        "group": str(mine),
    }
    yield opened
    opened.close()


def _lock_strangers(session):
    account = accounts.by_name(session, "other").id
    found = domains.candidates(session, account, ["stranger.com"])[0]
    readings.put(session, found.id, SERVER_LOCK, [DsRecord(1, 13, 2, "AB")], NOW)


def known(world, value):
    return world.known[value[1:-1]] if value.startswith("<") else value


@pytest.mark.parametrize(("action", "parameters", "name", "strangers", "missing"), OTHERS)
@pytest.mark.parametrize(("form", "language"), [("JSON", "en"), ("XML", "zh")])
def test_a_strangers_object_is_answered_as_a_missing_one(
    strangers_world, action, parameters, name, strangers, missing, form, language
):
    world = strangers_world
    given = {key: known(world, value) for key, value in parameters.items()} | {"Lang": language}
    shown = []
    for value in (known(world, strangers), missing):
        reply = world.call(action, {}, form={**given, name: value}, Format=form)
        shown.append((reply.status, masked(reply.body.decode().replace(value, "«it»"))))

    assert shown[0] == shown[1]


def test_the_stranger_sees_those_very_objects(strangers_world):
    """So that the pairs above compare something."""
    world = strangers_world
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}
    rows = world.json("QueryTaskDetailList", {**PAGE, "TaskNo": world.known["strangers task"]}, **key)
    profiles = world.json("QueryRegistrantProfiles", PAGE, **key)["RegistrantProfiles"]["RegistrantProfile"]
    reasons = world.json(
        "QueryFailReasonForRegistrantProfileRealNameVerification", {"RegistrantProfileID": "910"}, **key
    )
    domains = world.json("QueryDomainList", {**PAGE, "Ccompany": "Stranger Ltd"}, **key)["Data"]["Domain"]

    assert [row["DomainName"] for row in rows["Data"]["TaskDetail"]] == ["strangers-busy.com"]
    assert [(profile["RegistrantProfileId"], profile["RealNameStatus"]) for profile in profiles] == [
        (910, "AUDITING"), (909, "SUCCEED"),
    ]  # fmt: skip
    assert [reason["FailReason"] for reason in reasons["Data"]] == ["Not readable."]
    assert [domain["DomainName"] for domain in domains] == ["stranger.com"]


@pytest.mark.parametrize("action", ["QueryTaskList", "QueryDomainList", "QueryRegistrantProfiles"])
def test_lists_of_two_accounts_have_nothing_in_common(strangers_world, action):
    mine = strangers_world.call(action, PAGE).body.decode()
    theirs = strangers_world.call(action, PAGE, AccessKeyId="otherid", secret="othersecret").body.decode()

    for text in (
        "stranger",
        "Stranger",
        "other@example.com",
        strangers_world.known["strangers task"],
        '"RegistrantProfileId":9',
    ):
        assert text not in mine
    for text in ('example.com"', 'busy.com"', "Widgets", strangers_world.known["task"], '"RegistrantProfileId":1,'):
        assert text not in theirs.replace("strangers-busy.com", "").replace("other@example.com", "")


def test_a_link_can_be_opened_by_anybody_who_has_it(world):
    token = world.known["token second@example.com"]
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}

    assert world.call("VerifyEmail", {"Token": token}, **key).status == 200

    assert world.json("QueryEmailVerification", {"Email": "second@example.com"})["VerificationStatus"] == 1
    assert world.call("QueryEmailVerification", {"Email": "second@example.com"}, **key).status == 400
