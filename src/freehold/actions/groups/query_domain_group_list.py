"""List the account's groups of domains."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import groups
from freehold.store.groups import Order
from freehold.terms.instants import china_text

_ORDERS: dict[str, Order] = {
    "CreationDate": "created_at",
    "ModificationDate": "updated_at",
    "DomainGroupName": "name",
    "TotalNumber": "total",
}


class Request(Localized):
    """Which groups, and in which order."""

    domain_group_name: str | None = param(
        "Only groups whose name contains this text.", default=None, example="shop", max_length=100
    )
    show_deleting_group: bool = param("Show groups that are being deleted, too; there are none.", default=False)
    order_key_type: str | None = param(
        "Order by this member; otherwise by the time of making.", default=None, choices=tuple(_ORDERS)
    )
    order_by_type: str | None = param("ASC or DESC.", default=None, choices=("ASC", "DESC"))


class GroupRow(Structure):
    """One group."""

    domain_group_id: str = out("Number of the group.", example="1")
    domain_group_name: str = out("Its name.", example="shops")
    total_number: Int32 = out("Domains in it.", example=12)
    domain_group_status: str = out("COMPLETE: nothing is being done to it.", example="COMPLETE")
    being_deleted: bool = out("Whether it is being deleted.", example=False)
    creation_date: str = out("When it was made, China time.", example="2026-01-02 11:04:05")
    modification_date: str = out("When it was last changed, China time.", example="2026-01-02 11:04:05")


class Response(Structure):
    """The groups."""

    data: list[GroupRow] = out("Groups.", item="DomainGroup")


@action("QueryDomainGroupList", writes=False)
def handle(call: Call, request: Request) -> Response:
    """List the account's groups of domains, newest first unless ordered otherwise."""
    found = groups.of_account(
        call.session,
        call.account.id,
        contains=request.domain_group_name,
        order=_ORDERS[request.order_key_type or "CreationDate"],
        ascending=request.order_by_type == "ASC",
    )
    rows = [
        GroupRow(
            domain_group_id=str(group.id),
            domain_group_name=group.name,
            total_number=group.total,
            domain_group_status="COMPLETE",
            being_deleted=False,
            creation_date=china_text(group.created_at),
            modification_date=china_text(group.updated_at),
        )
        for group in found
    ]
    return Response(data=rows)
