"""Compare a domain of ours with what its registry shows. Pure: what is looked up is handed in."""

from dataclasses import dataclass

from freehold.gateway.objects import RegistryDomain
from freehold.store.reconciles import Finding, Ours
from freehold.terms.drift import Difference, Verdict
from freehold.terms.instants import DAY, MINUTE, Instant, utc_text
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK, LockSetting

_CLOCKS_MAY_DIFFER = MINUTE
"""Two changes no further apart are not told by their dates: the registry's clock is not ours."""

_PENDING = frozenset({"pendingUpdate", "pendingTransfer", "pendingDelete", "pendingRenew", "pendingCreate"})

SPONSOR, REGISTRANT, EXPIRY = "sponsor", "registrant", "expires"
NOT_TOLD = "look"
"""What stands where a registry told nothing, so that there was nothing to compare."""


@dataclass(frozen=True, slots=True)
class Registrant:
    """Our registrant as the registry would show it."""

    handle: str | None
    """Its object's handle there; None when we never made one nor saw one."""
    same: bool | None = None
    """Whether the object that the registry shows holds our data; None where nobody asked."""


def compare(
    ours: Ours,
    theirs: RegistryDomain | None,
    registrant: Registrant,
    client: str,
    now: Instant,
    restored_from: Instant | None = None,
    rebuild: bool = False,
) -> Finding:
    """What there is to say of one domain; *client* is our name at the registry, *now* business time.

    *restored_from* is when the backup was made that our copy is from: what the registry changed after that is newer, whatever
    else is known. To *rebuild* our copy, a registrant that we neither put there nor ever saw there counts as newer: what we
    hold came from a list.
    """
    if theirs is None:
        return _finding(ours, None, Verdict.MISSING_THERE)
    if theirs.sponsor and theirs.sponsor.lower() != client.lower():
        return _finding(ours, theirs, Verdict.MISSING_THERE, Difference(SPONSOR, client, theirs.sponsor))
    differences = [*_registrant(theirs, registrant), *_expiry(ours, theirs), *_locks(ours, theirs, now)]
    if not differences:
        return _finding(ours, theirs, Verdict.SAME)
    if ours.busy or theirs.statuses & _PENDING:
        return _finding(ours, theirs, Verdict.UNKNOWN, *differences)
    if restored_from is not None and changed_since(theirs, restored_from):
        return _finding(ours, theirs, Verdict.THEIRS_NEWER, *differences)
    if registrant.handle is None and any(found.what == REGISTRANT for found in differences):
        return _finding(ours, theirs, Verdict.THEIRS_NEWER if rebuild else Verdict.UNKNOWN, *differences)
    return _finding(ours, theirs, _newer(ours, theirs), *differences)


def changed_since(theirs: RegistryDomain, at: Instant) -> bool:
    """Whether the registry changed the domain after this instant, its clock being what it may be."""
    return theirs.changed_at is not None and theirs.changed_at > at - _CLOCKS_MAY_DIFFER


def _registrant(theirs: RegistryDomain, ours: Registrant) -> list[Difference]:
    if theirs.registrant is None or ours.same or theirs.registrant == ours.handle:
        # Where the registry holds no contacts there is nothing to compare.
        return []
    return [Difference(REGISTRANT, ours.handle or "", theirs.registrant)]


def _expiry(ours: Ours, theirs: RegistryDomain) -> list[Difference]:
    # Lists that domains were imported from often have the date only, in a zone of their own.
    if theirs.expires_at is None or abs(theirs.expires_at - ours.expires_at) <= DAY:
        return []
    return [Difference(EXPIRY, utc_text(ours.expires_at), utc_text(theirs.expires_at))]


def _locks(ours: Ours, theirs: RegistryDomain, now: Instant) -> list[Difference]:
    """A lock that nobody here ever switched says nothing; many registrars' names are locked as a matter of course."""
    kept = ours.no_transfer_until is not None and ours.no_transfer_until > now
    transfer = LockSetting.ON if kept else ours.transfer_lock
    found = []
    for status, setting in ((TRANSFER_LOCK, transfer), (UPDATE_LOCK, ours.update_lock)):
        there = LockSetting.ON if status in theirs.statuses else LockSetting.OFF
        if setting is not LockSetting.NEVER_SET and setting is not there:
            found.append(Difference(status, _word(setting), _word(there)))
    return found


def _word(setting: LockSetting) -> str:
    return "on" if setting is LockSetting.ON else "off"


def _newer(ours: Ours, theirs: RegistryDomain) -> Verdict:
    if theirs.changed_at is None or abs(theirs.changed_at - ours.updated_at) <= _CLOCKS_MAY_DIFFER:
        return Verdict.UNKNOWN
    return Verdict.THEIRS_NEWER if theirs.changed_at > ours.updated_at else Verdict.OURS_NEWER


def _finding(ours: Ours, theirs: RegistryDomain | None, verdict: Verdict, *differences: Difference) -> Finding:
    return Finding(
        domain_id=ours.id,
        domain_name=ours.name,
        verdict=verdict,
        differences=differences,
        handle=None if theirs is None else theirs.registrant,
    )
