"""Tell whether a domain is locked at its registry."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import domains, readings
from freehold.terms.refusals import DomainNotExist, MissingParameter

_NOT_ENABLED, _ENABLED = 1, 2


class Request(Localized):
    """Which registration."""

    instance_id: str | None = param(
        "Registration to read; nothing else selects it.", default=None, example="S20269E4B1BBI9TEST", max_length=64
    )


class Response(Structure):
    """The state of the registry lock."""

    domain_name: str = out("Domain, readable form.", example="example.com")
    domain_instance_id: str = out("Registration.", example="S20269E4B1BBI9TEST")
    server_lock_status: Int32 = out("1 not enabled, 2 enabled.", example=1)
    user_id: str = out("The account.", example="1000000001")


@action("QueryServerLock", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Tell whether a domain is locked at its registry, as far as the registry showed when it was last read there."""
    if not request.instance_id:
        raise MissingParameter(parameter="InstanceId")
    domain = domains.by_instance(call.session, call.account.id, request.instance_id)
    if domain is None:
        raise DomainNotExist(names=request.instance_id, count=1)
    locked = readings.server_locked(call.session, call.account.id, domain.id)
    return Response(
        domain_name=domain.name_unicode,
        domain_instance_id=domain.instance_id,
        server_lock_status=_ENABLED if locked else _NOT_ENABLED,
        user_id=call.account.user_id,
    )
