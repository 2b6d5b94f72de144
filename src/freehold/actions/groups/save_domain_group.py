"""Make a group of domains, or rename one."""

from freehold.operations import domain_groups
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.terms.instants import china_text
from freehold.terms.refusals import DomainGroupNameDuplicated, DomainGroupNotExist, TooManyDomainGroups


class Request(Localized):
    """The group's name."""

    domain_group_id: int | None = param("Group to rename; a new one when left out.", default=None, minimum=1)
    domain_group_name: str = param("Its name.", example="shops", max_length=100)


class Response(Structure):
    """The group."""

    domain_group_id: int = out("Number of the group.", example=1)
    domain_group_name: str = out("Its name.", example="shops")
    total_number: Int32 = out("Domains in it.", example=12)
    domain_group_status: str = out("COMPLETE: nothing is being done to it.", example="COMPLETE")
    being_deleted: bool = out("Whether it is being deleted.", example=False)
    creation_date: str = out("When it was made, China time.", example="2026-01-02 11:04:05")
    modification_date: str = out("When it was last changed, China time.", example="2026-01-02 11:04:05")


@action("SaveDomainGroup", refuses=(DomainGroupNameDuplicated, DomainGroupNotExist, TooManyDomainGroups), writes=True)
def handle(call: Call, request: Request) -> Response:
    """Make a group of domains, or rename the one whose number is given. Names are an account's own, and each once."""
    group = domain_groups.save(
        call.session, call.account.id, request.domain_group_id, request.domain_group_name.strip(), call.now
    )
    return Response(
        domain_group_id=group.id,
        domain_group_name=group.name,
        total_number=group.total,
        domain_group_status="COMPLETE",
        being_deleted=False,
        creation_date=china_text(group.created_at),
        modification_date=china_text(group.updated_at),
    )
