"""What became of each address of a call, as the actions that take several tell it."""

from freehold.languages import Language, sentence
from freehold.operations.email_verification import A_DAY, AN_ADDRESS, Result, Submitted
from freehold.rpc.structures import Structure, out


class SendResult(Structure):
    """One address."""

    email: str = out("Address.", example="a@example.com")
    code: str = out("Success, or why not.", example="Success")
    message: str = out("The same in words.", example="The confirmation mail was sent.")


_TEXTS: dict[Result, tuple[str, str, str]] = {
    "sent": ("Success", "mail.success", "The confirmation mail was sent."),
    "deleted": ("Success", "mail.deleted", "It was deleted. Before further use the address has to be verified again."),
    "exists": ("EmailExist", "mail.exists", "The address was submitted before; SendIfExist=true sends again."),
    "unknown": (
        "ParameterIllegal",
        "mail.unknown",
        "The address was never submitted by this account. Use SubmitEmailVerification.",
    ),
    "verified": ("EmailVerified", "mail.verified", "The address is verified already; no mail was sent."),
    "quota": (
        "SendTokenQuotaExceeded",
        "mail.quota",
        "The account's {limit} confirmation mails of today are used up; try again tomorrow.",
    ),
    "address quota": (
        "SendTokenQuotaExceeded",
        "mail.address_quota",
        "The {address_limit} confirmation mails of today to this address are used up; try again tomorrow.",
    ),
    "bad": ("ParameterIllegal", "mail.bad", "This is no valid mail address."),
}


def split(text: str) -> list[str]:
    """The addresses of a text with commas between."""
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def told(done: list[Submitted], language: Language, *results: Result) -> list[SendResult]:
    """Those of the addresses that had one of these results."""
    return [_told(one, language) for one in done if one.result in results]


def _told(one: Submitted, language: Language) -> SendResult:
    code, key, english = _TEXTS[one.result]
    message = sentence(key, english, language, limit=A_DAY, address_limit=AN_ADDRESS)
    return SendResult(email=one.email, code=code, message=message)
