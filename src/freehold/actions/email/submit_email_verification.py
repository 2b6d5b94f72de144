"""Send confirmation mails to addresses."""

from freehold.actions.email.results import SendResult, split, told
from freehold.operations import email_verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.terms.refusals import ParameterIllegal, TooManyAddresses


class Request(Localized):
    """The addresses."""

    email: str = param("Addresses, with commas between.", example="a@example.com,b@example.com", max_length=25_600)
    send_if_exist: bool = param("Send again to addresses submitted before.", default=False)


class Response(Structure):
    """What became of each address."""

    success_list: list[SendResult] = out("A mail was sent.", xml_item="SendResult")
    fail_list: list[SendResult] = out("No mail was sent.", xml_item="SendResult")
    exist_list: list[SendResult] = out("Submitted before; no mail was sent.", xml_item="SendResult")


@action("SubmitEmailVerification", refuses=(ParameterIllegal, TooManyAddresses), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Send confirmation mails to one or more addresses; what becomes of each is told on its own.

    The link in the mail is valid for three days. An account may submit 500 addresses on a day, and one address ten times.
    """
    done = email_verification.submit(
        call.session,
        call.office,
        account_id=call.account.id,
        addresses=split(request.email),
        send_if_exists=request.send_if_exist,
        ip=call.client_ip,
        now=call.now,
    )
    return Response(
        success_list=told(done, call.language, "sent"),
        fail_list=told(done, call.language, "quota", "address quota", "bad"),
        exist_list=told(done, call.language, "exists"),
    )
