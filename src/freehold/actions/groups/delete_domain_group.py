"""Delete a group of domains."""

from freehold.operations import domain_groups
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import DomainGroupNotExist


class Request(Localized):
    """Which group."""

    domain_group_id: int = param("Group to delete.", example=1, minimum=1)


class Response(Structure):
    """Nothing but the request's id."""


@action("DeleteDomainGroup", refuses=(DomainGroupNotExist,), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Delete a group at once. Its domains stay in the account, in no group."""
    domain_groups.delete(call.session, call.account.id, request.domain_group_id)
    return Response()
