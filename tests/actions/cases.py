"""What each built action is asked in golden pairs: good calls, and each refusal it documents.

A value in angle brackets is filled in from the world: ``<task>``, ``<instance>``, ``<token …>``. A key that ends in ``@``
travels in the form of a POST.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from freehold.db.session import Session
from freehold.store import accounts, contacts, domains, groups, labels, readings, transfer_codes
from freehold.terms.contacts import Contact
from freehold.terms.ds_records import DsRecord
from freehold.terms.instants import DAY, Instant
from freehold.terms.locks import SERVER_LOCK
from support.action_world import NOW, picture
from support.signing import KEY, SECRET
from support.workbooks import workbook

SAVE_AND_SUBMIT = "SaveRegistrantProfileRealNameVerification"
SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOCUMENT = "RegistrantProfileRealNameVerification"
SINGLE_CONTACT = "SaveSingleTaskForUpdatingContactInfo"
MANY_CONTACTS = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
NEW_CONTACT = "SaveBatchTaskForUpdatingContactInfoByNewContact"
BY_DOCUMENT = "SaveTaskForUpdatingRegistrantInfoByIdentityCredential"
DOMAIN_BY_PROFILE = "SaveTaskForSubmittingDomainRealNameVerificationByRegistrantProfileID"
DOMAIN_BY_DOCUMENT = "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential"
WITHDRAW = "CancelDomainVerification"
DOMAIN_INFO = "QueryDomainRealNameVerificationInfo"
DOMAIN_REASONS = "QueryFailReasonForDomainRealNameVerification"
SINGLE_LOCKS = ("SaveSingleTaskForTransferProhibitionLock", "SaveSingleTaskForUpdateProhibitionLock")
MANY_LOCKS = ("SaveBatchTaskForTransferProhibitionLock", "SaveBatchTaskForUpdateProhibitionLock")
CODE = "SaveSingleTaskForQueryingTransferAuthorizationCode"
GROUPING = "UpdateDomainToDomainGroup"
PAGE = {"PageNum": "1", "PageSize": "20"}
BO = "bo-key"
SECRETS = {KEY: SECRET, BO: "bo-secret"}
"""The account's own key, and that of its user bo, whose policy is in the world's seed."""


@dataclass(frozen=True)
class Case:
    action: str
    title: str
    parameters: dict[str, str] = field(default_factory=dict)
    key: str = KEY
    arranged: Callable[[Session], object] | None = None
    """What is written to the copy of the world before the call."""

    @property
    def signer(self) -> dict[str, str]:
        """Key and secret, as a V1 call takes them."""
        return {"AccessKeyId": self.key, "secret": SECRETS[self.key]}


def _domains(*names):
    return {f"DomainName.{number}": name for number, name in enumerate(names, 1)}


def _document(**more):
    base = {
        "RegistrantProfileID": "2",
        "IdentityCredentialType": "YYZZ",
        "IdentityCredentialNo": "91350100M000100Y43",
        "IdentityCredential@": _PICTURE,
    }
    return {**base, **more}


def _single(name, role="admin"):
    return {"DomainName": name, "ContactType": role, "RegistrantProfileId": "1"}


def _proved(**more):
    names = {} if "DomainName.1" in more else _domains("example.com", "例子.cn")
    papers = {name: value for name, value in _document().items() if name != "RegistrantProfileID"}
    # Just large enough: this action has many parameters, and the image goes along with each of their bad values.
    papers["IdentityCredential@"] = picture(width=260, height=260)
    return {**names, **_PROFILE, "Email": "hostmaster@example.com", **papers, **more}


def _verified(*names, **more):
    papers = {name: value for name, value in _document().items() if name != "RegistrantProfileID"}
    return {**_domains(*names), **papers, **more}


_PICTURE = picture()
_OLD_WORKBOOK = base64.b64encode(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)).decode()
_LARGE_FILE = base64.b64encode(b"PK" + bytes(2 * 1024 * 1024)).decode()
_SMALL_PICTURE = picture(width=250, height=250)
"""Little more than the least size: it is signed and sent many hundred times."""
_PROFILE = {
    "RegistrantType": "2",
    "RegistrantName": "Li Wei",
    "RegistrantOrganization": "New Holder Ltd",
    "Country": "CN",
    "Province": "zhe jiang",
    "City": "hang zhou shi",
    "Address": "1 Example Road",
    "PostalCode": "310024",
    "TelArea": "86",
    "Telephone": "57188887777",
    "Email": "new@example.com",
    "ZhRegistrantName": "李伟",
    "ZhRegistrantOrganization": "新持有者有限公司",
    "ZhProvince": "浙江",
    "ZhCity": "杭州市",
    "ZhAddress": "示例路1号",
}


def _grouped(session):
    """The first group has gone.com, which has all that an account can note at a domain; the second is empty."""
    account = accounts.by_name(session, "acme").id
    found = domains.candidates(session, account, ["gone.com"])[0]
    groups.add(session, account, "offices", Instant(NOW + 1000), group_id=2)
    groups.put(session, account, 1, [found.id], NOW)
    labels.set_remark(session, account, [found.instance_id], "旗舰店")
    labels.set_auto_renew(session, account, found.instance_id, on=True)
    labels.set_resource_group(session, account, found.instance_id, "rg-shops")


def _read(session):
    """The registry of example.com was last seen to hold it locked, and signed."""
    found = domains.candidates(session, accounts.by_name(session, "acme").id, ["example.com"])[0]
    records = [DsRecord(60485, 13, 2, "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A")]
    readings.put(session, found.id, SERVER_LOCK, records, NOW)


def _served(session):
    session.raw.execute("UPDATE domains SET nameservers = 'ns1.example.com ns.other.net' WHERE name = 'example.com'")


def _given(session):
    account = accounts.by_name(session, "acme").id
    found = domains.candidates(session, account, ["gone.com"])[0]
    transfer_codes.ask(session, account, found.id, 1, "secret")
    transfer_codes.given(
        session, transfer_codes.wanted(session, 1), "hostmaster@example.com", Instant(NOW + 15 * DAY), NOW
    )


def _gone_with(assignments):
    """gone.com in another state."""
    return lambda session: session.raw.execute(f"UPDATE domains SET {assignments} WHERE name = 'gone.com'")


def _mute(session):
    """The registrant of gone.com has no mail address."""
    account = accounts.by_name(session, "acme").id
    nobody = contacts.add(session, account, Contact(organization="Nobody Ltd", country="CN"), NOW)
    session.raw.execute("UPDATE domains SET registrant_id = ? WHERE name = 'gone.com'", (nobody,))


def _saved_with_document(**more):
    document = {name.removesuffix("@"): value for name, value in _document().items() if name != "RegistrantProfileID"}
    return {**_PROFILE, **document, "IdentityCredential": _SMALL_PICTURE, **more}


CASES = [
    Case(SEED_ACTION, "two domains and the lock", {**_domains("example.com", "例子.cn"), "RegistrantProfileId": "1", "TransferOutProhibited": "true"}),
    Case(SEED_ACTION, "a domain that only fails itself", {**_domains("locked.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "no domain", {"RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a malformed name", {**_domains("exa mple.com", "-.cn"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "unknown and strangers' domains", {**_domains("example.com", "stranger.com", "nobody.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a busy domain", {**_domains("busy.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a profile that is not verified", {**_domains("example.com"), "RegistrantProfileId": "2"}),
    Case(SEED_ACTION, "a profile that is not there", {**_domains("example.com"), "RegistrantProfileId": "777"}),
    Case(SEED_ACTION, "a profile whose mail address is not proved", {**_domains("example.com"), "RegistrantProfileId": "3"}),
    Case(SEED_ACTION, "no profile", _domains("example.com")),
    Case(SEED_ACTION, "a profile that is no number", {**_domains("example.com"), "RegistrantProfileId": "one"}),
    Case(SEED_ACTION, "the older name of the lock", {**_domains("example.com"), "RegistrantProfileId": "1", "AddTransferProhibitionLock": "true", "ContactTemplateId": "1"}),
    Case(SEED_ACTION, "a token of the caller's own", {**_domains("example.com"), "RegistrantProfileId": "1", "ClientToken": "0c7ae56e-4c5f-4f0e-9f0a-8f3f6e4f3f10"}),
    Case(SEED_ACTION, "a token that was used for something else", {**_domains("example.com"), "RegistrantProfileId": "1", "ClientToken": "used-before"}),
    Case(SEED_ACTION, "a token that is too long", {**_domains("example.com"), "RegistrantProfileId": "1", "ClientToken": "x" * 65}),
    Case(SEED_ACTION, "a user on a domain that its policy allows", {**_domains("例子.cn"), "RegistrantProfileId": "1"}, BO),
    Case(SEED_ACTION, "a user on domains that its policy does not allow", {**_domains("例子.cn", "example.com", "gone.com"), "RegistrantProfileId": "1"}, BO),
    Case(SINGLE_CONTACT, "the admin of one domain", {**_single("example.com"), "InstanceId": "<instance>"}),
    Case(SINGLE_CONTACT, "the registrant, and the lock", {**_single("例子.cn", "registrant"), "AddTransferLock": "true"}),
    Case(SINGLE_CONTACT, "a name that is none", _single("??")),
    Case(SINGLE_CONTACT, "a stranger's domain", _single("stranger.com")),
    Case(SINGLE_CONTACT, "another registration of the domain", {**_single("例子.cn"), "InstanceId": "<instance>"}),
    Case(SINGLE_CONTACT, "a busy domain", _single("busy.com", "tech")),
    Case(SINGLE_CONTACT, "a profile that is not there", {**_single("example.com", "billing"), "RegistrantProfileId": "777"}),
    Case(SINGLE_CONTACT, "an unverified registrant", {**_single("example.com", "registrant"), "RegistrantProfileId": "2"}),
    Case(SINGLE_CONTACT, "a registrant whose mail address is not proved", {**_single("example.com", "registrant"), "RegistrantProfileId": "3"}),
    Case(SINGLE_CONTACT, "no such role", _single("example.com", "owner")),
    Case(MANY_CONTACTS, "the billing contact of two domains", {**_domains("example.com", "例子.cn"), "ContactType": "billing", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a malformed name", {**_domains("exa mple.com"), "ContactType": "billing", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "unknown and strangers' domains", {**_domains("stranger.com", "nobody.com"), "ContactType": "tech", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a busy domain", {**_domains("busy.com", "example.com"), "ContactType": "tech", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a profile that is not there", {**_domains("example.com"), "ContactType": "tech", "RegistrantProfileId": "777"}),
    Case(MANY_CONTACTS, "an unverified registrant", {**_domains("example.com"), "ContactType": "registrant", "RegistrantProfileId": "2"}),
    Case(MANY_CONTACTS, "a profile whose mail address is not proved", {**_domains("example.com"), "ContactType": "tech", "RegistrantProfileId": "3"}),
    Case(MANY_CONTACTS, "no role", {**_domains("example.com"), "RegistrantProfileId": "1"}),
    Case(NEW_CONTACT, "the tech contact of two domains", {**_domains("example.com", "例子.cn"), "ContactType": "tech", **_PROFILE}),
    Case(NEW_CONTACT, "a malformed name", {**_domains("exa mple.com"), "ContactType": "tech", **_PROFILE}),
    Case(NEW_CONTACT, "a field missing and one wrong", {**_domains("example.com"), "ContactType": "tech", **_PROFILE, "City": "", "Email": "nowhere"}),
    Case(NEW_CONTACT, "an unverified registrant", {**_domains("example.com", "例子.cn"), "ContactType": "registrant", **_PROFILE}),
    Case(NEW_CONTACT, "a registrant whose mail address is not proved", {**_domains("nobody.example"), "ContactType": "registrant", **_PROFILE}),
    Case(NEW_CONTACT, "a stranger's domain", {**_domains("stranger.com"), "ContactType": "tech", **_PROFILE}),
    Case(NEW_CONTACT, "a busy domain", {**_domains("busy.com"), "ContactType": "tech", **_PROFILE}),
    Case(BY_DOCUMENT, "two domains", _proved()),
    Case(BY_DOCUMENT, "by GET", {**_domains("example.com"), **_PROFILE}),
    Case(BY_DOCUMENT, "a malformed name", _proved(**_domains("exa mple.com"))),
    Case(BY_DOCUMENT, "a field wrong", _proved(Country="ZZ")),
    Case(BY_DOCUMENT, "a type that does not fit", _proved(IdentityCredentialType="SFZ")),
    Case(BY_DOCUMENT, "no base64", _proved(**{"IdentityCredential@": "§" * 100_000})),
    Case(BY_DOCUMENT, "another kind of image", _proved(**{"IdentityCredential@": picture("PNG")})),
    Case(BY_DOCUMENT, "too small an image", _proved(**{"IdentityCredential@": picture(width=20, height=20)})),
    Case(BY_DOCUMENT, "too large an image", _proved(**{"IdentityCredential@": picture("BMP", 700, 700)})),
    Case(BY_DOCUMENT, "a mail address that is not proved", _proved(Email="new@example.com")),
    Case(BY_DOCUMENT, "a stranger's domain", _proved(**_domains("stranger.com"))),
    Case(BY_DOCUMENT, "a busy domain", _proved(**_domains("busy.com"))),
    Case(DOMAIN_BY_PROFILE, "a domain of the profile's holder", {"DomainName": "unproved.com", "RegistrantProfileId": "4"}),
    Case(DOMAIN_BY_PROFILE, "a name that is none", {"DomainName": "??", "RegistrantProfileId": "4"}),
    Case(DOMAIN_BY_PROFILE, "a stranger's domain", {"DomainName": "stranger.com", "RegistrantProfileId": "4"}),
    Case(DOMAIN_BY_PROFILE, "another registration of the domain", {"DomainName": "unproved.com", "RegistrantProfileId": "4", "InstanceId": "<instance>"}),
    Case(DOMAIN_BY_PROFILE, "a profile that is not there", {"DomainName": "unproved.com", "RegistrantProfileId": "777"}),
    Case(DOMAIN_BY_PROFILE, "a domain under review", {"DomainName": "in-review.com", "RegistrantProfileId": "4"}),
    Case(DOMAIN_BY_PROFILE, "a verified domain", {"DomainName": "example.com", "RegistrantProfileId": "1"}),
    Case(DOMAIN_BY_PROFILE, "another holder's profile", {"DomainName": "unproved.com", "RegistrantProfileId": "1"}),
    Case(DOMAIN_BY_PROFILE, "a busy domain", {"DomainName": "busy.com", "RegistrantProfileId": "1"}),
    Case(DOMAIN_BY_PROFILE, "no profile", {"DomainName": "unproved.com"}),
    Case(DOMAIN_BY_DOCUMENT, "two domains", _verified("gone.com", "locked.com")),
    Case(DOMAIN_BY_DOCUMENT, "a domain under review by this document", _verified("in-review.com")),
    Case(DOMAIN_BY_DOCUMENT, "by GET", _domains("unproved.com")),
    Case(DOMAIN_BY_DOCUMENT, "a malformed name", _verified("exa mple.com")),
    Case(DOMAIN_BY_DOCUMENT, "a type that does not fit", _verified("unproved.com", IdentityCredentialType="SFZ")),
    Case(DOMAIN_BY_DOCUMENT, "no base64", _verified("unproved.com", **{"IdentityCredential@": "§" * 100_000})),
    Case(DOMAIN_BY_DOCUMENT, "another kind of image", _verified("unproved.com", **{"IdentityCredential@": picture("PNG")})),
    Case(DOMAIN_BY_DOCUMENT, "too small an image", _verified("unproved.com", **{"IdentityCredential@": picture(width=20, height=20)})),
    Case(DOMAIN_BY_DOCUMENT, "too large an image", _verified("unproved.com", **{"IdentityCredential@": picture("BMP", 700, 700)})),
    Case(DOMAIN_BY_DOCUMENT, "unknown and strangers' domains", _verified("unproved.com", "stranger.com", "nobody.com")),
    Case(DOMAIN_BY_DOCUMENT, "domains under review and others", _verified("unproved.com", "in-review.com")),
    Case(DOMAIN_BY_DOCUMENT, "a verified domain", _verified("example.com")),
    Case(DOMAIN_BY_DOCUMENT, "a busy domain", _verified("gone.com", "busy.com")),
    Case(DOMAIN_BY_DOCUMENT, "domains of two holders", _verified("unproved.com", "gone.com", "locked.com")),
    Case(WITHDRAW, "a domain under review", {"InstanceId": "<instance in review>", "ActionType": "DOMAINAUDIT"}),
    Case(WITHDRAW, "by the other kind of word", {"InstanceId": "<instance in review>", "ActionType": "activate"}),
    Case(WITHDRAW, "a domain that is not under review", {"InstanceId": "<instance>", "ActionType": "AUDITCONTACT"}),
    Case(WITHDRAW, "a registration that is not there", {"InstanceId": "S2026NONE", "ActionType": "renew"}),
    Case(WITHDRAW, "a kind that does not exist", {"InstanceId": "<instance in review>", "ActionType": "everything"}),
    Case(DOMAIN_INFO, "a domain under review", {"DomainName": "in-review.com"}),
    Case(DOMAIN_INFO, "nothing submitted", {"DomainName": "unproved.com", "FetchImage": "true"}),
    Case(DOMAIN_INFO, "a stranger's domain", {"DomainName": "stranger.com"}),
    Case(DOMAIN_INFO, "a name that is none", {"DomainName": "??"}),
    Case(DOMAIN_REASONS, "a domain rejected once", {"DomainName": "in-review.com", "RealNameVerificationAction": "ACTIVATE"}),
    Case(DOMAIN_REASONS, "none on another occasion", {"DomainName": "in-review.com", "RealNameVerificationAction": "CHGHOLDER"}),
    Case(DOMAIN_REASONS, "a stranger's domain", {"DomainName": "stranger.com", "RealNameVerificationAction": "TRANSFER"}),
    Case(DOMAIN_REASONS, "an occasion that does not exist", {"DomainName": "in-review.com", "RealNameVerificationAction": "RENEW"}),
    *(
        case
        for action in SINGLE_LOCKS
        for case in (
            Case(action, "on", {"DomainName": "例子.cn", "Status": "true"}),
            Case(action, "a name that is none", {"DomainName": "??", "Status": "true"}),
            Case(action, "a stranger's domain", {"DomainName": "stranger.com", "Status": "false"}),
            Case(action, "a busy domain", {"DomainName": "busy.com", "Status": "false"}),
            Case(action, "neither on nor off", {"DomainName": "example.com"}),
        )
    ),
    *(
        case
        for action in MANY_LOCKS
        for case in (
            Case(action, "off", {**_domains("example.com", "locked.com"), "Status": "false"}),
            Case(action, "a malformed name", {**_domains("exa mple.com"), "Status": "true"}),
            Case(action, "unknown and strangers' domains", {**_domains("stranger.com", "nobody.com"), "Status": "true"}),
            Case(action, "a busy domain", {**_domains("busy.com", "example.com"), "Status": "true"}),
            Case(action, "neither on nor off", {**_domains("example.com"), "Status": "perhaps"}),
        )
    ),
    Case("QueryTaskDetailList", "a task with every kind of row", {"TaskNo": "<task>", **PAGE}),
    Case("QueryTaskDetailList", "its failed rows, second page", {"TaskNo": "<task>", "TaskStatus": "3", "PageNum": "2", "PageSize": "2"}),
    Case("QueryTaskDetailList", "one domain of it", {"TaskNo": "<task>", "DomainName": "例子.cn", **PAGE}),
    Case("QueryTaskDetailList", "a task that is not there", {"TaskNo": "880f1579-be51-4dd3-a69d-3f1e5b1c2d10", **PAGE}),
    Case("QueryTaskDetailList", "no page", {"TaskNo": "<task>"}),
    Case("QueryTaskDetailList", "a task under way", {"TaskNo": "<open_task>", **PAGE}),
    Case("QueryTaskDetailList", "a page that is too large", {"TaskNo": "<task>", "PageNum": "1", "PageSize": "1001"}),
    Case("QueryTaskDetailList", "no task", PAGE),
    Case("QueryTaskDetailList", "a state that does not exist", {"TaskNo": "<task>", **PAGE, "TaskStatus": "4"}),
    Case("QueryTaskList", "the account's tasks", PAGE),
    Case("QueryTaskList", "of a day without any", {**PAGE, "BeginCreateTime": "1700000000000", "EndCreateTime": "1700100000000"}),
    Case("QueryTaskList", "a day that is none", {**PAGE, "BeginCreateTime": "yesterday"}),
    Case("QueryTaskList", "a page that is too large", {"PageNum": "1", "PageSize": "1000000"}),
    Case("PollTaskResult", "what ended and is not acknowledged", PAGE),
    Case("PollTaskResult", "failed rows of a task, second page", {"TaskNo": "<task>", "TaskResultStatus": "3", "PageNum": "2", "PageSize": "2"}),
    Case("PollTaskResult", "one domain", {"DomainName": "例子.cn", **PAGE}),
    Case("PollTaskResult", "one that has not ended", {"DomainName": "busy.com", **PAGE}),
    Case("PollTaskResult", "a result that is none", {**PAGE, "TaskResultStatus": "1"}),
    Case("PollTaskResult", "no page size", {"PageNum": "1"}),
    Case("PollTaskResult", "a page that is too large", {"PageNum": "1", "PageSize": "1001"}),
    Case("AcknowledgeTaskResult", "two rows, twice each", {"TaskDetailNo.1": "<row 1>", "TaskDetailNo.2": "<row 2>", "TaskDetailNo.3": "<row 1>", "TaskDetailNo.4": "<row 2>"}),
    Case("AcknowledgeTaskResult", "none that is there", {"TaskDetailNo.1": "75addb07a28743d18fbf9bd1a5d0d0a8", "TaskDetailNo.2": "nothing"}),
    Case("AcknowledgeTaskResult", "one that has not ended", {"TaskDetailNo.1": "<open row>"}),
    Case("AcknowledgeTaskResult", "none", {}),
    Case("AcknowledgeTaskResult", "one that is too long", {"TaskDetailNo.1": "7" * 65}),
    Case("CancelTask", "a task under way", {"TaskNo": "<open_task>"}),
    Case("CancelTask", "a complete one", {"TaskNo": "<task>"}),
    Case("CancelTask", "one that is not there", {"TaskNo": "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"}),
    Case("CancelTask", "none named", {}),
    Case("QueryTaskInfoHistory", "the first page", {"PageSize": "1"}),
    Case("QueryTaskInfoHistory", "the next one, by its cursor", {"PageSize": "1", "TaskNoCursor": "<task>", "CreateTimeCursor": "1780000000000"}),
    Case("QueryTaskInfoHistory", "of a day without any", {"PageSize": "20", "BeginCreateTime": "1700000000000", "EndCreateTime": "1700100000000"}),
    Case("QueryTaskInfoHistory", "a cursor that names nothing", {"PageSize": "1", "TaskNoCursor": "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"}),
    Case("QueryTaskInfoHistory", "a cursor of two halves", {"PageSize": "1", "TaskNoCursor": "<task>", "CreateTimeCursor": "1780000000001"}),
    Case("QueryTaskInfoHistory", "no page size", {}),
    Case("QueryTaskDetailHistory", "the first page", {"TaskNo": "<task>", "PageSize": "2"}),
    Case("QueryTaskDetailHistory", "the next one, by its cursor", {"TaskNo": "<task>", "PageSize": "2", "TaskDetailNoCursor": "<row 3>"}),
    Case("QueryTaskDetailHistory", "failed rows", {"TaskNo": "<task>", "PageSize": "20", "TaskStatus": "3"}),
    Case("QueryTaskDetailHistory", "a task that is not there", {"TaskNo": "880f1579-be51-4dd3-a69d-3f1e5b1c2d10", "PageSize": "20"}),
    Case("QueryTaskDetailHistory", "a cursor that names nothing", {"TaskNo": "<task>", "PageSize": "2", "TaskDetailNoCursor": "<open row>"}),
    Case("QueryTaskDetailHistory", "no task", {"PageSize": "20"}),
    Case("SaveRegistrantProfile", "a new one", _PROFILE),
    Case("SaveRegistrantProfile", "one field changed", {"RegistrantProfileId": "2", "Address": "2 Example Road"}),
    Case("SaveRegistrantProfile", "data that a registry would refuse", {**_PROFILE, "Country": "ZZ", "Email": "nowhere"}),
    Case("SaveRegistrantProfile", "a verified one made the default", {"RegistrantProfileId": "1", "DefaultRegistrantProfile": "true"}),
    Case("SaveRegistrantProfile", "a verified one", {"RegistrantProfileId": "1", "City": "ning bo shi"}),
    Case("SaveRegistrantProfile", "one that is not there", {"RegistrantProfileId": "777", "City": "ning bo shi"}),
    Case("QueryRegistrantProfiles", "all", PAGE),
    Case("QueryRegistrantProfiles", "verified ones of a holder", {**PAGE, "RealNameStatus": "SUCCEED", "RegistrantOrganization": "widgets"}),
    Case("QueryRegistrantProfiles", "none", {**PAGE, "Email": "nobody@example.org"}),
    Case("QueryRegistrantProfiles", "a state that does not exist", {**PAGE, "RealNameStatus": "MAYBE"}),
    Case("DeleteRegistrantProfile", "a verified one", {"RegistrantProfileId": "1"}),
    Case("DeleteRegistrantProfile", "one under review", {"RegistrantProfileId": "5"}),
    Case("DeleteRegistrantProfile", "one that is not there", {"RegistrantProfileId": "777"}),
    Case("DeleteRegistrantProfile", "one that is no number", {"RegistrantProfileId": "one"}),
    Case("DeleteContactTemplates", "three, one of them twice", {"RegistrantProfileIds": "2, 4,3,2"}),
    Case("DeleteContactTemplates", "one of them under review", {"RegistrantProfileIds": "2,5"}),
    Case("DeleteContactTemplates", "two that are not there", {"RegistrantProfileIds": "777,2,778"}),
    Case("DeleteContactTemplates", "what is no number", {"RegistrantProfileIds": "2;4"}),
    Case("SetDefaultRegistrantProfile", "a verified one", {"RegistrantProfileId": "1"}),
    Case("SetDefaultRegistrantProfile", "one that is not there", {"RegistrantProfileId": "777"}),
    Case(DOCUMENT, "a document", _document()),
    Case(DOCUMENT, "by GET", {"RegistrantProfileID": "2", "IdentityCredentialType": "YYZZ", "IdentityCredentialNo": "91350100M000100Y43"}),
    Case(DOCUMENT, "no document", _document(**{"IdentityCredential@": ""})),
    Case(DOCUMENT, "a type that does not fit", _document(IdentityCredentialType="SFZ")),
    Case(DOCUMENT, "a profile that is not there", _document(RegistrantProfileID="777")),
    Case(DOCUMENT, "a verified profile", _document(RegistrantProfileID="1")),
    Case(DOCUMENT, "a number that cannot be", _document(IdentityCredentialNo="91350100M000100Y44")),
    Case(DOCUMENT, "a document of another region", _document(IdentityCredentialType="WAIGUOJIGOU", IdentityCredentialNo="0")),
    Case(DOCUMENT, "no image", _document(**{"IdentityCredential@": base64.b64encode(b"no image " * 8000).decode()})),
    Case(DOCUMENT, "no base64", _document(**{"IdentityCredential@": "§" * 100_000})),
    Case(DOCUMENT, "another kind of image", _document(**{"IdentityCredential@": picture("PNG")})),
    Case(DOCUMENT, "too small an image", _document(**{"IdentityCredential@": picture(width=20, height=20)})),
    Case(DOCUMENT, "too large an image", _document(**{"IdentityCredential@": picture("BMP", 700, 700)})),
    Case(SAVE_AND_SUBMIT, "a new one", _saved_with_document()),
    Case(SAVE_AND_SUBMIT, "a rejected one corrected", {**_document(), "RegistrantProfileID": "4", "Address": "2 Example Road"}),
    Case(SAVE_AND_SUBMIT, "nothing but a document for one that is there", {**_document(), "RegistrantProfileID": "2"}),
    Case(SAVE_AND_SUBMIT, "no document", {**_saved_with_document(), "IdentityCredential": ""}),
    Case(SAVE_AND_SUBMIT, "data that a registry would refuse", _saved_with_document(Country="ZZ")),
    Case(SAVE_AND_SUBMIT, "a number that cannot be", _saved_with_document(IdentityCredentialNo="91350100M000100Y44")),
    Case(SAVE_AND_SUBMIT, "one under review", {**_document(), "RegistrantProfileID": "5"}),
    Case(SAVE_AND_SUBMIT, "one that is not there", _saved_with_document(RegistrantProfileId="777")),
    Case(SAVE_AND_SUBMIT, "no base64", _saved_with_document(IdentityCredential="§" * 100)),
    Case(SAVE_AND_SUBMIT, "another kind of image", _saved_with_document(IdentityCredential=picture("PNG"))),
    Case(SAVE_AND_SUBMIT, "too small an image", _saved_with_document(IdentityCredential=picture(width=20, height=20))),
    Case(SAVE_AND_SUBMIT, "too large an image", _saved_with_document(IdentityCredential=picture("BMP", 700, 700))),
    Case("QueryRegistrantProfileRealNameVerificationInfo", "under review, its number masked", {"RegistrantProfileId": "5", "FetchImage": "false"}),
    Case("QueryRegistrantProfileRealNameVerificationInfo", "nothing submitted", {"RegistrantProfileId": "2"}),
    Case("QueryRegistrantProfileRealNameVerificationInfo", "none named", {}),
    Case("QueryRegistrantProfileRealNameVerificationInfo", "one that is not there", {"RegistrantProfileId": "777"}),
    Case("QueryFailReasonForRegistrantProfileRealNameVerification", "a rejected one", {"RegistrantProfileID": "4"}),
    Case("QueryFailReasonForRegistrantProfileRealNameVerification", "never rejected", {"RegistrantProfileID": "1"}),
    Case("QueryFailReasonForRegistrantProfileRealNameVerification", "one that is no number", {"RegistrantProfileID": "one"}),
    Case("QueryFailReasonForRegistrantProfileRealNameVerification", "one that is not there", {"RegistrantProfileID": "777"}),
    Case("SubmitEmailVerification", "sent, known and bad", {"Email": "first@example.com,second@example.com,bad"}),
    Case("SubmitEmailVerification", "sent again", {"Email": "second@example.com", "SendIfExist": "true"}),
    Case("SubmitEmailVerification", "too many", {"Email": ",".join(f"a{number}@example.com" for number in range(101))}),
    Case("SubmitEmailVerification", "no address", {"Email": " , "}),
    Case("SubmitEmailVerification", "nothing at all", {}),
    Case("VerifyEmail", "a good token", {"Token": "<token second@example.com>"}),
    Case("VerifyEmail", "no token", {}),
    Case("VerifyEmail", "a bad token", {"Token": "nothing"}),
    Case("QueryEmailVerification", "waiting", {"Email": "second@example.com"}),
    Case("QueryEmailVerification", "proved", {"Email": "hostmaster@example.com"}),
    Case("QueryEmailVerification", "never submitted", {"Email": "nobody@example.org"}),
    Case("ListEmailVerification", "all", {}),
    Case("ListEmailVerification", "waiting ones, second page", {"VerificationStatus": "0", "PageNum": "2", "PageSize": "1"}),
    Case("ListEmailVerification", "one address", {"Email": "Second@example.com"}),
    Case("ListEmailVerification", "of a time without any", {"BeginCreateTime": "1700000000000", "EndCreateTime": "1700100000000"}),
    Case("ListEmailVerification", "a state that does not exist", {"VerificationStatus": "2"}),
    Case("ListEmailVerification", "a page that is too large", {"PageSize": "5001"}),
    Case("ResendEmailVerification", "waiting, verified, unknown and bad", {"Email": "second@example.com,hostmaster@example.com,nobody@example.org,bad"}),
    Case("ResendEmailVerification", "too many", {"Email": ",".join(f"a{number}@example.com" for number in range(101))}),
    Case("ResendEmailVerification", "no address", {"Email": " , "}),
    Case("DeleteEmailVerification", "waiting, verified, unknown and bad", {"Email": "second@example.com,hostmaster@example.com,nobody@example.org,bad"}),
    Case("DeleteEmailVerification", "too many", {"Email": ",".join(f"a{number}@example.com" for number in range(101))}),
    Case("DeleteEmailVerification", "no address", {"Email": " , "}),
    Case("EmailVerified", "verified", {"Email": "hostmaster@example.com"}),
    Case("EmailVerified", "waiting", {"Email": "second@example.com"}),
    Case("EmailVerified", "never submitted", {"Email": "nobody@example.org"}),
    Case("QueryDomainList", "a page", {"PageNum": "1", "PageSize": "3"}),
    Case("QueryDomainList", "of a holder, by date", {**PAGE, "Ccompany": "Example Widgets Ltd", "OrderKeyType": "ExpirationDate", "OrderByType": "ASC"}),
    Case("QueryDomainList", "none", {**PAGE, "DomainName": "nothing-like-it"}),
    Case("QueryDomainList", "no page", {}),
    Case("QueryDomainList", "an order that does not exist", {**PAGE, "OrderByType": "DOWN"}),
    Case("QueryDomainList", "of a group", {**PAGE, "DomainGroupId": "1"}, arranged=_grouped),
    Case("QueryDomainList", "of a resource group, to be renewed by themselves", {**PAGE, "ResourceGroupId": "rg-shops", "AutoRenewEnabled": "true"}, arranged=_grouped),
    Case("QueryDomainList", "a user whose policy does not allow it", PAGE, BO),
    Case("QueryAdvancedDomainList", "a page by name", {"PageNum": "0", "PageSize": "3", "DomainNameSort": "true"}),
    Case("QueryAdvancedDomainList", "by keyword, suffix and kind", {**PAGE, "KeyWord": "o", "Excluded": "g", "ExcludedPrefix": "true", "Suffixs": "com,.cn", "ProductDomainType": "gTLD"}),
    Case("QueryAdvancedDomainList", "of a group", {**PAGE, "DomainGroupId": "1"}, arranged=_grouped),
    Case("QueryAdvancedDomainList", "none", {**PAGE, "KeyWord": "nothing-like-it"}),
    Case("QueryAdvancedDomainList", "a state that does not exist", {**PAGE, "DomainStatus": "9"}),
    Case("QueryAdvancedDomainList", "a suffix that cannot be", {**PAGE, "Suffixs": "com,-"}),
    Case("QueryAdvancedDomainList", "a page that is too large", {"PageNum": "1", "PageSize": "201"}),
    Case("QueryAdvancedDomainList", "no page", {}),
    Case("ScrollDomainList", "the first of them", {"PageSize": "2", "Form": "12"}),
    Case("ScrollDomainList", "all at once", {"DomainStatus": "0"}),
    Case("ScrollDomainList", "of a resource group", {"ResourceGroupId": "rg-shops"}, arranged=_grouped),
    Case("ScrollDomainList", "a made-up place", {"ScrollId": "AXNjcm9sbA"}),
    Case("ScrollDomainList", "a page that is too large", {"PageSize": "1001"}),
    Case("QueryChangeLogList", "all of them", PAGE),
    Case("QueryChangeLogList", "of one domain", {**PAGE, "DomainName": "example.com"}),
    Case("QueryChangeLogList", "of a day without any", {**PAGE, "StartDate": "1700000000000", "EndDate": "1700100000000"}),
    Case("QueryChangeLogList", "a name that is none", {**PAGE, "DomainName": "??"}),
    Case("QueryChangeLogList", "a page that is too large", {"PageNum": "1", "PageSize": "101"}),
    Case("QueryDomainSuffix", "of the account's domains", {}),
    Case("QueryDomainByDomainName", "a changed one", {"DomainName": "example.com"}),
    Case("QueryDomainByDomainName", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryDomainByDomainName", "no name at all", {"DomainName": "??"}),
    Case("QueryDomainByInstanceId", "a changed one", {"InstanceId": "<instance>"}),
    Case("QueryDomainByInstanceId", "none named", {}),
    Case("QueryDomainByInstanceId", "unknown", {"InstanceId": "S20260000000000000000"}),
    Case("VerifyContactField", "a whole contact for a domain", {**_PROFILE, "DomainName": "example.com"}),
    Case("VerifyContactField", "one field", {"City": "hang zhou shi"}),
    Case("VerifyContactField", "a city that cannot be", {"City": "??"}),
    Case("VerifyContactField", "a holder too long for the suffix", {"ZhRegistrantOrganization": "示" * 65, "DomainName": "例子.cn"}),
    Case("VerifyContactField", "an area code for a calling code", {"TelArea": "571", "Telephone": "88887777"}),
    Case("VerifyContactField", "no domain name at all", {"City": "hang zhou shi", "DomainName": "??"}),
    Case("QueryDomainAdminDivision", "provinces and cities", {}),
    Case("QueryContactInfo", "the registrant", {"DomainName": "example.com", "ContactType": "registrant"}),
    Case("QueryContactInfo", "another role", {"DomainName": "example.com", "ContactType": "admin"}),
    Case("QueryContactInfo", "a stranger's domain", {"DomainName": "stranger.com", "ContactType": "registrant"}),
    Case("QueryContactInfo", "no such role", {"DomainName": "example.com", "ContactType": "owner"}),
    Case("QueryDomainByDomainName", "one in groups, with a remark", {"DomainName": "gone.com"}, arranged=_grouped),
    Case("QueryDomainGroupList", "all", {}, arranged=_grouped),
    Case("QueryDomainGroupList", "by name", {"DomainGroupName": "SHOP", "OrderKeyType": "TotalNumber", "OrderByType": "ASC"}, arranged=_grouped),
    Case("QueryDomainGroupList", "an order that does not exist", {"OrderKeyType": "Colour"}),
    Case("SaveDomainGroup", "a new one", {"DomainGroupName": "新店铺"}, arranged=_grouped),
    Case("SaveDomainGroup", "another name", {"DomainGroupId": "1", "DomainGroupName": "stores"}, arranged=_grouped),
    Case("SaveDomainGroup", "the name it has", {"DomainGroupId": "1", "DomainGroupName": "shops"}, arranged=_grouped),
    Case("SaveDomainGroup", "a name that another has", {"DomainGroupName": "shops"}, arranged=_grouped),
    Case("SaveDomainGroup", "one that is not there", {"DomainGroupId": "777", "DomainGroupName": "stores"}),
    Case("SaveDomainGroup", "no name", {}),
    Case("DeleteDomainGroup", "one with domains", {"DomainGroupId": "1"}, arranged=_grouped),
    Case("DeleteDomainGroup", "one that is not there", {"DomainGroupId": "777"}),
    Case("DeleteDomainGroup", "none named", {}),
    Case(GROUPING, "two more", {**_domains("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "from a workbook, instead of those in it", {"FileToUpload@": workbook("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "2", "Replace": "true"}, arranged=_grouped),
    Case(GROUPING, "a group that is not there", {**_domains("example.com"), "DomainGroupId": "777", "DataSource": "1", "Replace": "false"}),
    Case(GROUPING, "unknown and strangers' domains", {**_domains("example.com", "stranger.com", "nobody.com"), "DomainGroupId": "1", "DataSource": "1", "Replace": "true"}, arranged=_grouped),
    Case(GROUPING, "a list without names", {"DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "a file without a file", {**_domains("example.com"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}),
    Case(GROUPING, "a workbook with what is no name", {"FileToUpload@": workbook("example.com", "no name"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "an old workbook", {"FileToUpload@": _OLD_WORKBOOK, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case(GROUPING, "too large a file", {"FileToUpload@": _LARGE_FILE, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "a remark", {"InstanceIds": "<instance>", "Remark": "旗舰店"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "none any more", {"InstanceIds": "<instance>"}, arranged=_grouped),
    Case("SaveBatchDomainRemark", "one that is not there", {"InstanceIds": "S20260000000000000000", "Remark": "shop"}),
    Case("SaveBatchDomainRemark", "too many", {"InstanceIds": ",".join(f"S2026{number:016X}" for number in range(51))}),
    Case("SaveBatchDomainRemark", "none named", {"Remark": "shop"}),
    Case("SetupDomainAutoRenew", "on", {"InstanceId": "<instance>", "Operation": "OPEN"}),
    Case("SetupDomainAutoRenew", "neither on nor off", {"InstanceId": "<instance>", "Operation": "maybe"}),
    Case("SetupDomainAutoRenew", "one that is not there", {"InstanceId": "S20260000000000000000", "Operation": "CLOSE"}),
    Case("ChangeResourceGroup", "another one", {"ResourceId": "<instance>", "NewResourceGroupId": "rg-acfmx7g", "ResourceType": "Domain"}),
    Case("ChangeResourceGroup", "one that is not there", {"ResourceId": "S20260000000000000000", "NewResourceGroupId": "rg-acfmx7g"}),
    Case("ChangeResourceGroup", "no number of a group", {"ResourceId": "<instance>", "NewResourceGroupId": "no group"}),
    Case("QueryDnsHost", "a domain with a nameserver of its own", {"InstanceId": "<instance>"}, arranged=_served),
    Case("QueryDnsHost", "a domain without", {"InstanceId": "<instance>"}),
    Case("QueryDnsHost", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryDnsHost", "none named", {}),
    Case("QueryDnsHost", "no registration at all", {"InstanceId": "S" * 65}),
    Case("QueryDSRecord", "as last read", {"DomainName": "example.com"}, arranged=_read),
    Case("QueryDSRecord", "never read", {"DomainName": "例子.cn"}),
    Case("QueryDSRecord", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryServerLock", "enabled", {"InstanceId": "<instance>"}, arranged=_read),
    Case("QueryServerLock", "not enabled", {"InstanceId": "<instance>"}),
    Case("QueryServerLock", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryServerLock", "none named", {}),
    Case("ListServerLock", "all", {}, arranged=_read),
    Case("ListServerLock", "of a domain that is not locked", {"DomainName": "例子.cn"}),
    Case("ListServerLock", "by a date that is not known", {"StartExpireDate": "1780000000000"}),
    Case("ListServerLock", "a state that does not exist", {"ServerLockStatus": "4"}),
    Case(CODE, "a domain that may leave", {"DomainName": "gone.com"}),
    Case(CODE, "a stranger's", {"DomainName": "stranger.com"}),
    Case(CODE, "after a change of registrant", {"DomainName": "example.com"}),
    Case(CODE, "with the transfer lock", {"DomainName": "gone.com"}, arranged=_gone_with("transfer_lock = 'OPEN'")),
    Case(CODE, "just registered", {"DomainName": "gone.com"}, arranged=_gone_with(f"registered_at = {NOW - 59 * DAY}")),
    Case(CODE, "about to expire", {"DomainName": "expired.xyz"}),
    Case(CODE, "already leaving", {"DomainName": "gone.com"}, arranged=_gone_with("transferring_out = 1")),
    Case(CODE, "a registrant without an address", {"DomainName": "gone.com"}, arranged=_mute),
    Case(CODE, "a busy domain", {"DomainName": "busy.com"}),
    Case("QueryTransferOutInfo", "the code was given out", {"DomainName": "gone.com"}, arranged=_given),
    Case("QueryTransferOutInfo", "leaving", {"DomainName": "gone.com"}, arranged=_gone_with("transferring_out = 1")),
    Case("QueryTransferOutInfo", "nothing was asked for", {"DomainName": "example.com"}),
    Case("QueryTransferOutInfo", "a stranger's", {"DomainName": "stranger.com"}),
]  # fmt: skip
"""At least one good call of each action, and one of each of its refusals."""
