"""Thick registries: a contact object made once, and a domain update that points to it."""

from msgspec.structs import replace

from freehold.gateway.objects import DomainChange
from freehold.operations.registrant_change import fees
from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods.toward import NOTHING_BESIDE, Wanted, bring
from freehold.terms.outcomes import Later, Outcome, Refused
from freehold.terms.reasons import Reason

_MISSING, _POLICY = 2303, 2306


async def update(case: Case, beside: DomainChange = NOTHING_BESIDE) -> Outcome:
    """Registrant and lock in one frame (epp-facts.md, 4), and *beside* them what the registry wants to see."""
    # Before the contact is made, so that a fee that is not agreed to leaves nothing at the registry.
    cost = None if case.in_doubt else await fees.agreed(case)
    if isinstance(cost, Refused):
        return cost
    if cost is not None:
        beside = replace(beside, cost=cost)
    handle = await case.contact_handle()
    outcome = await bring(case, Wanted(case.name, handle, lock=case.lock, beside=beside))
    match outcome:
        case Refused(code=code) if code == _MISSING and outcome.reason is not Reason.NOT_AT_REGISTRY:
            return await contact_missing(case, handle, outcome)
        case Refused(code=code, reason=Reason.REGISTRY_REFUSED) if code == _POLICY:
            return await _registrant_refused(case, outcome)
        case _:
            return outcome


async def contact_missing(case: Case, handle: str, outcome: Refused) -> Outcome:
    """2303 for a domain that is there: a missing contact is mended, once for all (REL-8)."""
    if await case.lane.look_contact(handle) is not None:
        return outcome
    await case.contacts.forget(case.registry, case.promise.contact_id)
    return Later(Reason.REGISTRY_BUSY, message=outcome.message)


async def _registrant_refused(case: Case, outcome: Refused) -> Outcome:
    """2306 with nothing in the domain's way: perhaps this account's registry takes no registrants (epp-facts.md, 5).

    That is a suspicion; one probe confirms it: such a registry shows the domain without a registrant.
    """
    found = await case.lane.look_domain(case.name)
    if found is None or found.registrant is not None:
        return outcome
    case.registry.refuses_registrants = True
    # The next attempt goes the other way, with a client transaction id of its own.
    return Later(Reason.REGISTRY_BUSY, message=outcome.message)
