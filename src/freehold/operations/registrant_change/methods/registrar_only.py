"""Registries that hold no contacts (minimum data set, thin): our own data are the truth, and only a lock goes over EPP."""

from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods.toward import Wanted, bring
from freehold.terms.outcomes import Later, Outcome
from freehold.terms.reasons import Reason


async def registrar_only(case: Case) -> Outcome:
    """Make sure that the domain is there and ours, and that the lock asked for is on."""
    if case.registry.refuses_registrants and await _shows_a_registrant(case):
        case.registry.refuses_registrants = False
        return Later(Reason.REGISTRY_BUSY, message="the registry holds registrants after all")
    return await bring(case, Wanted(case.name, None, lock=case.lock))


async def _shows_a_registrant(case: Case) -> bool:
    """Whether what was learnt from a refusal is wrong: believing it would leave the old registrant at the registry."""
    found = await case.lane.look_domain(case.name)
    return found is not None and found.registrant is not None
