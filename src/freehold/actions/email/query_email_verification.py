"""Read where the proof of one mail address stands."""

from freehold.actions.email.proofs import EmailVerification, shown
from freehold.operations import email_verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import param
from freehold.terms.refusals import EmailNotSubmitted


class Request(Localized):
    """Which address."""

    email: str = param("Address.", example="hostmaster@example.com", max_length=255)


class Response(EmailVerification):
    """The proof."""


@action("QueryEmailVerification", refuses=(EmailNotSubmitted,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read where the proof of one mail address stands."""
    proof = email_verification.look(call.session, call.account.id, request.email)
    return shown(Response, proof, call.account.user_id)
