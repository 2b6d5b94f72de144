"""Send confirmation mails to addresses."""

from freehold.languages import Language, sentence
from freehold.operations import email_verification
from freehold.operations.email_verification import A_DAY, Result, Submitted
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.terms.refusals import ParameterIllegal, TooManyAddresses


class Request(Localized):
    """The addresses."""

    email: str = param("Addresses, with commas between.", example="a@example.com,b@example.com", max_length=25_600)
    send_if_exist: bool = param("Send again to addresses submitted before.", default=False)


class SendResult(Structure):
    """One address."""

    email: str = out("Address.", example="a@example.com")
    code: str = out("Success, or why not.", example="Success")
    message: str = out("The same in words.", example="The confirmation mail was sent.")


class Response(Structure):
    """What became of each address."""

    success_list: list[SendResult] = out("A mail was sent.", xml_item="SendResult")
    fail_list: list[SendResult] = out("No mail was sent.", xml_item="SendResult")
    exist_list: list[SendResult] = out("Submitted before; no mail was sent.", xml_item="SendResult")


_TEXTS: dict[Result, tuple[str, str, str]] = {
    "sent": ("Success", "mail.success", "The confirmation mail was sent."),
    "exists": ("EmailExist", "mail.exists", "The address was submitted before; SendIfExist=true sends again."),
    "quota": (
        "SendTokenQuotaExceeded",
        "mail.quota",
        "The account's {limit} confirmation mails of today are used up; try again tomorrow.",
    ),
    "bad": ("ParameterIllegal", "mail.bad", "This is no valid mail address."),
}


@action("SubmitEmailVerification", refuses=(ParameterIllegal, TooManyAddresses), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Send confirmation mails to one or more addresses; what becomes of each is told on its own.

    The link in the mail is valid for three days. An account may submit 500 addresses on a day.
    """
    done = email_verification.submit(
        call.session,
        call.office,
        account_id=call.account.id,
        addresses=[piece.strip() for piece in request.email.split(",") if piece.strip()],
        send_if_exists=request.send_if_exist,
        ip=call.client_ip,
        now=call.now,
    )
    return Response(
        success_list=[_told(one, call.language) for one in done if one.result == "sent"],
        fail_list=[_told(one, call.language) for one in done if one.result in {"quota", "bad"}],
        exist_list=[_told(one, call.language) for one in done if one.result == "exists"],
    )


def _told(one: Submitted, language: Language) -> SendResult:
    code, key, english = _TEXTS[one.result]
    return SendResult(email=one.email, code=code, message=sentence(key, english, language, limit=A_DAY))
