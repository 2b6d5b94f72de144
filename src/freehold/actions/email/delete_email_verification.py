"""Delete the proof of mail addresses."""

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

    success_list: list[SendResult] = out("Its proof was deleted.", xml_item="SendResult")
    fail_list: list[SendResult] = out("There was none.", xml_item="SendResult")


@action("DeleteEmailVerification", refuses=(ParameterIllegal, TooManyAddresses), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Delete the proof of mail addresses, under way or done; before further use an address has to be verified again."""
    done = email_verification.delete(call.session, account_id=call.account.id, addresses=split(request.email))
    return Response(
        success_list=told(done, call.language, "deleted"),
        fail_list=told(done, call.language, "unknown", "bad"),
    )
