"""Two accounts: what belongs to another is answered as what is not there, in every action, by every id (INV-13, SEC-14).

The ways in are read off the actions: a new one is tried by each of its parameters, and one that is called like an id and is
not known to these lists fails.

VerifyEmail alone takes an id of another account: its token is the right, whoever carries it.
"""

import re

import pytest

from actions.cases import CASES
from actions.cases.domain_verification import (
    DOMAIN_BY_DOCUMENT,
    DOMAIN_BY_PROFILE,
    DOMAIN_INFO,
    DOMAIN_REASONS,
    WITHDRAW,
)
from actions.cases.holders import BY_DOCUMENT, MANY_CONTACTS, NEW_CONTACT, SINGLE_CONTACT
from actions.cases.locks_and_codes import MANY_LOCKS, SINGLE_LOCKS
from actions.cases.profiles import SAVE_AND_SUBMIT
from actions.test_bad_input import GOOD, kind_of, named
from actions.test_golden import BUILT, filled_in
from freehold.db.schema import metadata
from freehold.store import accounts, domains, readings
from freehold.terms.domain_name import DomainName
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

HOLDER = {
    **next(case.parameters for case in CASES if case.action == "SaveRegistrantProfile"),
    "Email": "hostmaster@example.com",
}

# Combinations besides: action, the other parameters, the parameter that names the object, the stranger's value, one that nobody has.
OTHERS = [
    (SEED_ACTION, {"DomainName.1": "example.com"}, "RegistrantProfileId", "909", "908"),
    (SEED_ACTION, {"RegistrantProfileId": "1"}, "DomainName.1", "stranger.com", "nobodies.com"),
    (SEED_ACTION, {"RegistrantProfileId": "1"}, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    (SINGLE_CONTACT, {"DomainName": "example.com", "ContactType": "admin"}, "RegistrantProfileId", "909", "908"),
    (SINGLE_CONTACT, {"DomainName": "example.com", "ContactType": "registrant"}, "RegistrantProfileId", "910", "908"),
    (SINGLE_CONTACT, {"RegistrantProfileId": "1", "ContactType": "admin"}, "DomainName", "stranger.com", "nobodies.com"),
    (SINGLE_CONTACT, {"RegistrantProfileId": "1", "ContactType": "admin"}, "DomainName", "strangers-busy.com", "nobodies-busy.com"),
    (SINGLE_CONTACT, {"RegistrantProfileId": "1", "ContactType": "admin", "DomainName": "example.com"}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    (MANY_CONTACTS, {"DomainName.1": "example.com", "ContactType": "tech"}, "RegistrantProfileId", "909", "908"),
    (MANY_CONTACTS, {"RegistrantProfileId": "1", "ContactType": "tech"}, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    (NEW_CONTACT, {"ContactType": "tech", **HOLDER}, "DomainName.1", "stranger.com", "nobodies.com"),
    (NEW_CONTACT, {"ContactType": "tech", **HOLDER}, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    (BY_DOCUMENT, {**HOLDER, **PAPERS}, "DomainName.1", "stranger.com", "nobodies.com"),
    (BY_DOCUMENT, {**HOLDER, **PAPERS}, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    (DOMAIN_BY_PROFILE, {"RegistrantProfileId": "4"}, "DomainName", "strangers-review.com", "nobodies-review.com"),
    (DOMAIN_BY_PROFILE, {"DomainName": "unproved.com"}, "RegistrantProfileId", "910", "908"),
    (DOMAIN_BY_PROFILE, {"DomainName": "unproved.com", "RegistrantProfileId": "4"}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    (DOMAIN_BY_DOCUMENT, PAPERS, "DomainName.1", "strangers-review.com", "nobodies-review.com"),
    (DOMAIN_BY_DOCUMENT, PAPERS, "DomainName.1", "strangers-busy.com", "nobodies-busy.com"),
    (WITHDRAW, {"ActionType": "DOMAINAUDIT"}, "InstanceId", "<strangers review>", "S20260000000000000000"),
    (DOMAIN_INFO, {"FetchImage": "true"}, "DomainName", "strangers-review.com", "nobodies-review.com"),
    (DOMAIN_REASONS, {"RealNameVerificationAction": "ACTIVATE"}, "DomainName", "strangers-review.com", "nobodies-review.com"),
    *((action, {"Status": "true"}, "DomainName", "strangers-busy.com", "nobodies-busy.com") for action in SINGLE_LOCKS),
    *((action, {"Status": "true"}, "DomainName.1", "stranger.com", "nobodies.com") for action in MANY_LOCKS),
    ("QueryTaskDetailList", PAGE, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<task>"}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<task>"}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryTaskDetailList", {**PAGE, "TaskNo": "<strangers task>"}, "DomainName", "strangers-busy.com", "nobodies-busy.com"),
    ("QueryTaskDetailList", {**PAGE, "TaskStatus": "0"}, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("PollTaskResult", PAGE, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("PollTaskResult", PAGE, "DomainName", "strangers-locked.com", "nobodies-locked.com"),
    ("PollTaskResult", PAGE, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("AcknowledgeTaskResult", {}, "TaskDetailNo.1", "<strangers row>", "880f1579be514dd3a69d3f1e00000001"),
    ("CancelTask", {}, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("QueryTaskInfoHistory", {"PageSize": "20"}, "TaskNoCursor", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("QueryTaskDetailHistory", {"PageSize": "20"}, "TaskNo", "<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ("QueryTaskDetailHistory", {"PageSize": "20", "TaskNo": "<task>"}, "TaskDetailNoCursor", "<strangers row>", "880f1579be514dd3a69d3f1e00000001"),
    ("QueryTaskDetailHistory", {"PageSize": "20", "TaskNo": "<task>"}, "DomainNameCursor", "stranger.com", "nobodies.com"),
    ("QueryTaskDetailHistory", {"PageSize": "20", "TaskNo": "<strangers task>"}, "DomainNameCursor", "strangers-busy.com", "nobodies-busy.com"),
    ("SaveRegistrantProfile", {"City": "ning bo shi"}, "RegistrantProfileId", "909", "908"),
    ("SaveRegistrantProfile", {"DefaultRegistrantProfile": "true"}, "RegistrantProfileId", "909", "908"),
    ("DeleteRegistrantProfile", {}, "RegistrantProfileId", "909", "908"),
    ("DeleteRegistrantProfile", {}, "RegistrantProfileId", "910", "908"),
    ("DeleteContactTemplates", {}, "RegistrantProfileIds", "909", "908"),
    ("SetDefaultRegistrantProfile", {}, "RegistrantProfileId", "909", "908"),
    ("QueryRegistrantProfiles", PAGE, "RegistrantProfileId", "909", "908"),
    ("QueryRegistrantProfiles", PAGE, "Email", "other@example.com", "nobod@example.com"),
    (DOCUMENT, PAPERS, "RegistrantProfileID", "909", "908"),
    (DOCUMENT, PAPERS, "RegistrantProfileID", "910", "908"),
    (SAVE_AND_SUBMIT, PAPERS, "RegistrantProfileId", "909", "908"),
    (SAVE_AND_SUBMIT, {**PAPERS, "City": "ning bo shi"}, "RegistrantProfileId", "910", "908"),
    ("QueryRegistrantProfileRealNameVerificationInfo", {"FetchImage": "true"}, "RegistrantProfileId", "910", "908"),
    ("QueryFailReasonForRegistrantProfileRealNameVerification", {}, "RegistrantProfileID", "910", "908"),
    ("SubmitEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("SubmitEmailVerification", {"SendIfExist": "true"}, "Email", "other@example.com", "nobod@example.com"),
    ("QueryEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("ResendEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("DeleteEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("ListEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("EmailVerified", {}, "Email", "other@example.com", "nobod@example.com"),
    ("QueryDomainByDomainName", {}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainByInstanceId", {}, "InstanceId", "<strangers instance>", "S20260000000000000000"),
    ("QueryContactInfo", {"ContactType": "registrant"}, "DomainName", "stranger.com", "nobodies.com"),
    ("SaveDomainGroup", {"DomainGroupName": "new"}, "DomainGroupId", "<strangers group>", "123456789012345"),
    ("DeleteDomainGroup", {}, "DomainGroupId", "<strangers group>", "123456789012345"),
    (GROUPING, {**FROM_LIST, "DomainName.1": "example.com"}, "DomainGroupId", "<strangers group>", "123456789012345"),
    (GROUPING, {**FROM_LIST, "DomainGroupId": "1"}, "DomainName.1", "stranger.com", "nobodies.com"),
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
    ("QueryDomainList", PAGE, "DomainGroupId", "<strangers group>", "123456789012345"),
    ("QueryDomainList", PAGE, "ResourceGroupId", "rg-foreign", "rg-nothing"),
    ("QueryAdvancedDomainList", PAGE, "KeyWord", "stranger", "nobodies"),
    ("QueryAdvancedDomainList", PAGE, "DomainGroupId", "<strangers group>", "123456789012345"),
    ("QueryAdvancedDomainList", PAGE, "ResourceGroupId", "rg-foreign", "rg-nothing"),
    ("ScrollDomainList", {}, "KeyWord", "stranger", "nobodies"),
    ("ScrollDomainList", {}, "DomainGroupId", "<strangers group>", "123456789012345"),
    ("ScrollDomainList", {}, "ResourceGroupId", "rg-foreign", "rg-nothing"),
    ("ScrollDomainList", {}, "ScrollId", "<strangers place>", "AXNjcm9sbA"),
    ("VerifyContactField", {"City": "ning bo shi"}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainList", PAGE, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainList", PAGE, "Ccompany", "Stranger Ltd", "Nobodies Ltd"),
]  # fmt: skip

# Parameters that name an object: stranger's values, and as many that nobody has. Each is tried in every action that takes it.
PROFILES = [("909", "908"), ("910", "907")]
INSTANCES = [("<strangers instance>", "S20260000000000000000")]
OBJECTS = {
    "RegistrantProfileId": PROFILES,
    "RegistrantProfileID": PROFILES,
    "RegistrantProfileIds": PROFILES,
    "DomainName": [("stranger.com", "nobodies.com"), ("strangers-busy.com", "nobodies-busy.com")],
    "DomainNameCursor": [("strangers-busy.com", "nobodies-busy.com")],
    "InstanceId": INSTANCES,
    "InstanceIds": INSTANCES,
    "TaskNo": [("<strangers task>", "880f1579-be51-4dd3-a69d-3f1e5b1c2d10")],
    "Email": [("other@example.com", "nobod@example.com")],
    "Ccompany": [("Stranger Ltd", "Nobodies Ltd")],
    "DomainGroupId": [("<strangers group>", "123456789012345")],
    "ResourceGroupId": [("rg-foreign", "rg-nothing")],
    "ResourceId": INSTANCES,
}

NO_OBJECTS = {
    "IdentityCredentialNo": "the number on a document that is sent along",
    "NewResourceGroupId": "where a domain is moved to, kept as told",
    "LockProductId": "what a registry lock was bought as",
    "DomainNameCursor": "a place in a task of the caller's own",
    "ScrollId": "a place in the caller's own list",
    "TaskDetailNo": "tried above, alone: beside rows of the caller's own, the second call finds those acknowledged",
}
"""Parameters that are called like ids and name nothing that somebody owns."""


def names_an_object(member):
    kind = kind_of(member)
    return kind is DomainName or re.search(r"(Id|ID|Ids|IDs|No|Nos)$", member.wire) is not None


def every_way_in():
    """Each object parameter of each action, on a good call otherwise."""
    for action in sorted(BUILT):
        parameters = list(named(BUILT[action].request))
        # Beside a telephone number it is part of a contact's data, and names nothing.
        own_data = {"Email"} if "Telephone" in {member.wire for _, member in parameters} else set()
        for name, member in parameters:
            if member.wire in own_data:
                continue
            for strangers, missing in OBJECTS.get(member.wire, []):
                yield pytest.param(action, name, strangers, missing, id=f"{action}-{name}-{strangers}")


def test_every_parameter_that_may_name_an_object_is_tried_or_known_not_to():
    undecided = {
        (action, name)
        for action in BUILT
        for name, member in named(BUILT[action].request)
        if names_an_object(member) and member.wire not in {*OBJECTS, *NO_OBJECTS}
    }

    assert undecided == set(), "say in OBJECTS what a stranger has of it, or in NO_OBJECTS why it names nothing owned"


@pytest.fixture(scope="module")
def strangers_world(filled, tmp_path_factory):
    """The filled world with a task, a profile under review and its reasons that are another account's."""
    yield from with_strangers(filled, tmp_path_factory.mktemp("strangers") / "copy")


@pytest.fixture(scope="module")
def untried_world(filled, tmp_path_factory):
    """The same, in which nobody tried a stranger's names: an address that was tried is the caller's own from then on."""
    yield from with_strangers(filled, tmp_path_factory.mktemp("untried") / "copy")


def with_strangers(filled, folder):
    opened = filled.opened(folder)
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}
    names = {"DomainName.1": "strangers-busy.com", "DomainName.2": "strangers-locked.com"}
    task = opened.json(SEED_ACTION, {**names, "RegistrantProfileId": "909"}, **key)["TaskNo"]
    (row,) = opened.json("PollTaskResult", PAGE, **key)["Data"]["TaskDetail"]
    opened.json(DOCUMENT, {"RegistrantProfileID": "910"}, form=PAPERS, **key)
    opened.reject(910, "Not readable.")
    opened.json(DOCUMENT, {"RegistrantProfileID": "910"}, form=PAPERS, **key)
    instance, review = (
        opened.json("QueryDomainByDomainName", {"DomainName": name}, **key)["InstanceId"]
        for name in ("stranger.com", "strangers-review.com")
    )
    opened.json(DOMAIN_BY_DOCUMENT, {"DomainName.1": "strangers-review.com"}, form=PAPERS, **key)
    group = opened.json("SaveDomainGroup", {"DomainGroupName": "foreign"}, **key)["DomainGroupId"]
    names = {**FROM_LIST, "DomainGroupId": str(group), "DomainName.1": "stranger.com"}
    opened.json(GROUPING, names, **key)
    opened.json("ChangeResourceGroup", {"ResourceId": instance, "NewResourceGroupId": "rg-foreign"}, **key)
    opened.store.write_now(_lock_strangers)
    place = opened.json("ScrollDomainList", {"PageSize": "1"}, **key)["ScrollId"]
    opened.known = {
        **opened.known,
        "strangers task": task,
        "strangers instance": instance,
        "strangers review": review,
        "strangers row": row["TaskDetailNo"],
        "strangers place": place,
        "strangers group": str(group),
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
    given = {key: known(strangers_world, value) for key, value in parameters.items()} | {"Lang": language}

    shown = [
        answer(strangers_world, action, given, name, value, form)
        for value in (known(strangers_world, strangers), missing)
    ]

    assert shown[0] == shown[1]


def answer(world, action, given, name, value, form):
    """Status and body, without what chance made and the value that was asked for."""
    reply = world.call(action, {}, form={**given, name: value}, Format=form)
    # Masked first: what chance made may contain a short value.
    return reply.status, masked(reply.body.decode()).replace(value, "«it»")


def theirs(world):
    """What the stranger has in tables that say whose a row is."""
    with world.store.reading() as session:
        tables = [table for table in metadata.sorted_tables if "account_id" in table.c]
        stranger = accounts.by_name(session, "other").id
        return {
            table.name: session.execute(table.select().where(table.c.account_id == stranger)).all() for table in tables
        }


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

    polled = world.json("PollTaskResult", {**PAGE, "TaskNo": world.known["strangers task"]}, **key)
    assert sorted(row["DomainName"] for row in rows["Data"]["TaskDetail"]) == [
        "strangers-busy.com", "strangers-locked.com",
    ]  # fmt: skip
    assert [row["TaskDetailNo"] for row in polled["Data"]["TaskDetail"]] == [world.known["strangers row"]]
    assert [(profile["RegistrantProfileId"], profile["RealNameStatus"]) for profile in profiles] == [
        (910, "AUDITING"), (909, "SUCCEED"),
    ]  # fmt: skip
    assert [reason["FailReason"] for reason in reasons["Data"]] == ["Not readable."]
    assert [domain["DomainName"] for domain in domains] == ["stranger.com"]


@pytest.mark.parametrize(
    "action",
    [
        "QueryTaskList",
        "QueryTaskInfoHistory",
        "PollTaskResult",
        "QueryDomainList",
        "QueryRegistrantProfiles",
        "ListEmailVerification",
    ],
)
def test_lists_of_two_accounts_have_nothing_in_common(untried_world, action):
    mine = untried_world.call(action, PAGE).body.decode()
    theirs = untried_world.call(action, PAGE, AccessKeyId="otherid", secret="othersecret").body.decode()

    for text in (
        "stranger",
        "Stranger",
        "other@example.com",
        untried_world.known["strangers task"],
        '"RegistrantProfileId":9',
    ):
        assert text not in mine
    for text in ('example.com"', 'busy.com"', "Widgets", untried_world.known["task"], '"RegistrantProfileId":1,'):
        assert text not in theirs.replace("strangers-busy.com", "").replace("other@example.com", "")


def test_a_strangers_call_changed_nothing_of_it(strangers_world):
    """Asked after the calls above: the task is as it was, and its row is not acknowledged."""
    world = strangers_world
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}
    (_, task) = world.json("QueryTaskList", PAGE, **key)["Data"]["TaskInfo"]

    assert (task["TaskStatus"], task["TaskCancelStatus"]) == ("EXECUTING", "NORMAL")
    assert world.json("PollTaskResult", PAGE, **key)["TotalItemNum"] == 1


def test_suffixes_are_those_of_ones_own_domains(untried_world):
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}

    assert untried_world.json("QueryDomainSuffix", {})["SuffixList"] == {"Suffix": ["cn", "com", "xyz"]}
    assert untried_world.json("QueryDomainSuffix", {}, **key)["SuffixList"] == {"Suffix": ["com"]}


def test_a_link_can_be_opened_by_anybody_who_has_it(world):
    token = world.known["token second@example.com"]
    key = {"AccessKeyId": "otherid", "secret": "othersecret"}

    assert world.call("VerifyEmail", {"Token": token}, **key).status == 200

    assert world.json("QueryEmailVerification", {"Email": "second@example.com"})["VerificationStatus"] == 1
    assert world.call("QueryEmailVerification", {"Email": "second@example.com"}, **key).status == 400


# The last, since what it asks with a stranger's address becomes part of the account's own lists.
@pytest.mark.parametrize(("action", "name", "strangers", "missing"), list(every_way_in()))
def test_by_every_parameter_of_every_action_a_strangers_object_is_a_missing_one(
    strangers_world, action, name, strangers, missing
):
    world = strangers_world
    good = {key.removesuffix("@"): filled_in(value, world.known) for key, value in GOOD[action].items()}
    before = theirs(world)

    shown = [answer(world, action, good, name, value, "JSON") for value in (known(world, strangers), missing)]

    assert shown[0] == shown[1]
    assert theirs(world) == before
