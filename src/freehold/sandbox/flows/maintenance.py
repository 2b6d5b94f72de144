"""Maintenance of the practice registry, announced by order (RFC 9167): asked for by info, and told by poll messages."""

import json
from typing import Any

from freehold.epp.commands import maintenance as epp
from freehold.epp.documents import Response
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import World, epp_time
from freehold.terms.instants import Instant

_FACT = "maintenances"
KIND = "maint:infData"


class BadMaintenance(ValueError):
    """It cannot be announced; the argument says why."""


def info(context: Context, body: epp.MaintenanceInfo) -> Response:
    """1000, 2003 when neither the list nor an id is asked for, 2303."""
    kept = _kept(context.world)
    if body.everything:
        items = tuple(
            epp.ListItem(
                id=epp.MaintenanceId(id=number, name=one["name"]), start=one["start"], end=one["end"],
                created=one["created"],
            )
            for number, one in kept.items()
        )  # fmt: skip
        return context.answer(data=epp.MaintenanceData(listing=epp.Listing(items=items)))
    if body.id is None:
        raise Declined(2003, "list or id")
    if body.id.id not in kept:
        raise Declined(2303, "maintenance")
    return context.answer(data=data_of(kept[body.id.id], None))


def announce(world: World, client: str, order: dict[str, Any]) -> None:
    """Announce, move or call off (``poll_type`` delete) a maintenance, and tell the client; raises BadMaintenance.

    An order has ``id``, ``start`` and ``end`` in milliseconds, and may have ``name``, ``systems`` (name, host, impact),
    ``tlds``, ``environment``, ``poll_type`` and ``tell`` (false: no poll message).
    """
    try:
        one = {
            "id": str(order["id"]),
            "name": order.get("name"),
            "start": epp_time(Instant(order["start"])),
            "end": epp_time(Instant(order["end"])),
            "created": epp_time(world.now()),
            "systems": [dict(system) for system in order.get("systems", [{"name": "EPP", "impact": "full"}])],
            "tlds": list(order.get("tlds", ())),
            "environment": order.get("environment", "production"),
        }
        data_of(one, None)
    except (KeyError, TypeError) as error:
        raise BadMaintenance(f"a maintenance has id, start, end, and systems of name and impact: {error}") from error
    kept = _kept(world)
    poll_type = order.get("poll_type", "create")
    if poll_type in {"delete", "end"}:
        kept.pop(one["id"], None)
    else:
        kept[one["id"]] = one
    world.put_fact(_FACT, json.dumps(kept))
    if order.get("tell", True):
        world.tell(client, "Registry Maintenance Notification", {"kind": KIND, "item": one, "poll_type": poll_type})


def data_of(one: dict[str, Any], poll_type: str | None) -> epp.MaintenanceData:
    """An announcement as it is answered."""
    return epp.MaintenanceData(
        item=epp.Item(
            id=epp.MaintenanceId(id=one["id"], name=one["name"]),
            poll_type=poll_type,
            systems=tuple(epp.System(**system) for system in one["systems"]),
            environment=epp.Environment(type=one["environment"]),
            start=one["start"],
            end=one["end"],
            reason="planned",
            tlds=tuple(one["tlds"]),
            created=one["created"],
        )
    )


def forget(world: World) -> None:
    """Nothing is announced."""
    world.put_fact(_FACT, "{}")


def _kept(world: World) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(world.fact(_FACT, "{}"))
    return kept
