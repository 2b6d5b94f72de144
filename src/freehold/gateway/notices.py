"""What a poll message says, in our terms: the object it is about, and what a notice of change or maintenance adds."""

from dataclasses import dataclass, replace

from freehold.epp.commands.domain import DomainData, DomainTransferData
from freehold.epp.commands.maintenance import Item, MaintenanceData
from freehold.epp.commands.poll import ContactPanData, DomainPanData
from freehold.epp.documents import Response, UnreadableData
from freehold.epp.extensions.change_poll import ChangeData
from freehold.terms.instants import from_text
from freehold.terms.maintenance import Maintenance, System

CHANGED = "changePoll"
"""What the kind of a notice of a change begins with; the operation follows."""

_LONGEST_KIND = 40


@dataclass(frozen=True, slots=True)
class RegistryMessage:
    """A poll message."""

    id: str
    text: str
    raw: bytes
    """The whole answer, as it came."""
    kind: str = "other"
    object_name: str = ""
    trids: tuple[str, str | None] = ("", None)
    """Server's and client's id of the command that began what is over now."""
    leaving: str | None = None
    """The state of a transfer that somebody else asked for (RFC 5730, 2.9.3.4)."""
    maintenance: Maintenance | None = None
    changed_by: str = ""
    """Who changed the object and why, in a notice of a change (RFC 8590)."""


def message_of(response: Response, client: str) -> RegistryMessage:
    """The message of an answer that brings one; *client* is our name there."""
    queue = response.queue
    assert queue is not None
    message = RegistryMessage(id=queue.id, text=queue.text or "", raw=response.octets)
    change = next((found for found in response.extensions if isinstance(found, ChangeData)), None)
    if change is not None:
        return _of_change(message, response, change)
    match response.data:
        case DomainPanData(name=named, trids=trids):
            name = named.name.lower()
            return replace(message, kind="domain:panData", object_name=name, trids=(trids.server, trids.client))
        case ContactPanData(id=named_contact, trids=trids):
            ids = (trids.server, trids.client)
            return replace(message, kind="contact:panData", object_name=named_contact.name, trids=ids)
        case DomainTransferData(name=name, status=status, requester=requester):
            leaving = None if requester == client else status
            return replace(message, kind="domain:trnData", object_name=name.lower(), leaving=leaving)
        case MaintenanceData(item=Item() as item):
            return replace(message, kind="maint:infData", maintenance=maintenance_of(item))
        case UnreadableData(tag=tag):
            return replace(message, kind=tag.rpartition("}")[2][:_LONGEST_KIND])
        case None:
            return message
        case other:
            return replace(message, kind=f"{other.prefix}:{other.tag}", object_name=str(getattr(other, "name", "")))


def _of_change(message: RegistryMessage, response: Response, change: ChangeData) -> RegistryMessage:
    """The data beside it may be those of before: only which object it is counts, the registry is asked for the rest."""
    data = response.data
    name = data.name.lower() if isinstance(data, DomainData) else ""
    case = "" if change.case_id is None else f" ({change.case_id.type} {change.case_id.id})"
    why = "" if change.reason is None else f": {change.reason.words}"
    return replace(
        message,
        kind=f"{CHANGED}:{change.operation.name}"[:_LONGEST_KIND],
        object_name=name,
        changed_by=f"{change.who}{case}{why}",
    )


def maintenance_of(item: Item) -> Maintenance | None:
    """The announcement; None where its times cannot be read, so that the queue goes on: the message is stored whole."""
    try:
        starts_at, ends_at = from_text(item.start), from_text(item.end)
    except ValueError:
        return None
    return Maintenance(
        id=item.id.id,
        name=item.id.name or "",
        starts_at=starts_at,
        ends_at=ends_at,
        systems=tuple(System(system.name, system.host, system.impact) for system in item.systems),
        tlds=item.tlds,
        environment=item.environment.type,
        over=item.poll_type in {"delete", "end"},
    )
