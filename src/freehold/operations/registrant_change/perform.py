"""Bring one domain to its new registrant, and the lock asked for, at its registry.

May be run again after a crash at any line: an attempt in doubt looks at the registry first and sends only what is still
missing (REL-7). A domain is done only when the registry, asked again, shows the new registrant and the lock.
"""

from dataclasses import dataclass, replace

from freehold.engine.backoff import MOST_SENDS
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.registry import DomainChange, Lane, Registry, RegistryDomain
from freehold.operations.registrant_change.contacts import Contacts
from freehold.store.attempts import OpenItem
from freehold.terms.contacts import Contact
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.outcomes import Done, Later, Outcome, Pending, Refused, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_MISSING, _STATUS_FORBIDS, _POLICY = 2303, 2304, 2306
_LOCK_REASON = "60 days after change of registrant"
_WAIT_FOR_OTHERS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Promise:
    """What a task promised its domains: the contact as it was at submit, and whether to lock (REL-12)."""

    task_id: int
    account_id: int
    contact_id: int
    contact: Contact
    lock_after: bool


@dataclass(slots=True)
class Performer:
    """Performs changes of registrant at the configured registries."""

    catalogue: Catalogue
    contacts: Contacts

    async def perform(
        self, promise: Promise, registry_name: str, lane_number: int, item: OpenItem, trid: str
    ) -> Outcome:
        """One attempt at one item; what stops it half way is raised as Stopped."""
        registry = self.catalogue.by_name[registry_name]
        lane = registry.lane(lane_number)
        handle = await self._handle(registry, lane, promise)
        wanted = _Wanted(item.domain_name, handle, promise.lock_after)
        if item.state in {ItemState.EXECUTING, ItemState.AWAITING_REGISTRY}:
            found = await lane.look_domain(item.domain_name)
            settled = _settle(found, wanted, item)
            if settled is not None:
                return settled
            assert found is not None
            return await self._send(registry, lane, promise, wanted.missing(found), trid)
        return await self._send(registry, lane, promise, wanted, trid)

    async def _handle(self, registry: Registry, lane: Lane, promise: Promise) -> str | None:
        if not registry.takes_contacts:
            return None
        return await self.contacts.ensure(registry, lane, promise.contact_id, promise.contact)

    async def _send(self, registry: Registry, lane: Lane, promise: Promise, wanted: "_Wanted", trid: str) -> Outcome:
        outcome = await lane.update_domain(wanted.name, wanted.change, trid=trid)
        match outcome:
            case Done():
                return await _read_back(lane, wanted, outcome)
            case Refused(code=code) if code == _MISSING:
                return await self._missing(registry, lane, promise, wanted, outcome)
            case Refused(code=code) if code in {_STATUS_FORBIDS, _POLICY}:
                return _explain(await lane.look_domain(wanted.name), wanted, outcome)
            case _:
                return outcome

    async def _missing(
        self, registry: Registry, lane: Lane, promise: Promise, wanted: "_Wanted", outcome: Refused
    ) -> Outcome:
        """2303: which of the two is missing, the domain or the contact? A missing contact is mended (REL-8)."""
        if await lane.look_domain(wanted.name) is None:
            return Refused(Reason.NOT_AT_REGISTRY, _MISSING, outcome.message)
        if wanted.registrant is None or await lane.look_contact(wanted.registrant) is not None:
            return outcome
        await self.contacts.forget(registry, promise.contact_id)
        return Later(Reason.REGISTRY_BUSY, message=outcome.message)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The state the registry is to show."""

    name: str
    registrant: str | None
    lock: bool

    @property
    def change(self) -> DomainChange:
        """Registrant and lock in one frame (epp-facts.md, 4)."""
        statuses = ((TRANSFER_LOCK, _LOCK_REASON),) if self.lock else ()
        return DomainChange(registrant=self.registrant, add_statuses=statuses)

    def shown_by(self, found: RegistryDomain) -> bool:
        """Whether the registry shows all of it."""
        registrant = self.registrant is None or found.registrant == self.registrant
        return registrant and (not self.lock or TRANSFER_LOCK in found.statuses)

    def missing(self, found: RegistryDomain) -> "_Wanted":
        """What is left to ask for: a lock that is on already may not be added again."""
        return replace(self, lock=self.lock and TRANSFER_LOCK not in found.statuses)


async def _read_back(lane: Lane, wanted: _Wanted, outcome: Done) -> Outcome:
    found = await lane.look_domain(wanted.name)
    if found is not None and wanted.shown_by(found):
        return outcome
    return Unknown("the registry said yes and shows something else")


def _settle(found: RegistryDomain | None, wanted: _Wanted, item: OpenItem) -> Outcome | None:
    """What the registry's state says of an attempt in doubt; None when the change may be sent again."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    if "pendingUpdate" in found.statuses:
        return Pending()
    if wanted.shown_by(found):
        return Done()
    if item.state is ItemState.AWAITING_REGISTRY:
        # The review is over and the old state stands: the registry said no.
        return Refused(Reason.PENDING_REFUSED)
    if item.sends >= MOST_SENDS:
        return Refused(Reason.REGISTRY_UNREACHABLE)
    return None


def _explain(found: RegistryDomain | None, wanted: _Wanted, outcome: Refused) -> Outcome:
    """2304 or 2306: the domain's statuses say what stands in the way, and whether waiting helps."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, outcome.code, outcome.message)
    statuses = found.statuses
    if UPDATE_LOCK in statuses:
        return Refused(Reason.UPDATE_LOCKED, outcome.code, outcome.message)
    if statuses & {"serverUpdateProhibited", "serverHold"}:
        return Refused(Reason.SERVER_LOCKED, outcome.code, outcome.message)
    if statuses & {"pendingDelete", "redemptionPeriod"}:
        return Refused(Reason.BEING_DELETED, outcome.code, outcome.message)
    if statuses & {"pendingUpdate", "pendingTransfer", "pendingCreate", "pendingRenew"}:
        return Later(Reason.TRANSFERRING, _WAIT_FOR_OTHERS_SECONDS, outcome.message)
    if wanted.missing(found) != wanted:
        # The lock was on before, and some registries refuse to add a status twice: the next attempt asks for the rest.
        return Unknown("the transfer lock is on already")
    return outcome
