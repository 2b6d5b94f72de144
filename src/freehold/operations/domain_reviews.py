"""How a domain's real-name review ends: found good, found wanting, or withdrawn.

Each function moves items, domains, lists of reasons and the document's own state in the caller's transaction. Domains are read
in it too, so that a second decision finds nothing that waits.
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.store import contacts, domain_verifications, domains, profiles, task_documents
from freehold.store.domain_verifications import UnderReview
from freehold.terms.contacts import same_holder
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.refusals import DomainNotAuditing, DomainNotExist
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus, ReviewOccasion


class NotUnderReview(ValueError):
    """The domain is not waiting for a reviewer."""


def approve(session: Session, name: str, now: Instant) -> UnderReview:
    """The reviewer's yes to a domain, its name and its holder; raises NotUnderReview."""
    found = _waiting(session, name)
    _pass(session, [found], now)
    return found


def reject(session: Session, name: str, reason: str, now: Instant, *, name_itself: bool = False) -> UnderReview:
    """The reviewer's no: to the proof of the holder, or with *name_itself* to the name; raises NotUnderReview."""
    found = _waiting(session, name)
    _refuse(session, [found], reason, now, name_too=name_itself)
    return found


def _waiting(session: Session, name: str) -> UnderReview:
    found = domain_verifications.of_name(session, name)
    if found is None:
        raise NotUnderReview(f"the real-name verification of {name} is not under review")
    return found


def holder_found_good(session: Session, found: Sequence[UnderReview], now: Instant) -> None:
    """End those of the domains whose name was found good before; the others still wait for that."""
    _pass(session, [row for row in found if row.name_status is RealNameStatus.SUCCEEDED], now)


def holder_found_wanting(session: Session, found: Sequence[UnderReview], reason: str, now: Instant) -> None:
    """End all of the domains with the reviewer's words."""
    _refuse(session, found, reason, now, name_too=False)


def profile_reviewed(session: Session, profile_id: int, reason: str | None, now: Instant) -> None:
    """Let the domains that wait for a profile's review end as it did: with a *reason* it was found wanting."""
    found = domain_verifications.of_profile(session, profile_id)
    profile = profiles.by_id(session, profile_id) if found else None
    if profile is None:
        return
    if reason is not None:
        holder_found_wanting(session, found, reason, now)
        return
    # The profile could be edited since the domains were submitted by it.
    holders = contacts.many(session, sorted({row.registrant_id for row in found}))
    same = {row.domain_id for row in found if same_holder(profile.contact, holders[row.registrant_id])}
    holder_found_good(session, [row for row in found if row.domain_id in same], now)
    others = [row for row in found if row.domain_id not in same]
    _take_back(session, others, ItemState.FAILED, Reason.REAL_NAME_HOLDER_DIFFERS, now)


def withdraw(session: Session, account_id: int, instance_id: str, now: Instant) -> None:
    """Withdraw the account's domain of this registration from review; DomainNotExist or DomainNotAuditing."""
    domain = domains.by_instance(session, account_id, instance_id)
    if domain is None:
        raise DomainNotExist(names=instance_id, count=1)
    found = domain_verifications.of_domains(session, account_id, [domain.id])
    if not found:
        raise DomainNotAuditing(instance=instance_id)
    _take_back(session, found, ItemState.CANCELLED, Reason.REAL_NAME_WITHDRAWN, now)


def task_cancelled(session: Session, account_id: int, task_id: int, now: Instant) -> None:
    """Withdraw whatever of a cancelled task waits for a reviewer."""
    found = domain_verifications.of_task(session, account_id, task_id)
    _take_back(session, found, ItemState.CANCELLED, Reason.REAL_NAME_WITHDRAWN, now)


def _pass(session: Session, found: Sequence[UnderReview], now: Instant) -> None:
    domain_verifications.end(session, found, ItemState.SUCCEEDED, None, None, now)
    domain_verifications.passed(session, [row.domain_id for row in found], now)
    _close_documents(session, found, RealNameStatus.SUCCEEDED, None, now)


def _refuse(session: Session, found: Sequence[UnderReview], reason: str, now: Instant, *, name_too: bool) -> None:
    domain_ids = [row.domain_id for row in found]
    domain_verifications.end(session, found, ItemState.FAILED, Reason.REAL_NAME_REJECTED, reason, now)
    domain_verifications.refused(session, domain_ids, now, name_too=name_too)
    domain_verifications.add_failures(session, domain_ids, ReviewOccasion.REGISTRATION, reason, now)
    _close_documents(session, found, RealNameStatus.FAILED, reason, now)


def _take_back(session: Session, found: Sequence[UnderReview], state: ItemState, reason: Reason, now: Instant) -> None:
    """End items without a verdict: the domains are as if nothing had been submitted."""
    domain_verifications.end(session, found, state, reason, None, now)
    domain_verifications.withdrawn(session, found, now)
    _close_documents(session, found, RealNameStatus.NONE, None, now)


def _close_documents(
    session: Session, found: Sequence[UnderReview], verdict: RealNameStatus, reason: str | None, now: Instant
) -> None:
    """A document that no domain waits for any more waits for no word either; the last verdict is its own."""
    for account_id, task_id in {(row.account_id, row.task_id) for row in found}:
        if not domain_verifications.any_of_task(session, account_id, task_id):
            task_documents.decide(session, account_id, task_id, verdict, reason, now)
