"""The reviewer's word on a document that came with a task, whatever the task is for."""

from freehold.db.session import Session
from freehold.operations import domain_reviews
from freehold.operations.registrant_change import by_document
from freehold.operations.registrant_change.by_document import NotUnderReview
from freehold.store import domain_verifications, task_documents
from freehold.store.task_documents import Review
from freehold.terms.instants import Instant
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus, ReviewOccasion


def approve(session: Session, review: Review, now: Instant) -> None:
    """The document is good; raises NotUnderReview."""
    if review.task_kind is TaskKind.VERIFY_REAL_NAME:
        _decide(session, review, RealNameStatus.SUCCEEDED, None, now)
        domain_reviews.holder_found_good(
            session, domain_verifications.of_task(session, review.account_id, review.task_id), now
        )
    else:
        by_document.approve(session, review, now)


def reject(session: Session, review: Review, reason: str, now: Instant) -> None:
    """The document is wanting: its domains' rows fail, and the reason joins the lists of the domains; raises NotUnderReview."""
    if review.task_kind is TaskKind.VERIFY_REAL_NAME:
        _decide(session, review, RealNameStatus.FAILED, reason, now)
        found = domain_verifications.of_task(session, review.account_id, review.task_id)
        domain_reviews.holder_found_wanting(session, found, reason, now)
    else:
        waiting = task_documents.waiting_domains(session, review.task_id)
        by_document.reject(session, review, reason, now)
        domain_verifications.add_failures(session, waiting, ReviewOccasion.REGISTRANT_CHANGE, reason, now)


def _decide(session: Session, review: Review, verdict: RealNameStatus, reason: str | None, now: Instant) -> None:
    if not task_documents.decide(session, review.account_id, review.task_id, verdict, reason, now):
        raise NotUnderReview(f"the document of task {review.task_no} is not under review")
