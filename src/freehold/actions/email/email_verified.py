"""Ask whether a mail address is verified."""

from freehold.operations import email_verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import EmailNotVerified


class Request(Localized):
    """Which address."""

    email: str = param("Address.", example="hostmaster@example.com", max_length=255)


class Response(Structure):
    """Nothing but the request's id: the address is verified."""


@action("EmailVerified", refuses=(EmailNotVerified,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Ask whether the account verified a mail address: success when it did, and an error when not."""
    email_verification.check_verified(call.session, call.account.id, request.email)
    return Response()
