"""What each built action is asked in golden pairs: good calls, and each refusal it documents.

A value in angle brackets is filled in from the world: ``<task>``, ``<instance>``, ``<token …>``. A key that ends in ``@``
travels in the form of a POST.
"""

import base64
from dataclasses import dataclass, field

from support.action_world import picture

SAVE_AND_SUBMIT = "SaveRegistrantProfileRealNameVerification"
SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DOCUMENT = "RegistrantProfileRealNameVerification"
PAGE = {"PageNum": "1", "PageSize": "20"}


@dataclass(frozen=True)
class Case:
    action: str
    title: str
    parameters: dict[str, str] = field(default_factory=dict)


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
]  # fmt: skip
"""At least one good call of each action, and one of each of its refusals."""
