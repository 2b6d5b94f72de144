"""Note a remark at several domains."""

from freehold.operations import domain_labels
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import DomainNotExist, ParameterIllegal


class Request(Localized):
    """Which registrations, and the remark."""

    instance_ids: str = param(
        "Registrations with commas between, 50 at most.", example="S20269E4B1BBI9TEST", max_length=4000
    )
    remark: str | None = param("The remark; left out, it is taken away.", default=None, example="shop", max_length=500)


class Response(Structure):
    """Nothing but the request's id."""


@action("SaveBatchDomainRemark", refuses=(DomainNotExist, ParameterIllegal), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Note the same remark at several domains. The list is taken whole or refused whole."""
    domain_labels.remark(call.session, call.account.id, request.instance_ids, request.remark or "")
    return Response()
