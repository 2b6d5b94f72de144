"""What a review is of: a profile's newest document, or the one that came with a task.

A case is there only while its document is under review. A decision counts only for the document that it was made for, and
only when no person decided before.
"""

import logging

from freehold.db.session import Session
from freehold.operations import document_reviews, verification
from freehold.operations.registrant_change import by_document
from freehold.operations.reviews.reviewers import Case
from freehold.store import contacts, profiles, task_documents, verifications
from freehold.store.reviews import Review
from freehold.terms.instants import Instant
from freehold.terms.reviews import Approved, Rejected
from freehold.terms.verification import RealNameStatus

_log = logging.getLogger(__name__)


def case_of(session: Session, review: Review) -> Case | None:
    """What the provider is shown; None when the document waits for no word any more."""
    if review.task_id is not None:
        return _task_case(session, review, review.task_id)
    assert review.profile_id is not None
    profile = profiles.by_id(session, review.profile_id)
    material = verifications.get(session, review.account_id, review.profile_id, with_image=True)
    if profile is None or material is None or material.submitted_at != review.submitted_at:
        return None
    if profile.real_name_status is not RealNameStatus.AUDITING:
        return None
    assert material.image is not None
    return Case(
        id=review.id,
        contact=profile.contact,
        submitted_at=material.submitted_at,
        kind=material.credential_type,
        number=material.credential_no,
        image=material.image,
    )


def _task_case(session: Session, review: Review, task_id: int) -> Case | None:
    found = task_documents.of_task(session, task_id)
    if found is None or found.status is not RealNameStatus.AUDITING:
        return None
    return Case(
        id=review.id,
        contact=contacts.get(session, found.contact_id),
        submitted_at=found.submitted_at,
        kind=found.kind,
        number=found.number,
        image=task_documents.image_of(session, found),
    )


def decide(session: Session, review: Review, answer: Approved | Rejected, now: Instant) -> None:
    """Let the provider's decision have its effect, in the caller's transaction."""
    try:
        if review.task_id is not None:
            _decide_task(session, review.task_id, answer, now)
        else:
            assert review.profile_id is not None
            _decide_profile(session, review, review.profile_id, answer, now)
    except (verification.NotUnderReview, by_document.NotUnderReview):
        _log.info("%s comes after somebody decided by hand", review.id)


def _decide_task(session: Session, task_id: int, answer: Approved | Rejected, now: Instant) -> None:
    found = task_documents.of_task(session, task_id)
    assert found is not None
    if isinstance(answer, Approved):
        document_reviews.approve(session, found, now)
    else:
        document_reviews.reject(session, found, answer.reason, now)


def _decide_profile(
    session: Session, review: Review, profile_id: int, answer: Approved | Rejected, now: Instant
) -> None:
    material = verifications.get(session, review.account_id, profile_id, with_image=False)
    if material is None or material.submitted_at != review.submitted_at:
        # Another document took its place meanwhile, which has a review of its own.
        return
    if isinstance(answer, Approved):
        verification.approve(session, profile_id, now)
    else:
        verification.reject(session, profile_id, answer.reason, now)
