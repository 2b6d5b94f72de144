"""What follows a change of registrant: in our own copy the registrant, the real-name state, the lock and its end; the notices."""

from collections.abc import Sequence
from typing import Protocol

from freehold.db.session import Session
from freehold.engine.performers import Finding
from freehold.operations.registrant_change import notices
from freehold.operations.registrant_change.case import Promise
from freehold.policy.loading import Policies
from freehold.policy.rules import Duty, lock_days, real_name_demanded
from freehold.store import domain_registrants, domains, profiles
from freehold.store.attempts import OpenItem
from freehold.store.domain_registrants import NewRegistrant
from freehold.store.domains import Candidate
from freehold.store.held import HeldItem
from freehold.terms.instants import DAY, Instant
from freehold.terms.outcomes import Done
from freehold.terms.tasks import ItemState, TaskKind
from freehold.terms.verification import RealNameStatus


def lock_until(now: Instant, days: int) -> Instant:
    """Until when a domain stays locked after its registrant changed at *now*."""
    # Days times 24 hours and not months, so that registrant and registrar in different time zones count alike.
    return Instant(now + days * DAY)


def follow(
    session: Session, promise: Promise, findings: Sequence[Finding], now: Instant, *, policies: Policies, duty: Duty
) -> None:
    """Move our copy of the domains that succeeded, in the transaction of their items (INV-7)."""
    changes = []
    verified = _verified(session, promise)
    for finding in findings:
        if finding.state is ItemState.SUCCEEDED:
            item, outcome = finding.item, finding.outcome
            assert isinstance(item, OpenItem)
            assert isinstance(outcome, Done)
            handle, ours = outcome.registrant, not outcome.lock_was_on
            changes.append(
                _change(item, promise, policies, duty, now, verified=verified, handle=handle, lock_is_ours=ours)
            )
            changes += [
                _followed(one, promise, policies, duty, now, handle, verified=verified)
                for one in bundled(session, promise, outcome)
            ]
    if changes:
        domain_registrants.give_registrant(session, changes, now)
        notices.schedule(session, promise.task_id, now)


def give(session: Session, item: HeldItem, now: Instant, *, policies: Policies, duty: Duty) -> None:
    """Move our copy of a domain that a person changed; a lock on it is the person's, and not ours to lift."""
    verified = _verified(session, item)
    domain_registrants.give_registrant(session, [_change(item, item, policies, duty, now, verified=verified)], now)
    notices.schedule(session, item.task_id, now)


def _verified(session: Session, promise: "_Promise") -> bool:
    """Whether somebody looked at the new registrant's document; a contact action may name one that nobody did."""
    if promise.kind is not TaskKind.CHANGE_REGISTRANT_CONTACT or promise.contact_id is None:
        return True
    return profiles.verified_contact(session, promise.account_id, promise.contact_id)


def bundled(session: Session, promise: Promise, outcome: Done) -> list[Candidate]:
    """The account's names that are one object with a changed one; a name with an item of its own is left to that."""
    if not outcome.bundle:
        return []
    found = domains.candidates(session, promise.account_id, sorted(outcome.bundle))
    return [one for one in found if not one.busy]


def _followed(
    one: Candidate,
    promise: Promise,
    policies: Policies,
    duty: Duty,
    now: Instant,
    handle: str | None,
    *,
    verified: bool,
) -> NewRegistrant:
    """The lock is on it too, and comes off with that of the name that was sent."""
    status = None if verified else RealNameStatus.NONE.value
    policy = policies.of(one.name, promise.asked_at)
    days = lock_days(policy, asked=promise.lock_after)
    return NewRegistrant(
        one.id,
        promise.contact_id,
        RealNameStatus.SUCCEEDED.value if real_name_demanded(policy, duty, promise.asked_at) else status,
        handle=handle,
        no_transfer_until=lock_until(now, days) if promise.lock_after or days else None,
        task_id=promise.task_id,
    )


class _Item(Protocol):
    @property
    def domain_id(self) -> int: ...
    @property
    def domain_name(self) -> str: ...
    @property
    def lock_waived(self) -> bool: ...


class _Promise(Protocol):
    @property
    def task_id(self) -> int: ...
    @property
    def account_id(self) -> int: ...
    @property
    def kind(self) -> TaskKind: ...
    @property
    def contact_id(self) -> int | None: ...
    @property
    def lock_after(self) -> bool: ...
    @property
    def asked_at(self) -> Instant: ...


def _change(
    item: _Item, promise: _Promise, policies: Policies, duty: Duty, now: Instant, *, verified: bool,
    handle: str | None = None, lock_is_ours: bool = False,
) -> NewRegistrant:  # fmt: skip
    """A domain whose TLD demands real names has a verified registrant now, and so counts as verified (registrant-family.md, 2).

    One that nobody verified, which other TLDs take, leaves no such mark of the registrant before.
    """
    assert promise.contact_id is not None
    status = None if verified else RealNameStatus.NONE.value
    policy = policies.of(item.domain_name, promise.asked_at)
    asked = promise.lock_after and not (item.lock_waived and policy.registrant_change.lock_may_be_waived)
    days = lock_days(policy, asked=asked)
    return NewRegistrant(
        item.domain_id,
        promise.contact_id,
        RealNameStatus.SUCCEEDED.value if real_name_demanded(policy, duty, promise.asked_at) else status,
        handle=handle,
        no_transfer_until=lock_until(now, days) if asked or days else None,
        task_id=promise.task_id,
        lock_is_ours=lock_is_ours,
    )
