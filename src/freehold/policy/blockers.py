"""What stands in the way of a change of registrant, as far as our own copy or a look at the registry tells."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from freehold.policy.tld import Policy
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.verification import RealNameStatus


class DomainState(NamedTuple):
    """What is known of a domain before its change."""

    expires_at: Instant
    update_locked: bool = False
    """Its account switched the update lock on."""
    transferring: bool = False
    real_name: RealNameStatus = RealNameStatus.NONE
    statuses: Collection[str] = ()
    """EPP and RGP statuses, where the registry was asked."""


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "clientUpdateProhibited": Reason.UPDATE_LOCKED,
        "serverUpdateProhibited": Reason.SERVER_LOCKED,
        "serverHold": Reason.SERVER_LOCKED,
        "pendingTransfer": Reason.TRANSFERRING,
        "pendingCreate": Reason.BEING_CHANGED,
        "pendingRenew": Reason.BEING_CHANGED,
        "pendingUpdate": Reason.BEING_CHANGED,
        "pendingDelete": Reason.BEING_DELETED,
        "pendingRestore": Reason.BEING_DELETED,
        "redemptionPeriod": Reason.BEING_DELETED,
    }
)
"""Why a status stands in the way (epp-facts.md, 7)."""


def blockers(policy: Policy, domain: DomainState, at: Instant) -> list[Reason]:
    """Every reason against a change at this instant, each once; the first is the one to tell."""
    found = []
    if domain.expires_at <= at:
        found.append(Reason.DOMAIN_EXPIRED)
    if domain.update_locked:
        found.append(Reason.UPDATE_LOCKED)
    if domain.transferring:
        found.append(Reason.TRANSFERRING)
    if domain.real_name is RealNameStatus.AUDITING:
        found.append(Reason.UNDER_REVIEW)
    if domain.statuses:
        found += [REASONS[status] for status in policy.registrant_change.blocked_by if status in domain.statuses]
    return list(dict.fromkeys(found)) if len(found) > 1 else found
