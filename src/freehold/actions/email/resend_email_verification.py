"""Send confirmation mails again."""

from freehold.actions.email.results import SendResult, split, told
from freehold.operations import email_verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.terms.refusals import ParameterIllegal, TooManyAddresses


class Request(Localized):
    """The addresses."""

    email: str = param("Addresses, with commas between.", example="a@example.com,b@example.com", max_length=25_600)


class Response(Structure):
    """What became of each address."""

    success_list: list[SendResult] = out("A mail was sent.", xml_item="SendResult")
    fail_list: list[SendResult] = out("No mail was sent.", xml_item="SendResult")


@action("ResendEmailVerification", refuses=(ParameterIllegal, TooManyAddresses), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Send confirmation mails again to addresses that were submitted and are not verified yet.

    The new link ends the earlier one. Each mail counts among the account's 500 of a day.
    """
    done = email_verification.resend(
        call.session,
        call.office,
        account_id=call.account.id,
        addresses=split(request.email),
        ip=call.client_ip,
        now=call.now,
    )
    return Response(
        success_list=told(done, call.language, "sent"),
        fail_list=told(done, call.language, "unknown", "verified", "quota", "address quota", "bad"),
    )
