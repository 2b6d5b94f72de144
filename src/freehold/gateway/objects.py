"""A registry's objects in our terms: domains and contacts as it shows them, and what is to change of a domain."""

from dataclasses import dataclass
from typing import ClassVar

from freehold.epp.commands.contact import ContactData
from freehold.gateway import contact_data
from freehold.gateway.fees import Cost
from freehold.gateway.trades import Proof
from freehold.terms.contacts import Contact
from freehold.terms.ds_records import DsRecord
from freehold.terms.instants import Instant, from_text
from freehold.terms.values import Value
from freehold.terms.verification_codes import CodesShown, VerificationCode


class RegistryDomain(Value, frozen=True):
    """A domain as the registry shows it."""

    name: str
    registrant: str | None
    statuses: frozenset[str]
    sponsor: str
    roid: str
    expires: str = ""
    changed: tuple[str, ...] = ()
    """When it was created, updated, transferred, in any order: as the registry writes it, for most looks want no date."""
    contacts: tuple[tuple[str, str], ...] = ()
    """Role and handle of each contact beside the registrant; a role may have several."""
    nameservers: tuple[str, ...] = ()
    """Where they were asked for."""
    codes: CodesShown | None = None
    """Its verification codes; None where they were not asked for, or are not shown."""
    bundle: frozenset[str] = frozenset()
    """Names that are one with it, itself among them, in A-labels (RFC 9095); empty where it stands alone."""
    secured: bool = False
    """It has DNS security data (RFC 5910), which no change of ours touches."""
    ds_records: tuple[DsRecord, ...] = ()
    """Its delegation signer records, where it has some and not keys."""
    auth_info: str = ""
    """The secret that lets it be transferred, where the registry shows it to its sponsor."""
    hidden: ClassVar[frozenset[str]] = frozenset({"auth_info"})

    @property
    def expires_at(self) -> Instant | None:
        """Until when it is registered."""
        return from_text(self.expires) if self.expires else None

    @property
    def changed_at(self) -> Instant | None:
        """When it was last updated or transferred, or else created."""
        return max((from_text(text) for text in self.changed if text), default=None)

    def of_role(self, role: str) -> frozenset[str]:
        """Handles of the contacts in this role."""
        return frozenset(handle for held, handle in self.contacts if held == role)


@dataclass(frozen=True, slots=True)
class RegistryContact:
    """A contact object as the registry shows it."""

    handle: str
    sponsor: str
    data: ContactData

    @property
    def in_review(self) -> bool:
        """The registry has not decided on it yet; nothing may use it before."""
        return any(status.value == "pendingCreate" for status in self.data.statuses)

    @property
    def linked(self) -> bool:
        """Something at the registry uses it (RFC 5733, 2.2)."""
        return any(status.value == "linked" for status in self.data.statuses)

    def matches(self, contact: Contact) -> bool:
        """Whether it holds this contact's data."""
        return contact_data.same(self.data, contact)

    def contact(self) -> Contact:
        """The data as ours; for what we never wrote ourselves."""
        return contact_data.read(self.data)


class DomainChange(Value, frozen=True):
    """What is to change of a domain, in one frame (epp-facts.md, 4). Statuses to add carry a reason for people.

    Contacts are (role, handle), the registrant aside. DNS security data are named by none: what an update does not name
    stays (RFC 5910, 5.2.5).
    """

    registrant: str | None = None
    add_statuses: tuple[tuple[str, str], ...] = ()
    remove_statuses: tuple[str, ...] = ()
    auth_info: str | None = None
    """A new secret for transfers."""
    hidden: ClassVar[frozenset[str]] = frozenset({"auth_info"})
    proof: Proof | None = None
    """What the registry wants to see with it."""
    add_contacts: tuple[tuple[str, str], ...] = ()
    remove_contacts: tuple[tuple[str, str], ...] = ()
    codes: tuple[VerificationCode, ...] = ()
    cost: Cost | None = None
    """What the registry said that it costs, agreed to with the command (RFC 8748)."""
