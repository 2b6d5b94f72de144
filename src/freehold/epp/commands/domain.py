"""Domains (RFC 5731): check, info, create, update, renew, transfer, delete."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text
from freehold.epp.namespaces import DOMAIN


@part(DOMAIN, "domain")
class AuthInfo(Mapped):
    """The secret that allows a transfer; never shown in a log (SEC-44)."""

    password: str = child("pw", default="")

    def __repr__(self) -> str:
        """Without the secret."""
        return "AuthInfo(...)"


@part(DOMAIN, "domain")
class Contact(Mapped):
    """A contact in a role."""

    id: str = text()
    role: str | None = attribute("type", default=None)


@part(DOMAIN, "domain")
class Status(Mapped):
    """A status, with words for people."""

    value: str = attribute("s")
    words: str | None = text(default=None)
    lang: str | None = attribute("lang", default=None)


@part(DOMAIN, "domain")
class Period(Mapped):
    """A length of registration, in years or months."""

    length: int = text()
    unit: str = attribute(default="y")


class _OneDomain(Body):
    __slots__ = ()

    @property
    def object_name(self) -> str:
        """The domain's name."""
        name = self.name  # type: ignore[attr-defined]  # each command has it
        return name if isinstance(name, str) else name.name


@element(DOMAIN, "domain", "check")
class DomainCheck(Body):
    """Ask whether names are free (3.1.1)."""

    verb: ClassVar[str] = "check"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    names: tuple[str, ...] = some("name", default=())


@part(DOMAIN, "domain")
class CheckedName(Mapped):
    """A name and whether it is free."""

    name: str = text()
    available: bool = attribute("avail", default=True)


@part(DOMAIN, "domain")
class CheckedDomain(Mapped):
    """One answer of a check."""

    name: CheckedName = child()
    reason: str | None = child(default=None)


@element(DOMAIN, "domain", "chkData")
class DomainChecked(Mapped):
    """What a check answers."""

    domains: tuple[CheckedDomain, ...] = some("cd", default=())


@part(DOMAIN, "domain")
class NameWithHosts(Mapped):
    """A name, and which of its hosts are wanted: all, del, sub or none."""

    name: str = text()
    hosts: str | None = attribute("hosts", default=None)


@element(DOMAIN, "domain", "info")
class DomainInfo(_OneDomain):
    """Ask for a domain (3.1.2)."""

    verb: ClassVar[str] = "info"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    name: NameWithHosts = child()
    auth_info: AuthInfo | None = child(default=None)


@element(DOMAIN, "domain", "infData")
class DomainData(Mapped):
    """A domain as the registry holds it."""

    name: str = child()
    roid: str = child(default="")
    statuses: tuple[Status, ...] = some("status", default=())
    registrant: str | None = child(default=None)
    contacts: tuple[Contact, ...] = some("contact", default=())
    nameservers: tuple[str, ...] = some("hostObj", within="ns", default=())
    hosts: tuple[str, ...] = some("host", default=())
    sponsor: str = child("clID", default="")
    creator: str | None = child("crID", default=None)
    created: str | None = child("crDate", default=None)
    updater: str | None = child("upID", default=None)
    updated: str | None = child("upDate", default=None)
    expires: str | None = child("exDate", default=None)
    transferred: str | None = child("trDate", default=None)
    auth_info: AuthInfo | None = child(default=None)


@element(DOMAIN, "domain", "create")
class DomainCreate(_OneDomain):
    """Register a domain (3.2.1)."""

    verb: ClassVar[str] = "create"

    name: str = child()
    period: Period | None = child(default=None)
    nameservers: tuple[str, ...] = some("hostObj", within="ns", default=())
    registrant: str | None = child(default=None)
    contacts: tuple[Contact, ...] = some("contact", default=())
    auth_info: AuthInfo = child()


@element(DOMAIN, "domain", "creData")
class DomainCreated(Mapped):
    """What a create answers."""

    name: str = child()
    created: str = child("crDate")
    expires: str | None = child("exDate", default=None)


@part(DOMAIN, "domain")
class AddRemove(Mapped):
    """What to add, or to remove."""

    nameservers: tuple[str, ...] = some("hostObj", within="ns", default=())
    contacts: tuple[Contact, ...] = some("contact", default=())
    statuses: tuple[Status, ...] = some("status", default=())


@part(DOMAIN, "domain")
class Change(Mapped):
    """What to replace; an empty registrant means none."""

    registrant: str | None = child(default=None)
    auth_info: AuthInfo | None = child(default=None)


@element(DOMAIN, "domain", "update")
class DomainUpdate(_OneDomain):
    """Add, remove or replace attributes of one domain (3.2.5).

    Sent twice it hides what somebody else changed in between.
    """

    verb: ClassVar[str] = "update"

    name: str = child()
    add: AddRemove | None = child(default=None)
    remove: AddRemove | None = child("rem", default=None)
    change: Change | None = child("chg", default=None)


@element(DOMAIN, "domain", "delete")
class DomainDelete(_OneDomain):
    """Delete a domain (3.2.2)."""

    verb: ClassVar[str] = "delete"

    name: str = child()


@element(DOMAIN, "domain", "renew")
class DomainRenew(_OneDomain):
    """Renew a domain; the date of its present end guards against doing it twice (3.2.3)."""

    verb: ClassVar[str] = "renew"

    name: str = child()
    current_expiry: str = child("curExpDate")
    period: Period | None = child(default=None)


@element(DOMAIN, "domain", "renData")
class DomainRenewed(Mapped):
    """What a renew answers."""

    name: str = child()
    expires: str | None = child("exDate", default=None)


@element(DOMAIN, "domain", "transfer")
class DomainTransfer(_OneDomain):
    """Ask about a transfer, or take part in one (3.1.3, 3.2.4); what is wanted stands in the command's ``op``."""

    verb: ClassVar[str] = "transfer"

    name: str = child()
    period: Period | None = child(default=None)
    auth_info: AuthInfo | None = child(default=None)


@element(DOMAIN, "domain", "trnData")
class DomainTransferData(Mapped):
    """Where a transfer stands."""

    name: str = child()
    status: str = child("trStatus")
    requester: str = child("reID")
    requested: str = child("reDate")
    actor: str = child("acID")
    acted: str = child("acDate")
    expires: str | None = child("exDate", default=None)
