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
from support.workbooks import workbook

SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOCUMENT = "RegistrantProfileRealNameVerification"
CODE = "SaveSingleTaskForQueryingTransferAuthorizationCode"
GROUPING = "UpdateDomainToDomainGroup"
PAGE = {"PageNum": "1", "PageSize": "20"}


@dataclass(frozen=True)
class Case:
    action: str
    title: str
    parameters: dict[str, str] = field(default_factory=dict)
    arranged: Callable[[Session], object] | None = None
    """What is written to the copy of the world before the call."""


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


_PICTURE = picture()
_OLD_WORKBOOK = base64.b64encode(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)).decode()
_LARGE_FILE = base64.b64encode(b"PK" + bytes(2 * 1024 * 1024)).decode()
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
    shops = groups.add(session, account, "shops", NOW, group_id=1)
    groups.add(session, account, "offices", Instant(NOW + 1000), group_id=2)
    groups.put(session, account, shops, [found.id], NOW)
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
    Case(DOCUMENT, "a document", _document()),
    Case(DOCUMENT, "by GET", {"RegistrantProfileID": "2", "IdentityCredentialType": "YYZZ", "IdentityCredentialNo": "91350100M000100Y43"}),
    Case(DOCUMENT, "no document", _document(**{"IdentityCredential@": ""})),
    Case(DOCUMENT, "a type that does not fit", _document(IdentityCredentialType="SFZ")),
    Case(DOCUMENT, "a profile that is not there", _document(RegistrantProfileID="777")),
    Case(DOCUMENT, "a verified profile", _document(RegistrantProfileID="1")),
    Case(DOCUMENT, "a number that cannot be", _document(IdentityCredentialNo="91350100M000100Y44")),
    Case(DOCUMENT, "no image", _document(**{"IdentityCredential@": base64.b64encode(b"no image " * 8000).decode()})),
    Case(DOCUMENT, "no base64", _document(**{"IdentityCredential@": "§" * 100_000})),
    Case(DOCUMENT, "another kind of image", _document(**{"IdentityCredential@": picture("PNG")})),
    Case(DOCUMENT, "too small an image", _document(**{"IdentityCredential@": picture(width=20, height=20)})),
    Case(DOCUMENT, "too large an image", _document(**{"IdentityCredential@": picture("BMP", 700, 700)})),
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
    Case("QueryDomainList", "a page", {"PageNum": "1", "PageSize": "3"}),
    Case("QueryDomainList", "of a holder, by date", {**PAGE, "Ccompany": "Example Widgets Ltd", "OrderKeyType": "ExpirationDate", "OrderByType": "ASC"}),
    Case("QueryDomainList", "none", {**PAGE, "DomainName": "nothing-like-it"}),
    Case("QueryDomainList", "no page", {}),
    Case("QueryDomainList", "an order that does not exist", {**PAGE, "OrderByType": "DOWN"}),
    Case("QueryDomainList", "of a group", {**PAGE, "DomainGroupId": "1"}, _grouped),
    Case("QueryDomainList", "of a resource group, to be renewed by themselves", {**PAGE, "ResourceGroupId": "rg-shops", "AutoRenewEnabled": "true"}, _grouped),
    Case("QueryDomainByDomainName", "a changed one", {"DomainName": "example.com"}),
    Case("QueryDomainByDomainName", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryDomainByDomainName", "no name at all", {"DomainName": "??"}),
    Case("QueryDomainByInstanceId", "a changed one", {"InstanceId": "<instance>"}),
    Case("QueryDomainByInstanceId", "none named", {}),
    Case("QueryDomainByInstanceId", "unknown", {"InstanceId": "S20260000000000000000"}),
    Case("QueryContactInfo", "the registrant", {"DomainName": "example.com", "ContactType": "registrant"}),
    Case("QueryContactInfo", "another role", {"DomainName": "example.com", "ContactType": "admin"}),
    Case("QueryContactInfo", "a stranger's domain", {"DomainName": "stranger.com", "ContactType": "registrant"}),
    Case("QueryContactInfo", "no such role", {"DomainName": "example.com", "ContactType": "owner"}),
    Case("QueryDomainByDomainName", "one in groups, with a remark", {"DomainName": "gone.com"}, _grouped),
    Case("QueryDomainGroupList", "all", {}, _grouped),
    Case("QueryDomainGroupList", "by name", {"DomainGroupName": "SHOP", "OrderKeyType": "TotalNumber", "OrderByType": "ASC"}, _grouped),
    Case("QueryDomainGroupList", "an order that does not exist", {"OrderKeyType": "Colour"}),
    Case("SaveDomainGroup", "a new one", {"DomainGroupName": "新店铺"}, _grouped),
    Case("SaveDomainGroup", "another name", {"DomainGroupId": "1", "DomainGroupName": "stores"}, _grouped),
    Case("SaveDomainGroup", "the name it has", {"DomainGroupId": "1", "DomainGroupName": "shops"}, _grouped),
    Case("SaveDomainGroup", "a name that another has", {"DomainGroupName": "shops"}, _grouped),
    Case("SaveDomainGroup", "one that is not there", {"DomainGroupId": "777", "DomainGroupName": "stores"}),
    Case("SaveDomainGroup", "no name", {}),
    Case("DeleteDomainGroup", "one with domains", {"DomainGroupId": "1"}, _grouped),
    Case("DeleteDomainGroup", "one that is not there", {"DomainGroupId": "777"}),
    Case("DeleteDomainGroup", "none named", {}),
    Case(GROUPING, "two more", {**_domains("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, _grouped),
    Case(GROUPING, "from a workbook, instead of those in it", {"FileToUpload@": workbook("example.com", "例子.cn"), "DomainGroupId": "1", "DataSource": "2", "Replace": "true"}, _grouped),
    Case(GROUPING, "a group that is not there", {**_domains("example.com"), "DomainGroupId": "777", "DataSource": "1", "Replace": "false"}),
    Case(GROUPING, "unknown and strangers' domains", {**_domains("example.com", "stranger.com", "nobody.com"), "DomainGroupId": "1", "DataSource": "1", "Replace": "true"}, _grouped),
    Case(GROUPING, "a list without names", {"DomainGroupId": "1", "DataSource": "1", "Replace": "false"}, _grouped),
    Case(GROUPING, "a file without a file", {**_domains("example.com"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}),
    Case(GROUPING, "a workbook with what is no name", {"FileToUpload@": workbook("example.com", "no name"), "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, _grouped),
    Case(GROUPING, "an old workbook", {"FileToUpload@": _OLD_WORKBOOK, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, _grouped),
    Case(GROUPING, "too large a file", {"FileToUpload@": _LARGE_FILE, "DomainGroupId": "1", "DataSource": "2", "Replace": "false"}, _grouped),
    Case("SaveBatchDomainRemark", "a remark", {"InstanceIds": "<instance>", "Remark": "旗舰店"}, _grouped),
    Case("SaveBatchDomainRemark", "none any more", {"InstanceIds": "<instance>"}, _grouped),
    Case("SaveBatchDomainRemark", "one that is not there", {"InstanceIds": "S20260000000000000000", "Remark": "shop"}),
    Case("SaveBatchDomainRemark", "too many", {"InstanceIds": ",".join(f"S2026{number:016X}" for number in range(51))}),
    Case("SaveBatchDomainRemark", "none named", {"Remark": "shop"}),
    Case("SetupDomainAutoRenew", "on", {"InstanceId": "<instance>", "Operation": "OPEN"}),
    Case("SetupDomainAutoRenew", "neither on nor off", {"InstanceId": "<instance>", "Operation": "maybe"}),
    Case("SetupDomainAutoRenew", "one that is not there", {"InstanceId": "S20260000000000000000", "Operation": "CLOSE"}),
    Case("ChangeResourceGroup", "another one", {"ResourceId": "<instance>", "NewResourceGroupId": "rg-acfmx7g", "ResourceType": "Domain"}),
    Case("ChangeResourceGroup", "one that is not there", {"ResourceId": "S20260000000000000000", "NewResourceGroupId": "rg-acfmx7g"}),
    Case("ChangeResourceGroup", "no number of a group", {"ResourceId": "<instance>", "NewResourceGroupId": "no group"}),
    Case("QueryDnsHost", "a domain with a nameserver of its own", {"InstanceId": "<instance>"}, _served),
    Case("QueryDnsHost", "a domain without", {"InstanceId": "<instance>"}),
    Case("QueryDnsHost", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryDnsHost", "none named", {}),
    Case("QueryDnsHost", "no registration at all", {"InstanceId": "S" * 65}),
    Case("QueryDSRecord", "as last read", {"DomainName": "example.com"}, _read),
    Case("QueryDSRecord", "never read", {"DomainName": "例子.cn"}),
    Case("QueryDSRecord", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryServerLock", "enabled", {"InstanceId": "<instance>"}, _read),
    Case("QueryServerLock", "not enabled", {"InstanceId": "<instance>"}),
    Case("QueryServerLock", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryServerLock", "none named", {}),
    Case("ListServerLock", "all", {}, _read),
    Case("ListServerLock", "of a domain that is not locked", {"DomainName": "例子.cn"}),
    Case("ListServerLock", "by a date that is not known", {"StartExpireDate": "1780000000000"}),
    Case("ListServerLock", "a state that does not exist", {"ServerLockStatus": "4"}),
    Case(CODE, "a domain that may leave", {"DomainName": "gone.com"}),
    Case(CODE, "a stranger's", {"DomainName": "stranger.com"}),
    Case(CODE, "after a change of registrant", {"DomainName": "example.com"}),
    Case(CODE, "with the transfer lock", {"DomainName": "gone.com"}, _gone_with("transfer_lock = 'OPEN'")),
    Case(CODE, "just registered", {"DomainName": "gone.com"}, _gone_with(f"registered_at = {NOW - 59 * DAY}")),
    Case(CODE, "about to expire", {"DomainName": "expired.xyz"}),
    Case(CODE, "already leaving", {"DomainName": "gone.com"}, _gone_with("transferring_out = 1")),
    Case(CODE, "a registrant without an address", {"DomainName": "gone.com"}, _mute),
    Case(CODE, "a busy domain", {"DomainName": "busy.com"}),
    Case("QueryTransferOutInfo", "the code was given out", {"DomainName": "gone.com"}, _given),
    Case("QueryTransferOutInfo", "leaving", {"DomainName": "gone.com"}, _gone_with("transferring_out = 1")),
    Case("QueryTransferOutInfo", "nothing was asked for", {"DomainName": "example.com"}),
    Case("QueryTransferOutInfo", "a stranger's", {"DomainName": "stranger.com"}),
]  # fmt: skip
"""At least one good call of each action, and one of each of its refusals."""
