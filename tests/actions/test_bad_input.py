"""Each parameter of each action with what does not belong there: a documented code, and nothing stored (SEC-7)."""

import json

import pytest

from actions.cases import CASES
from actions.cases.domain_verification import DOMAIN_BY_DOCUMENT, DOMAIN_BY_PROFILE, DOMAIN_REASONS, WITHDRAW
from actions.cases.holders import BY_DOCUMENT, MANY_CONTACTS, NEW_CONTACT, SINGLE_CONTACT
from actions.cases.profiles import SAVE_AND_SUBMIT
from actions.test_golden import BUILT, filled_in
from freehold.rpc.structures import Structure, members_of, plain, without_none
from freehold.terms.domain_name import DomainName

GOOD = {}
for case in CASES:
    GOOD.setdefault(case.action, case.parameters)

SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOCUMENT = "RegistrantProfileRealNameVerification"
PROFILE = "SaveRegistrantProfile"
SPELLINGS = {"RegistrantProfileId", "RegistrantProfileID"}

TEXTS = ["\x00", "a\x00b", "a\x7fb", "a\x85b", "\ufffe", "\ud7ff\uffff", "\U0001ffff", "\r\n", "x" * 300_000]
NUMBERS = ["abc", "-1", "１２", "٣", " 1", "1_0", "+1", "0x1", "1e3", "99999999999999999999", "1.5", "true"]
TRUTHS = ["maybe", "1", "yes", "t", "真", "truefalse"]
NAMES = [
    "??",
    "com",
    "a..com",
    "exa mple.com",
    "ab--c.com",
    "1.2.3.4",
    "xn--zzzzzz9999.com",
    "中." * 60_000 + "cn",
    "a.com,b.com",
]


def kind_of(member):
    kind = without_none(member.type)
    return kind if not str(kind).startswith("list[") else kind.__args__[0]


def bad_values(member):
    """What this parameter must not take, by its declared type."""
    kind = plain(kind_of(member))
    if kind is bool:
        return [*TEXTS, *TRUTHS]
    if kind is int:
        return [*TEXTS, *(number for number in NUMBERS if number not in map(str, member.choices))]
    if kind is DomainName:
        return [*TEXTS, *NAMES]
    if member.choices or kind is not str:
        return [*TEXTS, "nope", "NOPE", "1;2", "0"]
    return TEXTS


def named(structure, prefix=""):
    """Every parameter of a request: its name on the wire, and its declaration."""
    for member in members_of(structure).values():
        kind = kind_of(member)
        if isinstance(kind, type) and issubclass(kind, Structure):
            yield from named(kind, f"{member.wire}.1.")
        else:
            is_list = str(without_none(member.type)).startswith("list[")
            yield f"{prefix}{member.wire}{'.1' if is_list else ''}", member


def codes(action, member):
    """What may be answered to a value that does not fit."""
    if member.wire == "IdentityCredential":
        return {"ParameterIllegal", "FileDataError"}
    return {f"Invalid{member.wire}"} if member.common else {"ParameterIllegal"}


class Asking:
    """Good calls with one thing changed, in both languages."""

    def __init__(self, world):
        self.world = world

    def refused(self, action, changes, left_out=()):
        """The refusal in English and Chinese, which must be one; nothing may have been stored."""
        told = []
        for language in ("en", "zh"):
            given = {name.removesuffix("@"): filled_in(text, self.world.known) for name, text in GOOD[action].items()}
            given = {name: text for name, text in given.items() if name not in left_out} | {"Lang": language} | changes
            reply = self.world.call(action, {}, form=given, method="POST")
            shown = f"{action} {str(changes)[:80]} {language}: {reply.status} {reply.body.decode()[:300]}"
            assert reply.status == 400, shown
            told.append(json.loads(reply.body))
        english, chinese = told
        if "Lang" not in changes:
            assert english["Message"] != chinese["Message"]
        assert english["Code"] == chinese["Code"]
        return english["Code"], english["Message"], chinese["Message"]


@pytest.fixture(scope="module")
def one_for_all(filled, tmp_path_factory):
    """One world is enough: each test shows that it left nothing behind."""
    opened = filled.opened(tmp_path_factory.mktemp("bad") / "copy")
    yield opened, opened.content()
    opened.close()


@pytest.fixture
def asking(one_for_all):
    world, before = one_for_all
    yield Asking(world)
    assert world.content() == before


@pytest.mark.parametrize("action", sorted(GOOD))
def test_what_a_parameter_cannot_be_is_refused_by_its_name_and_nothing_stored(asking, action):
    for name, member in named(BUILT[action].request):
        for value in bad_values(member):
            if (member.wire, value) == ("IdentityCredential", "\r\n"):
                continue  # it may be broken into lines; nothing but line ends is too small a file
            if member.wire == "FileToUpload" and value in {"\r\n", "x" * 300_000}:
                continue  # the list is what counts in the good call; files have tests of their own
            code, english, chinese = asking.refused(action, {name: value})
            assert code in codes(action, member), f"{name}={value[:20]!r}: {code} {english[:200]}"
            wanted = name.removesuffix(".1")
            assert wanted in english, f"{name}={value[:20]!r}: {english[:200]}"
            assert wanted in chinese, f"{name}={value[:20]!r}: {chinese[:200]}"
            assert value not in english or len(value) < 300, "what was sent is not sent back whole"


@pytest.mark.parametrize("action", sorted(GOOD))
@pytest.mark.parametrize("absent", [True, False], ids=["absent", "blank"])
def test_a_required_parameter_is_missed_by_its_name(asking, action, absent):
    for name, member in named(BUILT[action].request):
        if not member.required:
            continue
        wire = name.removesuffix(".1")
        every = [given.removesuffix("@") for given in GOOD[action] if given.removesuffix("@").partition(".")[0] == wire]
        changes = {} if absent else dict.fromkeys(every, "")

        told = asking.refused(action, changes, every if absent else ())

        assert told == (f"Missing{wire}", f"{wire} is mandatory for this action.", f"此操作必须提供参数 {wire}。")


OUT_OF_RANGE = [
    ("QueryTaskDetailList", "PageNum", "0", "InvalidPageNum", "must be 1 or more"),
    ("QueryTaskDetailList", "PageNum", "2147483648", "InvalidPageNum", "must be from 1 to 2147483647"),
    ("QueryTaskDetailList", "PageSize", "0", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryTaskDetailList", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryTaskDetailList", "TaskStatus", "4", "ParameterIllegal", "must be one of 0, 1, 2, 3"),
    ("QueryTaskDetailList", "TaskNo", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    ("QueryTaskDetailList", "InstanceId", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    ("PollTaskResult", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("PollTaskResult", "TaskResultStatus", "0", "ParameterIllegal", "must be one of 2, 3"),
    ("CancelTask", "TaskNo", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    ("QueryTaskInfoHistory", "PageSize", "0", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryTaskInfoHistory", "CreateTimeCursor", "253402300800000", "ParameterIllegal", "must be from 0 to 253402300799999"),
    ("QueryTaskDetailHistory", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryTaskDetailHistory", "TaskStatus", "4", "ParameterIllegal", "must be one of 0, 1, 2, 3"),
    ("QueryTaskList", "PageNum", "0", "InvalidPageNum", "must be 1 or more"),
    ("QueryTaskList", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryTaskList", "BeginCreateTime", "253402300800000", "ParameterIllegal", "must be from 0 to 253402300799999"),
    ("QueryTaskList", "EndCreateTime", "9223372036854775807", "ParameterIllegal", "must be from 0 to 253402300799999"),
    ("QueryAdvancedDomainList", "PageNum", "-1", "InvalidPageNum", "must be a whole number in digits"),
    ("QueryAdvancedDomainList", "PageSize", "201", "InvalidPageSize", "must be from 1 to 200"),
    ("QueryAdvancedDomainList", "Form", "10", "ParameterIllegal", "must be one of 11, 12, 13, 14"),
    ("QueryAdvancedDomainList", "DomainStatus", "9", "ParameterIllegal", "must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8"),
    ("QueryAdvancedDomainList", "TradeType", "3", "ParameterIllegal", "must be one of 2, 13, 4, 6, -1"),
    ("QueryAdvancedDomainList", "Suffixs", "com,exa mple", "ParameterIllegal", "has a suffix that cannot be: exa mple"),
    ("QueryAdvancedDomainList", "KeyWord", "x" * 64, "ParameterIllegal", "must have 63 characters at most"),
    ("ScrollDomainList", "TradeType", "13", "ParameterIllegal", "must be one of 2, 3, 4, 6, -1"),
    ("ScrollDomainList", "PageSize", "0", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryDomainList", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("QueryDomainList", "StartExpirationDate", "253402300800000", "ParameterIllegal", "must be from 0 to 253402300799999"),
    ("QueryDomainList", "QueryType", "3", "ParameterIllegal", "must be one of 1, 2"),
    ("QueryDomainList", "ProductDomainType", "gtld", "ParameterIllegal", "must be one of New gTLD, gTLD, ccTLD"),
    ("QueryDomainList", "OrderKeyType", "DomainName", "ParameterIllegal", "must be one of RegistrationDate, ExpirationDate"),
    ("QueryDomainList", "OrderByType", "desc", "ParameterIllegal", "must be one of ASC, DESC"),
    ("QueryDomainList", "Tag.1.Key", "x" * 129, "ParameterIllegal", "must have 128 characters at most"),
    ("QueryRegistrantProfiles", "PageSize", "5001", "InvalidPageSize", "must be from 0 to 5000"),
    ("QueryRegistrantProfiles", "RegistrantType", "3", "ParameterIllegal", "must be one of 1, 2"),
    ("QueryRegistrantProfiles", "RealNameStatus", "succeed", "ParameterIllegal", "must be one of NONAUDIT, AUDITING, SUCCEED, FAILED"),
    (PROFILE, "RegistrantProfileId", "0", "ParameterIllegal", "must be 1 or more"),
    (PROFILE, "RegistrantProfileId", "9223372036854775808", "ParameterIllegal", "must be from 1 to 9223372036854775807"),
    (PROFILE, "RegistrantProfileType", "CNNIC", "ParameterIllegal", "must be one of common, cnnic"),
    (SINGLE_CONTACT, "ContactType", "Admin", "ParameterIllegal", "must be one of registrant, admin, tech, billing"),
    (SINGLE_CONTACT, "InstanceId", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (MANY_CONTACTS, "ContactType", "owner", "ParameterIllegal", "must be one of registrant, admin, tech, billing"),
    (NEW_CONTACT, "RegistrantType", "3", "ParameterIllegal", "must be one of 1, 2"),
    (NEW_CONTACT, "ZhCity", "市" * 256, "ParameterIllegal", "has more than 255 characters"),
    (BY_DOCUMENT, "IdentityCredentialNo", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (BY_DOCUMENT, "IdentityCredentialType", "yyzz", "ParameterIllegal", "is no known type of document"),
    (DOMAIN_BY_PROFILE, "InstanceId", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (DOMAIN_BY_DOCUMENT, "IdentityCredentialNo", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (DOMAIN_BY_DOCUMENT, "IdentityCredentialType", "yyzz", "ParameterIllegal", "is no known type of document"),
    (WITHDRAW, "InstanceId", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (WITHDRAW, "ActionType", "domainaudit", "ParameterIllegal", "must be one of DOMAINAUDIT, AUDITCONTACT, activate, renew, redeem"),
    (DOMAIN_REASONS, "RealNameVerificationAction", "activate", "ParameterIllegal", "must be one of ACTIVATE, CHGHOLDER, TRANSFER"),
    ("DeleteContactTemplates", "RegistrantProfileIds", " , ", "ParameterIllegal", "must be profile numbers"),
    ("DeleteContactTemplates", "RegistrantProfileIds", "1,２", "ParameterIllegal", "must be profile numbers"),
    ("DeleteContactTemplates", "RegistrantProfileIds", "1,-2", "ParameterIllegal", "must be profile numbers"),
    ("DeleteContactTemplates", "RegistrantProfileIds", "1" * 19, "ParameterIllegal", "must be profile numbers"),
    ("DeleteContactTemplates", "RegistrantProfileIds", "1," * 5001, "ParameterIllegal", "must have 10000 characters at most"),
    (SEED_ACTION, "Lang", "e" * 33, "InvalidLang", "must have 32 characters at most"),
    (SEED_ACTION, "UserClientIp", "1" * 65, "InvalidUserClientIp", "must have 64 characters at most"),
    ("QueryContactInfo", "ContactType", "Registrant", "ParameterIllegal", "must be one of registrant, admin, tech, billing"),
    ("QueryEmailVerification", "Email", "x" * 256, "ParameterIllegal", "must have 255 characters at most"),
    ("SubmitEmailVerification", "Email", "x" * 25_601, "ParameterIllegal", "must have 25600 characters at most"),
    ("SubmitEmailVerification", "Email", " , ,", "ParameterIllegal", "names no address"),
    ("ResendEmailVerification", "Email", "x" * 25_601, "ParameterIllegal", "must have 25600 characters at most"),
    ("DeleteEmailVerification", "Email", " , ,", "ParameterIllegal", "names no address"),
    ("EmailVerified", "Email", "x" * 256, "ParameterIllegal", "must have 255 characters at most"),
    ("ListEmailVerification", "PageNum", "0", "InvalidPageNum", "must be 1 or more"),
    ("ListEmailVerification", "PageSize", "5001", "InvalidPageSize", "must be from 1 to 5000"),
    ("ListEmailVerification", "VerificationStatus", "2", "ParameterIllegal", "must be one of 0, 1"),
    ("ListEmailVerification", "EndCreateTime", "253402300800000", "ParameterIllegal", "must be from 0 to 253402300799999"),
    ("VerifyEmail", "Token", "x" * 129, "ParameterIllegal", "must have 128 characters at most"),
    ("QueryDomainByInstanceId", "InstanceId", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    ("SaveDomainGroup", "DomainGroupName", "x" * 101, "ParameterIllegal", "must have 100 characters at most"),
    ("SaveDomainGroup", "DomainGroupId", "0", "ParameterIllegal", "must be 1 or more"),
    ("UpdateDomainToDomainGroup", "DataSource", "3", "ParameterIllegal", "must be one of 1, 2"),
    ("QueryDomainGroupList", "OrderKeyType", "Id", "ParameterIllegal", "must be one of CreationDate, ModificationDate, DomainGroupName, TotalNumber"),
    ("SaveBatchDomainRemark", "Remark", "x" * 501, "ParameterIllegal", "must have 500 characters at most"),
    ("SaveBatchDomainRemark", "InstanceIds", " , ", "ParameterIllegal", "names no registration"),
    ("SaveBatchDomainRemark", "InstanceIds", ",".join(map(str, range(51))), "ParameterIllegal", "has 51 registrations, more than the 50 one call may carry"),
    ("ChangeResourceGroup", "NewResourceGroupId", "-rg", "ParameterIllegal", "must be the number of a resource group: letters, digits, hyphens and underscores"),
    ("ChangeResourceGroup", "ResourceType", "domain", "ParameterIllegal", "must be one of Domain"),
    ("ListServerLock", "PageSize", "1001", "InvalidPageSize", "must be from 1 to 1000"),
    ("ListServerLock", "OrderBy", "START_DATE", "ParameterIllegal", "must be one of EXPIRE_DATE"),
    (DOCUMENT, "IdentityCredentialNo", "x" * 65, "ParameterIllegal", "must have 64 characters at most"),
    (DOCUMENT, "IdentityCredentialType", "SFZ", "ParameterIllegal", "does not fit the profile's RegistrantType"),
    (SAVE_AND_SUBMIT, "IdentityCredentialNo", "91350100M000100Y44", "ParameterIllegal", "does not fit the type of document"),
    (SAVE_AND_SUBMIT, "IdentityCredentialType", "SFZ", "ParameterIllegal", "does not fit the profile's RegistrantType"),
    (DOCUMENT, "IdentityCredentialType", "yyzz", "ParameterIllegal", "is no known type of document"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "name", "value", "code", "why"), OUT_OF_RANGE)
def test_a_value_out_of_range_is_told_with_the_range(asking, action, name, value, code, why):
    told, english, chinese = asking.refused(action, {name: value})

    assert told == code
    assert f"{name} {why}" in english or f"{name} is not valid: {why}" in english
    assert name in chinese


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"RegistrantName": "李伟"}, "RegistrantName takes Latin letters, digits and common signs only"),
        ({"RegistrantOrganization": "新持有者"}, "RegistrantOrganization takes Latin letters, digits and common signs only"),
        ({"Province": "浙江"}, "Province takes Latin letters, digits and common signs only"),
        ({"City": "杭州市"}, "City takes Latin letters, digits and common signs only"),
        ({"Address": "示例路1号"}, "Address takes Latin letters, digits and common signs only"),
        ({"PostalCode": "３１００２４"}, "PostalCode takes Latin letters, digits and common signs only"),
        ({"TelArea": "８６"}, "TelArea must have 1 to 3 digits and nothing else"),
        ({"Telephone": "五七一"}, "Telephone must have 3 to 14 digits and nothing else"),
        ({"TelExt": "x"}, "TelExt must have 1 to 10 digits and nothing else"),
        ({"TelArea": "571"}, "TelArea is no calling code of a country, such as 86; an area code belongs to Telephone"),
        ({"Telephone": "123"}, "Telephone has too few or too many digits for a number of the calling code 86"),
        ({"ZhProvince": "浙江省"}, "ZhProvince is written without the word for province, such as 浙江"),
        ({"City": "310000"}, "City must contain letters"),
        ({"Country": "中国"}, "Country must be a country code of two letters such as CN"),
        ({"ZhRegistrantName": "Li Wei"}, "ZhRegistrantName must contain Chinese characters"),
        ({"ZhRegistrantOrganization": "New Holder Ltd"}, "ZhRegistrantOrganization must contain Chinese characters"),
        ({"RegistrantOrganization": "Ai·li"}, "RegistrantOrganization must not contain · or 《》"),
        ({"Email": "a@example.com,b@example.com"}, "Email is not a valid mail address"),
        ({"City": " ", "Country": "zz"}, "City is missing; Country must be a country code of two letters such as CN"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", [PROFILE, "VerifyContactField"])
def test_a_contact_field_in_the_wrong_script_or_form_is_told_by_its_name(asking, action, changes, why):
    code, english, chinese = asking.refused(action, changes)

    assert (code, english) == (
        "ParameterIllegal",
        f"Parameter illegal: {why}. Correct them and call again; nothing was saved.",
    )
    assert all(name in chinese for name in changes)


@pytest.mark.parametrize(
    ("action", "changes", "wire"),
    [
        (SEED_ACTION, {"DomainName.x": "a.com"}, "DomainName"),
        (SEED_ACTION, {"DomainName.１": "a.com"}, "DomainName"),
        (SEED_ACTION, {"DomainName.": "a.com"}, "DomainName"),
        (SEED_ACTION, {"DomainName.-1": "a.com"}, "DomainName"),
        (SEED_ACTION, {"DomainName.1.Name": "a.com"}, "DomainName"),
        (SEED_ACTION, {"DomainName.99999999999": "a.com"}, "DomainName"),
        ("QueryDomainList", {"Tag.1": "a"}, "Tag"),
        ("QueryDomainList", {"Tag.x.Key": "a"}, "Tag"),
        ("QueryDomainList", {"Tag..Key": "a"}, "Tag"),
        ("QueryDomainList", {"Tag.1.": "a"}, "Tag"),
    ],
)
def test_a_list_is_numbered_in_plain_digits(asking, action, changes, wire):
    code, english, chinese = asking.refused(action, changes)

    assert code == "ParameterIllegal"
    assert f"{wire} must be numbered like {wire}.1, {wire}.2" in english
    assert f"{wire}.1、{wire}.2" in chinese


@pytest.mark.parametrize(
    "action",
    [action for action in sorted(GOOD) if SPELLINGS & GOOD[action].keys()],
)
def test_a_profile_named_in_two_spellings_is_one_profile_or_refused(asking, action):
    (spelling,) = SPELLINGS & GOOD[action].keys()
    (other,) = SPELLINGS - {spelling}

    code, english, _ = asking.refused(action, {other: "424242"})

    assert code == "ParameterIllegal"
    assert f"{spelling} came in two spellings with different values" in english


@pytest.mark.parametrize("action", sorted(GOOD))
def test_a_parameter_that_comes_twice_is_refused_by_its_name(asking, action):
    for language in ("en", "zh"):
        for name in (given.removesuffix("@") for given in GOOD[action]):
            reply = asking.world.call_with_twice(action, {"Lang": language}, name, "1", "2")
            told = json.loads(reply.body)
            assert (reply.status, told["Code"]) == (400, "InvalidParameter")
            assert name in told["Message"]
            assert ("occurs twice" in told["Message"]) is (language == "en")


@pytest.mark.parametrize("action", sorted(GOOD))
def test_parameters_that_no_action_knows_are_ignored(world, action):
    """Legacy samples carry some (protocol.md, 1 and 12)."""
    given = {name.removesuffix("@"): filled_in(text, world.known) for name, text in GOOD[action].items()}

    reply = world.call(
        action, {}, form={**given, "ContactTemplateId": "\x00", "Unknown.1": "x", "DomainNames": "[]"}, method="POST"
    )

    assert reply.status == 200, reply.body


def test_an_image_in_lines_is_read(world):
    """Many encoders break base64 into lines."""
    given = {name.removesuffix("@"): filled_in(text, world.known) for name, text in GOOD[DOCUMENT].items()}
    image = given["IdentityCredential"]
    lines = "\r\n".join(image[at : at + 76] for at in range(0, len(image), 76))

    assert world.call(DOCUMENT, {}, form={**given, "IdentityCredential": lines}, method="POST").status == 200
