"""Registries that audit: the contact passes a review first, then the change of each name does, over days."""

from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods.update import update
from freehold.terms.outcomes import Outcome, Refused
from freehold.terms.reasons import Reason


async def audited(case: Case) -> Outcome:
    """Wait for the contact's review, ask for the change, wait for the name's review (epp-facts.md, 8, D).

    A review that ends badly leaves the old registrant, and serverHold until the registry is satisfied.
    """
    outcome = await update(case)
    if isinstance(outcome, Refused) and outcome.reason is Reason.PENDING_REFUSED:
        found = await case.lane.look_domain(case.name)
        held = found is not None and "serverHold" in found.statuses
        return Refused(outcome.reason, outcome.code, "serverHold was set" if held else outcome.message)
    return outcome
