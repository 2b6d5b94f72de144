"""Contacts (RFC 5733): check, info, create, update, delete."""

from typing import ClassVar

from freehold.epp.body import Body, Repeat
from freehold.epp.mapping import Mapped, attribute, child, element, part, some, text
from freehold.epp.namespaces import CONTACT


@part(CONTACT, "contact")
class AuthInfo(Mapped):
    """The secret that allows a transfer; never shown in a log (SEC-44)."""

    password: str = child("pw", default="")

    def __repr__(self) -> str:
        """Without the secret."""
        return "AuthInfo(...)"


@part(CONTACT, "contact")
class Address(Mapped):
    """Up to three lines of street, city, province, postal code, country."""

    street: tuple[str, ...] = some("street", default=())
    city: str = child()
    province: str | None = child("sp", default=None)
    postal_code: str | None = child("pc", default=None)
    country: str = child("cc")


@part(CONTACT, "contact")
class PostalInfo(Mapped):
    """Name and address: ``int`` in ASCII only, ``loc`` in any script."""

    type: str = attribute()
    name: str | None = child(default=None)
    organization: str | None = child("org", default=None)
    address: Address | None = child("addr", default=None)


@part(CONTACT, "contact")
class Telephone(Mapped):
    """``+CC.NUMBER`` with an extension."""

    number: str = text()
    extension: str | None = attribute("x", default=None)


@part(CONTACT, "contact")
class Status(Mapped):
    """A status, with words for people."""

    value: str = attribute("s")
    words: str | None = text(default=None)
    lang: str | None = attribute("lang", default=None)


@part(CONTACT, "contact")
class Disclose(Mapped):
    """Whether exceptional disclosure is wanted; what for is passed over here."""

    flag: bool = attribute()
    voice: bool = child(default=False)
    fax: bool = child(default=False)
    email: bool = child(default=False)


class _OneContact(Body):
    __slots__ = ()

    @property
    def object_name(self) -> str:
        """The contact's id."""
        return self.id  # type: ignore[attr-defined,no-any-return]  # each command has it


@element(CONTACT, "contact", "check")
class ContactCheck(Body):
    """Ask whether ids are free (RFC 5733, 3.1.1)."""

    verb: ClassVar[str] = "check"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    ids: tuple[str, ...] = some("id", default=())


@part(CONTACT, "contact")
class CheckedId(Mapped):
    """An id and whether it is free."""

    id: str = text()
    available: bool = attribute("avail", default=True)


@part(CONTACT, "contact")
class CheckedContact(Mapped):
    """One answer of a check."""

    id: CheckedId = child()
    reason: str | None = child(default=None)


@element(CONTACT, "contact", "chkData")
class ContactChecked(Mapped):
    """What a check answers."""

    contacts: tuple[CheckedContact, ...] = some("cd", default=())


@element(CONTACT, "contact", "info")
class ContactInfo(_OneContact):
    """Ask for a contact (RFC 5733, 3.1.2)."""

    verb: ClassVar[str] = "info"
    repeat: ClassVar[Repeat] = Repeat.FREELY

    id: str = child()
    auth_info: AuthInfo | None = child(default=None)


@element(CONTACT, "contact", "infData")
class ContactData(Mapped):
    """A contact as the registry holds it."""

    id: str = child()
    roid: str = child(default="")
    statuses: tuple[Status, ...] = some("status", default=())
    postal_infos: tuple[PostalInfo, ...] = some("postalInfo", default=())
    voice: Telephone | None = child(default=None)
    fax: Telephone | None = child(default=None)
    email: str = child(default="")
    sponsor: str = child("clID", default="")
    creator: str | None = child("crID", default=None)
    created: str | None = child("crDate", default=None)
    updater: str | None = child("upID", default=None)
    updated: str | None = child("upDate", default=None)
    transferred: str | None = child("trDate", default=None)
    auth_info: AuthInfo | None = child(default=None)
    disclose: Disclose | None = child(default=None)


@element(CONTACT, "contact", "create")
class ContactCreate(_OneContact):
    """Make a contact (RFC 5733, 3.2.1)."""

    verb: ClassVar[str] = "create"

    id: str = child()
    postal_infos: tuple[PostalInfo, ...] = some("postalInfo", default=())
    voice: Telephone | None = child(default=None)
    fax: Telephone | None = child(default=None)
    email: str = child()
    auth_info: AuthInfo = child()
    disclose: Disclose | None = child(default=None)


@element(CONTACT, "contact", "creData")
class ContactCreated(Mapped):
    """What a create answers; the id is the registry's word."""

    id: str = child()
    created: str = child("crDate", default="")


@part(CONTACT, "contact")
class StatusList(Mapped):
    """Statuses to add or remove."""

    statuses: tuple[Status, ...] = some("status", default=())


@part(CONTACT, "contact")
class ContactChange(Mapped):
    """What to replace."""

    postal_infos: tuple[PostalInfo, ...] = some("postalInfo", default=())
    voice: Telephone | None = child(default=None)
    fax: Telephone | None = child(default=None)
    email: str | None = child(default=None)
    auth_info: AuthInfo | None = child(default=None)
    disclose: Disclose | None = child(default=None)


@element(CONTACT, "contact", "update")
class ContactUpdate(_OneContact):
    """Change a contact, for all objects that point to it (RFC 5733, 3.2.5)."""

    verb: ClassVar[str] = "update"

    id: str = child()
    add: StatusList | None = child(default=None)
    remove: StatusList | None = child("rem", default=None)
    change: ContactChange | None = child("chg", default=None)


@element(CONTACT, "contact", "delete")
class ContactDelete(_OneContact):
    """Remove a contact that nothing uses (RFC 5733, 3.2.2)."""

    verb: ClassVar[str] = "delete"

    id: str = child()
