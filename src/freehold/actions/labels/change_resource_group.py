"""Note the resource group of a domain."""

import re

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import labels
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import DomainNotExist, ParameterIllegal

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NO_ID = Phrase("BadGroupId", "must be the number of a resource group: letters, digits, hyphens and underscores")


class Request(Localized):
    """Which registration, and where it goes."""

    resource_id: str = param("Registration of the domain.", example="S20269E4B1BBI9TEST", max_length=64)
    new_resource_group_id: str = param("Resource group to move it to.", example="rg-acfmx7gxxxxxxxx", max_length=64)
    resource_type: str | None = param("Domain, or nothing.", default=None, choices=("Domain",))


class Response(Structure):
    """Whether it was noted."""

    result: str = out("Always true: what cannot be noted is refused.", example="true")


@action("ChangeResourceGroup", refuses=(DomainNotExist, ParameterIllegal), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Move one domain to another resource group. Its id is kept as told: this server has no list of resource groups."""
    group = request.new_resource_group_id
    if not _ID.fullmatch(group):
        raise ParameterIllegal(parameter="NewResourceGroupId", why=_NO_ID.of())
    if not labels.set_resource_group(call.session, call.account.id, request.resource_id, group):
        raise DomainNotExist(names=request.resource_id, count=1)
    return Response(result="true")
