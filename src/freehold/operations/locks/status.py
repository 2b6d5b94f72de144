"""Bring one client status of a domain to on or off at its registry: look, send if it is missing, read back.

The registry is looked at before anything is sent, also the first time: some registries refuse to add a status twice or to
take away what is not there. So it may be run again after a crash at any line (REL-7).
"""

from freehold.engine.backoff import MOST_SENDS
from freehold.gateway.lane import Lane
from freehold.gateway.objects import DomainChange, RegistryDomain
from freehold.operations.registrant_change.methods.toward import barred
from freehold.store.attempts import OpenItem
from freehold.terms.locks import Lock
from freehold.terms.outcomes import Done, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_MISSING, _STATUS_FORBIDS, _POLICY = 2303, 2304, 2306
_WAIT_FOR_OTHERS_SECONDS = 60.0


async def bring(
    lane: Lane, item: OpenItem, lock: Lock, *, on: bool, words: str, trid: str, cancelled: bool = False
) -> Outcome:
    """Bring the item's domain to where the registry shows the lock's status, or shows it no more.

    *words* go with a status that is put on, for whoever reads it at the registry. Of a task that was *cancelled* nothing is
    begun: what was done is found out.
    """
    found = await lane.look_domain(item.domain_name)
    settled = _settle(found, item, lock, on=on)
    if settled is not None:
        return settled
    if cancelled:
        return Refused(Reason.CANCELLED)
    change = DomainChange(add_statuses=((lock.value, words),)) if on else DomainChange(remove_statuses=(lock.value,))
    outcome = await lane.update_domain(item.domain_name, change, trid=trid)
    if isinstance(outcome, Refused) and outcome.code in {_STATUS_FORBIDS, _POLICY}:
        return await _explain(lane, item, lock, outcome, on=on)
    if not isinstance(outcome, Done):
        return outcome
    try:
        found = await lane.look_domain(item.domain_name)
    except Stopped:
        # Whatever stopped the look, the command was sent: "later" would send it again unasked (INV-5).
        return Unknown("the registry said yes and could not be asked what it shows")
    if found is not None and (lock.value in found.statuses) is on:
        return outcome
    return Unknown("the registry said yes and shows something else")


def _settle(found: RegistryDomain | None, item: OpenItem, lock: Lock, *, on: bool) -> Outcome | None:
    """What the registry's state says; None when the command may be sent."""
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    if (lock.value in found.statuses) is on:
        return Done()
    if "pendingUpdate" in found.statuses:
        return Pending() if item.state.in_doubt else Later(Reason.BEING_CHANGED, _WAIT_FOR_OTHERS_SECONDS)
    if item.state is ItemState.AWAITING_REGISTRY:
        # The review is over and the old state stands: the registry said no.
        return Refused(Reason.PENDING_REFUSED)
    if item.sends >= MOST_SENDS:
        return Refused(Reason.REGISTRY_UNREACHABLE)
    return None


async def _explain(lane: Lane, item: OpenItem, lock: Lock, outcome: Refused, *, on: bool) -> Outcome:
    """2304 or 2306: the domain's statuses say what stands in the way, and whether waiting helps."""
    found = await lane.look_domain(item.domain_name)
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, outcome.code, outcome.message)
    bar = barred(found, outcome, lifts_update_lock=not on and lock is Lock.UPDATE)
    return bar or Refused(Reason.REGISTRY_REFUSED, outcome.code, outcome.message)
