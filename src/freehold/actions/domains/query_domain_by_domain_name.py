"""Read one domain's details by its name."""

from freehold.actions.domains.details import Details, details
from freehold.operations.domain_texts import REGISTRAR
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import domains
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import DomainNotExist


class Request(Localized):
    """Which domain."""

    domain_name: DomainName = param("Domain to read.", example="example.com")


class Tag(Structure):
    """A tag of the domain."""

    key: str | None = out("Key.")
    value: str | None = out("Value.", wire="Vaue")  # sic


class Response(Details):
    """The domain's details."""

    registrar: str = out("Sponsoring registrar.", example="Freehold")
    tag: list[Tag] = out("Tags.", item="Tag")


@action("QueryDomainByDomainName", refuses=(DomainNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read one domain's details by its name."""
    domain = domains.by_name(call.session, call.account.id, request.domain_name)
    if domain is None:
        raise DomainNotExist(names=request.domain_name.unicode, count=1)
    return Response(**details(call, domain), registrar=REGISTRAR, tag=[])
