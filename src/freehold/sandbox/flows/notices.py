"""Changes that somebody else made at the practice registry, by order, and the notices of them (RFC 8590)."""

from typing import Any

from freehold.epp.commands.domain import DomainData
from freehold.epp.extensions import change_poll
from freehold.sandbox.world import World, epp_time

CHANGED = "changePoll"
"""The kind of a notice of a change."""


def change_as_somebody_else(world: World, client: str, order: dict[str, Any]) -> None:
    """Change a domain as the registry itself, and leave a notice of it (RFC 8590).

    An order has ``name`` and ``who``, and may have ``registrant``, ``add`` and ``remove`` (statuses), ``operation``,
    ``reason``, and ``case`` (id, type).
    """
    found = world.domains[str(order["name"]).lower()]
    if "registrant" in order:
        world.link(found.registrant, -1)
        found.registrant = order["registrant"]
        world.link(found.registrant, 1)
    for status in order.get("remove", ()):
        found.statuses.pop(status, None)
    found.statuses.update(dict.fromkeys(order.get("add", ()), ""))
    found.updated_at = world.now()
    world.put_domain(found)
    body = {"kind": CHANGED, "at": world.now(), "sv_trid": world.new_trid(), **order}
    world.tell(client, "Registry initiated update of domain.", body)


def change_notice(world: World, body: dict[str, Any]) -> tuple[DomainData | None, change_poll.ChangeData]:
    """The notice, and the object beside it as it is now."""
    case = body.get("case")
    reason = body.get("reason")
    notice = change_poll.ChangeData(
        operation=change_poll.Operation(name=body.get("operation", "update")),
        date=epp_time(body["at"]),
        server_trid=body["sv_trid"],
        who=body["who"],
        case_id=None if case is None else change_poll.CaseId(**case),
        reason=None if reason is None else change_poll.Reason(words=reason),
    )
    found = world.domains.get(str(body["name"]).lower())
    if found is None:
        return None, notice
    return DomainData(name=found.name, roid=found.roid, registrant=found.registrant, sponsor=found.sponsor), notice
