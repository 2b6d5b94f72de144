"""What follows a change of registrant in our own copy: the registrant, the real-name state, the lock and its end."""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.engine.performers import Finding
from freehold.operations.registrant_change.case import Promise
from freehold.policy.real_name import Duty, demanded
from freehold.store import domains
from freehold.store.attempts import OpenItem
from freehold.store.domains import NewRegistrant
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.outcomes import Done
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus


def lock_until(now: Instant, lock_days: int) -> Instant:
    """Until when a domain stays locked after its registrant changed at *now*."""
    # Days times 24 hours and not months, so that registrant and registrar in different time zones count alike.
    return Instant(now + lock_days * DAY)


def follow(
    session: Session, promise: Promise, findings: Sequence[Finding], now: Instant, *, duty: Duty, lock_days: int
) -> None:
    """Move our copy of the domains that succeeded, in the transaction of their items (INV-7).

    A domain whose TLD demands real names now has a verified registrant, and so counts as verified
    (registrant-family.md, 2).
    """
    until = lock_until(now, lock_days) if promise.lock_after else None
    changes = []
    for finding in findings:
        if finding.state is not ItemState.SUCCEEDED:
            continue
        item, outcome = finding.item, finding.outcome
        assert isinstance(item, OpenItem)
        name = DomainName(item.domain_name)
        change = NewRegistrant(
            item.domain_id,
            promise.contact_id,
            RealNameStatus.SUCCEEDED.value if demanded(name, duty, now) else None,
            until,
            promise.task_id,
            lock_is_ours=isinstance(outcome, Done) and not outcome.lock_was_on,
        )
        changes.append(change)
    if changes:
        domains.give_registrant(session, changes, now)
