"""Confirm a mail address with the token of its mail."""

from freehold.operations import email_verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import TokenIllegal


class Request(Localized):
    """The token."""

    token: str = param("Token from the link in the mail.", example="q5x0…", max_length=128)


class Response(Structure):
    """Nothing but the request's id."""


@action("VerifyEmail", refuses=(TokenIllegal,), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Confirm a mail address with the token of its mail, as the mailed link does."""
    email_verification.confirm(call.session, request.token, call.client_ip, call.now)
    return Response()
