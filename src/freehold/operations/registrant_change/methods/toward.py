"""Bring a domain to a state wanted at its registry: look where there is doubt, send what is missing, read back.

May be run again after a crash at any line: an attempt in doubt looks at the registry first and sends only what is still
missing (REL-7). A domain is done only when the registry, asked again, shows all that was wanted.
"""

from dataclasses import dataclass, replace

from freehold.engine.backoff import MOST_SENDS
from freehold.gateway.registry import DomainChange, RegistryDomain
from freehold.operations.registrant_change.case import Case
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.outcomes import Done, Held, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_MISSING, _STATUS_FORBIDS, _POLICY = 2303, 2304, 2306
_LOCK_REASON = "locked after a change of registrant"
_WAIT_FOR_OTHERS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The state the registry is to show."""

    name: str
    registrant: str | None
    """Handle of the contact object; None where the registry holds none."""
    lock: bool

    @property
    def change(self) -> DomainChange:
        """What a frame asks for."""
        statuses = ((TRANSFER_LOCK, _LOCK_REASON),) if self.lock else ()
        return DomainChange(registrant=self.registrant, add_statuses=statuses)

    @property
    def nothing(self) -> bool:
        """Nothing is to be sent."""
        return self.registrant is None and not self.lock

    def shown_by(self, found: RegistryDomain) -> bool:
        """Whether the registry shows all of it."""
        registrant = self.registrant is None or found.registrant == self.registrant
        return registrant and (not self.lock or TRANSFER_LOCK in found.statuses)

    def missing(self, found: RegistryDomain) -> "Wanted":
        """What is left to ask for: a lock that is on already may not be added again."""
        return replace(self, lock=self.lock and TRANSFER_LOCK not in found.statuses)


async def bring(case: Case, wanted: Wanted) -> Outcome:
    """Bring the case's domain to the state wanted."""
    if not case.in_doubt and not wanted.nothing:
        return await _send(case, wanted, wanted)
    found = await case.lane.look_domain(case.name)
    settled = _settle(found, wanted, case)
    if settled is not None:
        return settled
    assert found is not None
    return await _send(case, wanted, wanted.missing(found))


async def _send(case: Case, wanted: Wanted, missing: Wanted) -> Outcome:
    outcome = await case.lane.update_domain(case.name, missing.change, trid=case.trid)
    match outcome:
        case Done():
            lock_was_on = wanted.lock and not missing.lock
            return await _read_back(case, wanted, replace(outcome, lock_was_on=lock_was_on))
        case Refused(code=code) if code == _MISSING:
            if await case.lane.look_domain(case.name) is None:
                return Refused(Reason.NOT_AT_REGISTRY, _MISSING, outcome.message)
            return replace(outcome, reason=Reason.REGISTRY_REFUSED)
        case Refused(code=code) if code in {_STATUS_FORBIDS, _POLICY}:
            return _explain(await case.lane.look_domain(case.name), missing, outcome)
        case _:
            return outcome


async def _read_back(case: Case, wanted: Wanted, outcome: Done) -> Outcome:
    try:
        found = await case.lane.look_domain(case.name)
    except Stopped:
        # Whatever stopped the look, the command was sent: "later" would send it again unasked (INV-5).
        return Unknown("the registry said yes and could not be asked what it shows")
    if found is not None and wanted.shown_by(found):
        return replace(outcome, registrant=wanted.registrant)
    return Unknown("the registry said yes and shows something else")


def _settle(found: RegistryDomain | None, wanted: Wanted, case: Case) -> Outcome | None:
    """What the registry's state says of an attempt in doubt; None when the change may be sent again."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    if "pendingUpdate" in found.statuses:
        return Pending()
    if wanted.shown_by(found):
        return Done(registrant=wanted.registrant)
    if _somebody_else(found, wanted, case.item.registrant_handle):
        # Neither what it was nor what we want: overwriting it would hide a change that a person should see.
        return Held(Reason.CHANGED_ELSEWHERE, f"the registry shows {found.registrant or 'no registrant'}")
    if case.item.state is ItemState.AWAITING_REGISTRY:
        # The review is over and the old state stands: the registry said no.
        return Refused(Reason.PENDING_REFUSED)
    if case.item.sends >= MOST_SENDS:
        return Refused(Reason.REGISTRY_UNREACHABLE)
    return None


def _somebody_else(found: RegistryDomain, wanted: Wanted, before: str | None) -> bool:
    """Whether the registry shows a third registrant; untold while we never saw who it was before."""
    return wanted.registrant is not None and before is not None and found.registrant not in {before, wanted.registrant}


def _explain(found: RegistryDomain | None, missing: Wanted, outcome: Refused) -> Outcome:
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
    if "pendingTransfer" in statuses:
        return Later(Reason.TRANSFERRING, _WAIT_FOR_OTHERS_SECONDS, outcome.message)
    if statuses & {"pendingUpdate", "pendingCreate", "pendingRenew"}:
        return Later(Reason.BEING_CHANGED, _WAIT_FOR_OTHERS_SECONDS, outcome.message)
    if missing.missing(found) != missing:
        # The lock was on before, and some registries refuse to add a status twice: the next attempt asks for the rest.
        return Unknown("the transfer lock is on already")
    return outcome
