"""Maintenance of the registry, announced (RFC 9167): asked for as a list or one by one, and told by poll messages."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text
from freehold.epp.namespaces import MAINTENANCE


@part(MAINTENANCE, "maint")
class MaintenanceId(Mapped):
    """The id of a maintenance, and its name for people."""

    id: str = text()
    name: str | None = attribute(default=None)
    lang: str | None = attribute(default=None)


@element(MAINTENANCE, "maint", "info")
class MaintenanceInfo(Body):
    """Ask for one maintenance, or for a list of all."""

    verb: ClassVar[str] = "info"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    everything: bool = child("list", default=False)
    id: MaintenanceId | None = child(default=None)


@part(MAINTENANCE, "maint")
class ListItem(Mapped):
    """A maintenance in a list."""

    id: MaintenanceId = child()
    start: str = child()
    end: str = child()
    created: str = child("crDate")
    updated: str | None = child("upDate", default=None)


@part(MAINTENANCE, "maint")
class Listing(Mapped):
    """All that is announced."""

    items: tuple[ListItem, ...] = some("listItem", default=())


@part(MAINTENANCE, "maint")
class Kind(Mapped):
    """What sort of work it is, in the registry's words."""

    words: str = text()
    lang: str | None = attribute(default=None)


@part(MAINTENANCE, "maint")
class System(Mapped):
    """A system that it concerns; *impact* is none, partial or full."""

    name: str = child()
    host: str | None = child(default=None)
    impact: str = child()


@part(MAINTENANCE, "maint")
class Environment(Mapped):
    """Where: production, ote, staging, dev or custom; a custom one has a name."""

    words: str | None = text(default=None)
    type: str = attribute()
    name: str | None = attribute(default=None)


@part(MAINTENANCE, "maint")
class Description(Mapped):
    """Words for people, plain or html."""

    words: str = text()
    lang: str | None = attribute(default=None)
    type: str | None = attribute(default=None)


@part(MAINTENANCE, "maint")
class Item(Mapped):
    """One maintenance; *poll_type* tells, in a poll message, what became of the announcement."""

    id: MaintenanceId = child()
    kinds: tuple[Kind, ...] = some("type", default=())
    poll_type: str | None = child(default=None)
    systems: tuple[System, ...] = some("system", within="systems", default=())
    environment: Environment = child()
    start: str = child()
    end: str = child()
    reason: str = child()
    detail: str | None = child(default=None)
    descriptions: tuple[Description, ...] = some("description", default=())
    tlds: tuple[str, ...] = some("tld", within="tlds", default=())
    created: str = child("crDate")
    updated: str | None = child("upDate", default=None)


@element(MAINTENANCE, "maint", "infData")
class MaintenanceData(Mapped):
    """What an info answers and a poll message carries: a list, or one."""

    listing: Listing | None = child("list", default=None)
    item: Item | None = child(default=None)
