"""Note whether a domain is to be renewed by itself."""

from freehold.rpc.action import Call, action
from freehold.rpc.structures import Structure, out, param
from freehold.store import labels
from freehold.terms.refusals import DomainNotExist

_ON = {"OPEN": True, "ON": True, "ENABLE": True, "TRUE": True, "CLOSE": False, "OFF": False, "DISABLE": False, "FALSE": False}  # fmt: skip
"""No values are published; these are taken in either case, the first and fifth being those of the product's locks."""


class Request(Structure):
    """Which registration, and which way."""

    instance_id: str = param("Registration to note it at.", example="S20269E4B1BBI9TEST", max_length=64)
    operation: str = param(
        "OPEN or CLOSE.", example="OPEN", choices=tuple(word for each in _ON for word in (each, each.lower()))
    )


class Response(Structure):
    """Whether it was noted."""

    result: bool = out("Always true: what cannot be noted is refused.", example=True)


@action("SetupDomainAutoRenew", refuses=(DomainNotExist,), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Note whether a domain is to be renewed by itself. The lists show it; renewals are not carried out by this server."""
    on = _ON[request.operation.upper()]
    if not labels.set_auto_renew(call.session, call.account.id, request.instance_id, on=on):
        raise DomainNotExist(names=request.instance_id, count=1)
    return Response(result=True)
