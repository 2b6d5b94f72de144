"""Changes of registrants and other contacts: by a profile, by new data, by a document."""

from actions.cases.case import BO, PROFILE, Case, document, listed
from support.action_world import picture

SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
SINGLE_CONTACT = "SaveSingleTaskForUpdatingContactInfo"
MANY_CONTACTS = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
NEW_CONTACT = "SaveBatchTaskForUpdatingContactInfoByNewContact"
BY_DOCUMENT = "SaveTaskForUpdatingRegistrantInfoByIdentityCredential"


def _single(name, role="admin"):
    return {"DomainName": name, "ContactType": role, "RegistrantProfileId": "1"}


def _proved(**more):
    names = {} if "DomainName.1" in more else listed("example.com", "例子.cn")
    papers = {name: value for name, value in document().items() if name != "RegistrantProfileID"}
    # Just large enough: this action has many parameters, and the image goes along with each of their bad values.
    papers["IdentityCredential@"] = picture(width=260, height=260)
    return {**names, **PROFILE, "Email": "hostmaster@example.com", **papers, **more}


CASES = [
    Case(SEED_ACTION, "two domains and the lock", {**listed("example.com", "例子.cn"), "RegistrantProfileId": "1", "TransferOutProhibited": "true"}),
    Case(SEED_ACTION, "a domain that only fails itself", {**listed("locked.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "no domain", {"RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a malformed name", {**listed("exa mple.com", "-.cn"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "unknown and strangers' domains", {**listed("example.com", "stranger.com", "nobody.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a busy domain", {**listed("busy.com"), "RegistrantProfileId": "1"}),
    Case(SEED_ACTION, "a profile that is not verified", {**listed("example.com"), "RegistrantProfileId": "2"}),
    Case(SEED_ACTION, "a profile that is not there", {**listed("example.com"), "RegistrantProfileId": "777"}),
    Case(SEED_ACTION, "a profile whose mail address is not proved", {**listed("example.com"), "RegistrantProfileId": "3"}),
    Case(SEED_ACTION, "no profile", listed("example.com")),
    Case(SEED_ACTION, "a profile that is no number", {**listed("example.com"), "RegistrantProfileId": "one"}),
    Case(SEED_ACTION, "the older name of the lock", {**listed("example.com"), "RegistrantProfileId": "1", "AddTransferProhibitionLock": "true", "ContactTemplateId": "1"}),
    Case(SEED_ACTION, "a token of the caller's own", {**listed("example.com"), "RegistrantProfileId": "1", "ClientToken": "0c7ae56e-4c5f-4f0e-9f0a-8f3f6e4f3f10"}),
    Case(SEED_ACTION, "a token that was used for something else", {**listed("example.com"), "RegistrantProfileId": "1", "ClientToken": "used-before"}),
    Case(SEED_ACTION, "a token that is too long", {**listed("example.com"), "RegistrantProfileId": "1", "ClientToken": "x" * 65}),
    Case(SEED_ACTION, "a user on a domain that its policy allows", {**listed("例子.cn"), "RegistrantProfileId": "1"}, BO),
    Case(SEED_ACTION, "a user on domains that its policy does not allow", {**listed("例子.cn", "example.com", "gone.com"), "RegistrantProfileId": "1"}, BO),
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
    Case(MANY_CONTACTS, "the billing contact of two domains", {**listed("example.com", "例子.cn"), "ContactType": "billing", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a malformed name", {**listed("exa mple.com"), "ContactType": "billing", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "unknown and strangers' domains", {**listed("stranger.com", "nobody.com"), "ContactType": "tech", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a busy domain", {**listed("busy.com", "example.com"), "ContactType": "tech", "RegistrantProfileId": "1"}),
    Case(MANY_CONTACTS, "a profile that is not there", {**listed("example.com"), "ContactType": "tech", "RegistrantProfileId": "777"}),
    Case(MANY_CONTACTS, "an unverified registrant", {**listed("example.com"), "ContactType": "registrant", "RegistrantProfileId": "2"}),
    Case(MANY_CONTACTS, "a profile whose mail address is not proved", {**listed("example.com"), "ContactType": "tech", "RegistrantProfileId": "3"}),
    Case(MANY_CONTACTS, "no role", {**listed("example.com"), "RegistrantProfileId": "1"}),
    Case(NEW_CONTACT, "the tech contact of two domains", {**listed("example.com", "例子.cn"), "ContactType": "tech", **PROFILE}),
    Case(NEW_CONTACT, "a malformed name", {**listed("exa mple.com"), "ContactType": "tech", **PROFILE}),
    Case(NEW_CONTACT, "a field missing and one wrong", {**listed("example.com"), "ContactType": "tech", **PROFILE, "City": "", "Email": "nowhere"}),
    Case(NEW_CONTACT, "an unverified registrant", {**listed("example.com", "例子.cn"), "ContactType": "registrant", **PROFILE}),
    Case(NEW_CONTACT, "a registrant whose mail address is not proved", {**listed("nobody.example"), "ContactType": "registrant", **PROFILE}),
    Case(NEW_CONTACT, "a stranger's domain", {**listed("stranger.com"), "ContactType": "tech", **PROFILE}),
    Case(NEW_CONTACT, "a busy domain", {**listed("busy.com"), "ContactType": "tech", **PROFILE}),
    Case(BY_DOCUMENT, "two domains", _proved()),
    Case(BY_DOCUMENT, "by GET", {**listed("example.com"), **PROFILE}),
    Case(BY_DOCUMENT, "a malformed name", _proved(**listed("exa mple.com"))),
    Case(BY_DOCUMENT, "a field wrong", _proved(Country="ZZ")),
    Case(BY_DOCUMENT, "a type that does not fit", _proved(IdentityCredentialType="SFZ")),
    Case(BY_DOCUMENT, "no base64", _proved(**{"IdentityCredential@": "§" * 100_000})),
    Case(BY_DOCUMENT, "another kind of image", _proved(**{"IdentityCredential@": picture("PNG")})),
    Case(BY_DOCUMENT, "too small an image", _proved(**{"IdentityCredential@": picture(width=20, height=20)})),
    Case(BY_DOCUMENT, "too large an image", _proved(**{"IdentityCredential@": picture("BMP", 700, 700)})),
    Case(BY_DOCUMENT, "a mail address that is not proved", _proved(Email="new@example.com")),
    Case(BY_DOCUMENT, "a stranger's domain", _proved(**listed("stranger.com"))),
    Case(BY_DOCUMENT, "a busy domain", _proved(**listed("busy.com"))),
    Case("VerifyContactField", "a whole contact for a domain", {**PROFILE, "DomainName": "example.com"}),
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
