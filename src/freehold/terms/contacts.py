"""Contact data of a registrant, in both scripts, and the roles it can have."""

from enum import Enum

import msgspec

from freehold.terms.instants import Instant
from freehold.terms.verification import RegistrantType


class ContactRole(Enum):
    """What a contact is for a domain; the value is the wire's ``ContactType``."""

    REGISTRANT = "registrant"
    ADMIN = "admin"
    TECH = "tech"
    BILLING = "billing"


class Contact(msgspec.Struct, frozen=True):
    """Name, organisation, address, telephone and mail of a party.

    *organization* is the holder, *name* the contact person (registrant-family.md, head); the ``zh_`` fields say the same
    in Chinese script. *tel_area* is the country calling code, digits only.
    """

    registrant_type: RegistrantType = RegistrantType.INDIVIDUAL
    name: str = ""
    organization: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    address: str = ""
    postal_code: str = ""
    tel_area: str = ""
    telephone: str = ""
    tel_ext: str = ""
    email: str = ""
    zh_name: str = ""
    zh_organization: str = ""
    zh_province: str = ""
    zh_city: str = ""
    zh_address: str = ""

    def __repr__(self) -> str:
        """Without what is personal (SEC-44)."""
        return f"Contact({self.registrant_type.name}, country={self.country!r})"


class Holder(msgspec.Struct, frozen=True, gc=False):
    """What is told of a registrant with its domains."""

    registrant_type: RegistrantType
    name: str
    organization: str
    zh_name: str
    zh_organization: str
    email: str
    email_verified_at: Instant | None
    """When its account proved the mail address."""

    def __repr__(self) -> str:
        """Without what is personal (SEC-44)."""
        return f"Holder({self.registrant_type.name})"


SEALED_FIELDS = tuple(name for name in Contact.__struct_fields__ if name not in {"registrant_type", "country"})
"""Fields that are personal data, class C2 (PRV-1); country and type alone tell nobody apart."""


def same_holder(one: Contact, other: Contact) -> bool:
    """Whether both name the same holder: in every script in which both do, and in one at least.

    Chinese names are compared as they stand on the document; Latin ones whatever their case and blanks.
    """
    pairs = (
        (one.zh_organization.strip(), other.zh_organization.strip()),
        (_plain(one.organization), _plain(other.organization)),
    )
    known = [(mine, theirs) for mine, theirs in pairs if mine and theirs]
    return bool(known) and all(mine == theirs for mine, theirs in known)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
