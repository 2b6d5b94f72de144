"""Hosts (RFC 5732): check, info, create."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text
from freehold.epp.namespaces import HOST


@part(HOST, "host")
class Address(Mapped):
    """An address, ``v4`` unless it says ``v6``."""

    address: str = text()
    version: str = attribute("ip", default="v4")


@part(HOST, "host")
class Status(Mapped):
    """A status, with words for people."""

    value: str = attribute("s")
    words: str | None = text(default=None)


@element(HOST, "host", "check")
class HostCheck(Body):
    """Ask whether names are free (3.1.1)."""

    verb: ClassVar[str] = "check"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    names: tuple[str, ...] = some("name", default=())


@part(HOST, "host")
class CheckedName(Mapped):
    """A name and whether it is free."""

    name: str = text()
    available: bool = attribute("avail", default=True)


@part(HOST, "host")
class CheckedHost(Mapped):
    """One answer of a check."""

    name: CheckedName = child()
    reason: str | None = child(default=None)


@element(HOST, "host", "chkData")
class HostChecked(Mapped):
    """What a check answers."""

    hosts: tuple[CheckedHost, ...] = some("cd", default=())


@element(HOST, "host", "info")
class HostInfo(Body):
    """Ask for a host (3.1.2)."""

    verb: ClassVar[str] = "info"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    name: str = child()


@element(HOST, "host", "infData")
class HostData(Mapped):
    """A host as the registry holds it."""

    name: str = child()
    roid: str = child(default="")
    statuses: tuple[Status, ...] = some("status", default=())
    addresses: tuple[Address, ...] = some("addr", default=())
    sponsor: str = child("clID", default="")
    creator: str = child("crID", default="")
    created: str = child("crDate", default="")


@element(HOST, "host", "create")
class HostCreate(Body):
    """Make a host (3.2.1)."""

    verb: ClassVar[str] = "create"

    name: str = child()
    addresses: tuple[Address, ...] = some("addr", default=())

    @property
    def object_name(self) -> str:
        """The host's name."""
        return self.name


@element(HOST, "host", "creData")
class HostCreated(Mapped):
    """What a create answers."""

    name: str = child()
    created: str = child("crDate")
