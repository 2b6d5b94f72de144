"""Real-name verification of domains."""

from actions.cases.case import Case, document, listed
from support.action_world import picture

DOMAIN_BY_PROFILE = "SaveTaskForSubmittingDomainRealNameVerificationByRegistrantProfileID"
DOMAIN_BY_DOCUMENT = "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential"
WITHDRAW = "CancelDomainVerification"
DOMAIN_INFO = "QueryDomainRealNameVerificationInfo"
DOMAIN_REASONS = "QueryFailReasonForDomainRealNameVerification"


def _verified(*names, **more):
    papers = {name: value for name, value in document().items() if name != "RegistrantProfileID"}
    return {**listed(*names), **papers, **more}


CASES = [
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
    Case(DOMAIN_BY_DOCUMENT, "by GET", listed("unproved.com")),
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
]  # fmt: skip
