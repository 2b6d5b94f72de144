"""Bring a domain to a state wanted at its registry: look where there is doubt, send what is missing, read back.

May be run again after a crash at any line: an attempt in doubt looks at the registry first and sends only what is still
missing (REL-7). A domain is done only when the registry, asked again, shows all that was wanted.
"""

from msgspec.structs import replace

from freehold.engine.backoff import MOST_SENDS
from freehold.faults import fault
from freehold.gateway.objects import DomainChange, RegistryDomain
from freehold.operations.registrant_change import fees
from freehold.operations.registrant_change.case import Case
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.outcomes import Done, Held, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState
from freehold.terms.values import Value
from freehold.terms.verification_codes import VerificationCode

_MISSING, _STATUS_FORBIDS, _POLICY = 2303, 2304, 2306
_GOING = frozenset({"pendingDelete", "redemptionPeriod", "pendingRestore"})
"""Statuses and grace periods of a domain that is being deleted, or not yet back (epp-facts.md, 7)."""

_LOCK_REASON = "locked after a change of registrant"
_UPDATE_LOCK_REASON = "the account's update lock"
_WAIT_FOR_OTHERS_SECONDS = 60.0
_BUNDLE_SECONDS = 0.2
"""When a name is looked at again whose bundle another item is changing; its group has to be recorded first."""


NOTHING_BESIDE = DomainChange()


class Wanted(Value, frozen=True):
    """The state the registry is to show."""

    name: str
    registrant: str | None
    """Handle of the contact object; None where the registry holds none."""
    lock: bool
    contact: tuple[str, str] | None = None
    """(role, handle) of another role's contact object, to be the only one in that role.

    Whom it replaces stands at the registry alone, so it is looked at before the first frame too.
    """
    codes: tuple[VerificationCode, ...] = ()
    """Verification codes that the domain is to have."""
    keep_update_lock: bool = False
    """The account's update lock stands in the way: it goes with the change, and comes back in a frame of its own.

    No frame can take a status away and put it on. A crash between the two leaves it off; the next look finds that (INV-4).
    """
    unlocks_apart: bool = False
    """The registry takes the update lock off only in a frame that asks for nothing else."""
    beside: DomainChange = NOTHING_BESIDE
    """What goes along with a new registrant: a proof, a new secret for transfers, an agreed fee."""

    @property
    def nothing(self) -> bool:
        """Nothing is to be sent."""
        return self.registrant is None and not self.lock and self.contact is None and not self.codes

    def change(self, found: RegistryDomain | None) -> DomainChange:
        """What the next frame asks for, from what the registry shows; *found* is None when it was not looked at."""
        added: list[tuple[str, str]] = []
        lock = self.lock and (found is None or TRANSFER_LOCK not in found.statuses)
        registrant = self.registrant if found is None or found.registrant != self.registrant else None
        comes, go = self._contacts(found)
        if lock:
            added.append((TRANSFER_LOCK, _LOCK_REASON))
        locked = self.keep_update_lock and (found is None or UPDATE_LOCK in found.statuses)
        holders = registrant is not None or comes or go
        if locked and self.unlocks_apart and (lock or holders):
            return DomainChange(remove_statuses=(UPDATE_LOCK,))
        if self.keep_update_lock and not locked and not holders:
            added.append((UPDATE_LOCK, _UPDATE_LOCK_REASON))
        shown = None if found is None else found.codes
        codes = tuple(code for code in self.codes if shown is None or not shown.has(code))
        removed = (UPDATE_LOCK,) if locked and (lock or codes or holders) else ()
        return replace(
            self.beside if registrant is not None else NOTHING_BESIDE,
            registrant=registrant, add_statuses=tuple(added), remove_statuses=removed,
            add_contacts=comes, remove_contacts=go, codes=codes,
        )  # fmt: skip

    def _contacts(
        self, found: RegistryDomain | None
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """Contacts to add and to remove, so that the role has the wanted one and no other."""
        if self.contact is None or found is None:
            return (), ()
        role, handle = self.contact
        held = found.of_role(role)
        return () if handle in held else (self.contact,), tuple((role, other) for other in sorted(held - {handle}))

    def begun(self, found: RegistryDomain) -> bool:
        """Whether the registry shows some of it: a frame is done whole or not at all, and the holder is in the first."""
        if self.registrant is not None:
            return found.registrant == self.registrant
        if self.contact is not None:
            return self.contact[1] in found.of_role(self.contact[0])
        return self.lock and TRANSFER_LOCK in found.statuses

    def shown_by(self, found: RegistryDomain) -> bool:
        """Whether the registry shows all of it."""
        registrant = self.registrant is None or found.registrant == self.registrant
        locked = not self.keep_update_lock or UPDATE_LOCK in found.statuses
        comes, go = self._contacts(found)
        codes = found.codes
        coded = all(codes is not None and codes.has(code) for code in self.codes)
        held = registrant and coded and not comes and not go
        return held and locked and (not self.lock or TRANSFER_LOCK in found.statuses)

    async def look(self, case: Case) -> RegistryDomain | None:
        """The domain as the registry shows it, with its codes where some are wanted; raises Stopped."""
        return await case.lane.look_domain(case.name, with_codes=bool(self.codes))


async def bring(case: Case, wanted: Wanted) -> Outcome:
    """Bring the case's domain to the state wanted."""
    wanted = with_update_lock(case, wanted)
    return await locked_again(case, wanted, await _with_bundle(case, wanted))


def with_update_lock(case: Case, wanted: Wanted) -> Wanted:
    """The same, and the account's update lock lifted for it and put on again, where that is let and there is one."""
    if not case.lifts_update_lock or wanted.nothing:
        return wanted
    return replace(wanted, keep_update_lock=True, unlocks_apart=case.registry.unlocks_apart)


async def locked_again(case: Case, wanted: Wanted, outcome: Outcome) -> Outcome:
    """A refusal counts only with the update lock on again: it was lifted for a change that is not to be."""
    if not wanted.keep_update_lock or not isinstance(outcome, Refused):
        return outcome
    return await _relocked(case, outcome)


async def _relocked(case: Case, refused: Refused) -> Outcome:
    found = await case.lane.look_domain(case.name)
    if found is None or UPDATE_LOCK in found.statuses:
        return refused
    change = DomainChange(add_statuses=((UPDATE_LOCK, _UPDATE_LOCK_REASON),))
    # The change was refused, so nothing of this item hangs; the lock goes under an id of its own.
    outcome = await case.lane.update_domain(case.name, change, trid=case.new_trid())
    if isinstance(outcome, Done | Refused):
        # A registry that refuses the lock as well has a reason that outlasts us; what the item ends with is the change's.
        return refused
    return Unknown("the change was refused, and whether the update lock is on again is not known")


async def _with_bundle(case: Case, wanted: Wanted) -> Outcome:
    if not case.registry.bundles:
        return await _bring(case, wanted)
    found = await case.lane.look_domain(case.name)
    if found is None or not found.bundle:
        return await _bring(case, wanted)
    # Its names are one object: only one of them is sent, and the others find it done. The look that counts comes after.
    if not await case.desk.claims(case.registry.name, found.bundle):
        return Later(Reason.REGISTRY_BUSY, _BUNDLE_SECONDS)
    outcome = await _bring(case, wanted, look=True)
    return replace(outcome, bundle=found.bundle - {case.name}) if isinstance(outcome, Done) else outcome


async def _bring(case: Case, wanted: Wanted, *, look: bool = False) -> Outcome:
    free = wanted.beside.cost is None
    if not case.in_doubt and not wanted.nothing and not look and wanted.contact is None and free:
        return await send(case, wanted, None)
    found = await wanted.look(case)
    if case.in_doubt:
        fault("work.settle.after_info")
    if wanted.contact is not None and found is not None and not case.in_doubt and not wanted.shown_by(found):
        # Nothing of ours is under way there yet, whatever the registry is at.
        return await send(case, wanted, found)
    if not free and found is not None and not case.in_doubt and not wanted.shown_by(found):
        return barred(found, lifts_update_lock=wanted.keep_update_lock) or await send(case, wanted, found)
    settled = settle(found, wanted, case)
    if settled is not None:
        return settled
    assert found is not None
    return await send(case, wanted, found)


async def send(case: Case, wanted: Wanted, found: RegistryDomain | None) -> Outcome:
    """Send the next frame, and read back what the registry shows; *found* is None when it was not looked at.

    A frame that is refused when the new registrant was there before it asked for locks alone. The change is made, and to call
    it failed would be a lie; what becomes of the locks a person decides.
    """
    outcome = await _send(case, wanted, found)
    changed = wanted.registrant is not None and found is not None and found.registrant == wanted.registrant
    if changed and isinstance(outcome, Refused) and outcome.reason is not Reason.NOT_AT_REGISTRY:
        return Held(Reason.LOCK_REFUSED, outcome.message)
    return outcome


async def _send(case: Case, wanted: Wanted, found: RegistryDomain | None) -> Outcome:
    change = wanted.change(found)
    if change.registrant is not None and case.in_doubt:
        # What an attempt before agreed to is not known any more, and may have moved.
        cost = await fees.agreed(case)
        if isinstance(cost, Refused):
            return cost
        wanted = replace(wanted, beside=replace(wanted.beside, cost=cost))
        change = wanted.change(found)
    outcome = await case.lane.update_domain(case.name, change, trid=case.trid)
    match outcome:
        case Done():
            # Only with a registrant still to be changed does a lock that is there tell that it was there before us.
            there = found is not None and TRANSFER_LOCK in found.statuses
            if wanted.lock and there and change.registrant is not None:
                outcome = replace(outcome, lock_was_on=True)
            return await read_back(case, wanted, outcome)
        case Refused(code=code) if code == _MISSING:
            if await case.lane.look_domain(case.name) is None:
                return Refused(Reason.NOT_AT_REGISTRY, _MISSING, outcome.message)
            return replace(outcome, reason=Reason.REGISTRY_REFUSED)
        case Refused(code=code) if code in {_STATUS_FORBIDS, _POLICY}:
            told = explain(await wanted.look(case), wanted, change, outcome, case)
            if told is outcome and change.registrant is not None:
                return await fees.explain(case, outcome, change.cost)
            return told
        case Refused() if change.registrant is not None:
            return await fees.explain(case, outcome, change.cost)
        case _:
            return outcome


async def read_back(case: Case, wanted: Wanted, outcome: Done) -> Outcome:
    """Done only when the registry, asked again, shows all that was wanted."""
    try:
        found = await wanted.look(case)
    except Stopped:
        # Whatever stopped the look, the command was sent: "later" would send it again unasked (INV-5).
        return Unknown("the registry said yes and could not be asked what it shows", charged=outcome.charged)
    if found is not None and wanted.shown_by(found):
        return replace(outcome, registrant=wanted.registrant)
    return Unknown("the registry said yes and shows something else", answered=True, charged=outcome.charged)


def settle(found: RegistryDomain | None, wanted: Wanted, case: Case) -> Outcome | None:
    """What the registry's state says of an attempt in doubt; None when the change may be sent again."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    if "pendingUpdate" in found.statuses:
        return Pending()
    if wanted.shown_by(found):
        return Done(registrant=wanted.registrant)
    if found.statuses & _GOING:
        return Refused(Reason.BEING_DELETED)
    if _somebody_else(found, wanted, case.item.registrant_handle):
        # Neither what it was nor what we want: overwriting it would hide a change that a person should see.
        return Held(Reason.CHANGED_ELSEWHERE, f"the registry shows {found.registrant or 'no registrant'}")
    if case.item.state is ItemState.AWAITING_REGISTRY and found.sponsor not in {"", case.registry.settings.login}:
        return Refused(Reason.NOT_SPONSORED, message=f"the domain is with {found.sponsor}")
    if case.item.state is ItemState.AWAITING_REGISTRY and found.registrant == wanted.registrant:
        # Accepted, and something is left to ask for; the next attempt does, with an intent of its own.
        return Unknown("the review is over, and not all is as wanted")
    if case.item.state is ItemState.AWAITING_REGISTRY:
        # The review is over and the old state stands: the registry said no.
        return Refused(Reason.PENDING_REFUSED)
    changed = wanted.registrant is not None and found.registrant == wanted.registrant
    if case.cancelled and not wanted.begun(found):
        return Refused(Reason.CANCELLED)
    if case.item.sends >= MOST_SENDS and not changed:
        # With the registrant changed only locks are left; to call that failed would be a lie.
        return Refused(Reason.REGISTRY_UNREACHABLE)
    return None


def _somebody_else(found: RegistryDomain, wanted: Wanted, before: str | None) -> bool:
    """Whether the registry shows a third registrant; untold while we never saw who it was before."""
    return wanted.registrant is not None and before is not None and found.registrant not in {before, wanted.registrant}


def explain(
    found: RegistryDomain | None, wanted: Wanted, change: DomainChange, outcome: Refused, case: Case
) -> Outcome:  # fmt: skip
    """2304 or 2306: the domain's statuses say what stands in the way, and whether waiting helps."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, outcome.code, outcome.message)
    bar = barred(found, outcome, lifts_update_lock=wanted.keep_update_lock)
    if bar is not None:
        return bar
    unlocks = UPDATE_LOCK in change.remove_statuses and UPDATE_LOCK in found.statuses
    if outcome.code == _STATUS_FORBIDS and unlocks and not wanted.unlocks_apart:
        case.registry.unlocks_apart = True
        return Unknown("the update lock is lifted in a frame of its own")
    if wanted.change(found) != change:
        # The lock was on before, and some registries refuse to add a status twice: the next attempt asks for the rest.
        return Unknown("the transfer lock is on already")
    return outcome


def barred(
    found: RegistryDomain, refused: Refused = Refused(Reason.REGISTRY_REFUSED), *, lifts_update_lock: bool = False
) -> Outcome | None:
    """What the domain's statuses say against a change, in the words of *refused*; None when nothing does."""
    statuses, code, words = found.statuses, refused.code, refused.message
    if UPDATE_LOCK in statuses and not lifts_update_lock:
        return Refused(Reason.UPDATE_LOCKED, code, words)
    if statuses & {"serverUpdateProhibited", "serverHold"}:
        return Refused(Reason.SERVER_LOCKED, code, words)
    if statuses & _GOING:
        return Refused(Reason.BEING_DELETED, code, words)
    if "pendingTransfer" in statuses:
        return Later(Reason.TRANSFERRING, _WAIT_FOR_OTHERS_SECONDS, words)
    if statuses & {"pendingUpdate", "pendingCreate", "pendingRenew"}:
        return Later(Reason.BEING_CHANGED, _WAIT_FOR_OTHERS_SECONDS, words)
    return None
