"""Read one domain's details by its registration."""

from freehold.actions.domains.details import Details, details
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import domains
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which registration."""

    instance_id: str = param("Registration to read.", example="S20269E4B1BBI9TEST", max_length=64)


class Tag(Structure):
    """A tag of the domain."""

    key: str | None = out("Key.")
    value: str | None = out("Value.")


class Response(Details):
    """The domain's details."""

    domain_lifecycle_status: str = out("NORMAL or EXPIRED.", example="NORMAL")
    tag: list[Tag] = out("Tags.", item="Tag")


@action("QueryDomainByInstanceId", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read one domain's details by its registration."""
    domain = domains.by_instance(call.session, call.account.id, request.instance_id)
    if domain is None:
        raise DomainNotExist(names=request.instance_id, count=1)
    lifecycle = "EXPIRED" if domain.expires_at <= call.now else "NORMAL"
    return Response(**details(call, domain), domain_lifecycle_status=lifecycle, tag=[])
