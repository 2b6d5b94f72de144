"""A change of registrant whose new holder a document proves: nothing is changed before a reviewer found it good.

The list is checked as for any change of registrant, and the task is written whole; its items wait, and their domains stay
busy, while the document is under review (decision 16). The reviewer's yes hands the chunks over, the no fails the items.
Where holders are asked, they are asked meanwhile: an item goes on when both the document and its holders allow it.
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.ids import new_uuid
from freehold.operations import domain_lists, task_plan
from freehold.operations.contact_rules import check_contact
from freehold.operations.office import Office
from freehold.operations.registrant_change import confirmations
from freehold.operations.registrant_change.submit import need_proved_mail, plan
from freehold.operations.verification import check_credential
from freehold.store import confirmations as store_confirmations
from freehold.store import contacts, task_documents
from freehold.store.new_tasks import NewTask
from freehold.store.task_documents import Document, Review
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus


def submit(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    holder: Contact,
    document: Document,
    lock_after: bool,
    client_ip: str,
    now: Instant,
) -> str:
    """Accept the change of these domains to this holder, once the document is found good; the task's number."""
    wanted = domain_lists.folded(office, names)
    check_contact(holder)
    check_credential(holder, document.kind, document.number, now)
    need_proved_mail(session, account_id, holder)
    found = domain_lists.free(session, account_id, wanted)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.CHANGE_REGISTRANT,
        contact_id=contacts.keep(session, account_id, holder, now),
        lock_after=lock_after,
        client_ip=client_ip,
    )
    planned = confirmations.mark(session, office, plan(office, found, holder, now), holder, now)
    task_id = task_plan.begin(session, office, task, planned, now, asleep=Reason.DOCUMENT_IN_REVIEW)
    task_documents.put(session, account_id, task_id, document, now)
    assert task.contact_id is not None
    confirmations.begin(session, office, task_id, account_id, task.contact_id, planned.rows, now)
    return task.task_no


class NotUnderReview(ValueError):
    """The task's document is not waiting for a reviewer."""


def approve(session: Session, review: Review, now: Instant) -> None:
    """The reviewer's yes: the domains that wait are changed; raises NotUnderReview.

    A server's next sweep finds the chunks, in whichever process the reviewer spoke.
    """
    _decide(session, review, RealNameStatus.SUCCEEDED, None, now)
    task_documents.release(session, review.task_id, now)
    chunks.reopen_all(session, review.task_id)


def reject(session: Session, review: Review, reason: str, now: Instant) -> None:
    """The reviewer's no: the domains that wait keep their registrant, and their rows say why; raises NotUnderReview."""
    _decide(session, review, RealNameStatus.FAILED, reason, now)
    task_documents.fail(session, review.task_id, reason, now)
    store_confirmations.end_moot(session, review.account_id, review.task_id)


def _decide(session: Session, review: Review, verdict: RealNameStatus, reason: str | None, now: Instant) -> None:
    if not task_documents.decide(session, review.account_id, review.task_id, verdict, reason, now):
        raise NotUnderReview(f"the document of task {review.task_no} is not under review")
