"""Cancel a task: nothing of it is begun any more, and each domain ends truthfully.

What was not sent ends as cancelled, in the call's own transaction. What was sent cannot be called back: a run asks the
registry, and the domain succeeds when the change is seen there, fails as the registry says, or ends as cancelled when
nothing of it was done; it is not sent again. What waits for a person stays on the work list, told as cancelled, until the
person reports: something may have been begun on paper.

Runs see it at the first statement of each of their transactions (engine.md, 8). Rounds that were enqueued for chunks with
nothing left find them closed and do nothing.
"""

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.operations import domain_reviews
from freehold.operations.office import Office
from freehold.store import cancellations, confirmations, task_documents, tasks
from freehold.terms.instants import Instant
from freehold.terms.refusals import TaskNotExist
from freehold.terms.verification import RealNameStatus


def cancel(session: Session, office: Office, account_id: int, task_no: str, now: Instant) -> None:
    """Cancel the account's task; one that is complete, or was cancelled before, stays as it is. Raises TaskNotExist."""
    task = tasks.by_number(session, account_id, task_no)
    if task is None:
        raise TaskNotExist(task=task_no)
    if task.finished:
        return
    # First of all: what a run writes is written before this, or after it and with the mark in sight.
    chunks.cancel(session, task.id)
    domain_reviews.task_cancelled(session, account_id, task.id, now)
    cancellations.cancel(session, account_id, task.id, now)
    # A document that came with it waits for no reviewer's word any more.
    task_documents.decide(session, account_id, task.id, RealNameStatus.NONE, None, now)
    confirmations.end_moot(session, account_id, task.id)
    at_work = cancellations.chunks_at_work(session, account_id, task.id)
    chunks.close_all_but(session, task.id, at_work, Instant(office.system_now()))
