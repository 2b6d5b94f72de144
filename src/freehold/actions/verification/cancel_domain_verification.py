"""Withdraw a domain's real-name verification from review."""

from freehold.operations import domain_reviews
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import DomainNotAuditing, DomainNotExist

_KINDS = ("DOMAINAUDIT", "AUDITCONTACT", "activate", "renew", "redeem")
"""The SDK's text gives the first two, the published page the others; nothing tells them apart."""


class Request(Localized):
    """Which registration, and which review."""

    instance_id: str = param("Registration of the domain.", example="S20269E4B1BBI9TEST", max_length=64)
    action_type: str = param(
        f"Which review: {', '.join(_KINDS)}. Each withdraws whatever is under review.",
        example="DOMAINAUDIT",
        choices=_KINDS,
    )


class Response(Structure):
    """Nothing but the request's id."""


@action(
    "CancelDomainVerification",
    refuses=(DomainNotExist, DomainNotAuditing),
    writes=True,
    fault="cancel",
)
def handle(call: Call, request: Request) -> Response:
    """Withdraw a domain's real-name verification from review: its row ends as cancelled, the domain is NONAUDIT again."""
    domain_reviews.withdraw(call.session, call.account.id, request.instance_id, call.now)
    return Response()
