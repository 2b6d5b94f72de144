"""Begin the lifting of locks whose time is over.

The domain's row says when; a look every few seconds finds what is due, also after a start or when the clock was moved. The
lifting itself is a task like any other, with intents, settling and retries, that no caller asked for and only operators
see.
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.operations import task_plan
from freehold.operations.office import Office
from freehold.operations.task_plan import Route
from freehold.store import domain_registrants
from freehold.store.domain_registrants import LiftDue
from freehold.store.new_tasks import NewTask
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from freehold.terms.tasks import TaskKind

MOST_AT_ONCE = 5000


def begin_due(session: Session, office: Office, now: Instant) -> int:
    """Begin tasks for locks that are over by now, some at a time; how many domains they are for."""
    domain_registrants.locks_ended(session, now)
    due = domain_registrants.lifts_due(session, now, MOST_AT_ONCE)
    for account_id in sorted({domain.account_id for domain in due}):
        _begin(session, office, account_id, [domain for domain in due if domain.account_id == account_id], now)
    return len(due)


def _begin(session: Session, office: Office, account_id: int, due: Sequence[LiftDue], now: Instant) -> None:
    by_route: dict[Route, list[LiftDue]] = {}
    unserved: list[int] = []
    for domain in sorted(due, key=lambda domain: domain.id):
        registry = office.catalogue.of(domain.name)
        if registry is None:
            unserved.append(domain.id)
        else:
            by_route.setdefault(Route(registry.name, Method.UPDATE), []).append(domain)
    # The suffix was served when the lock was set; an operator who took its registry away lifts locks there by hand.
    domain_registrants.lock_lifted(session, unserved, now)
    if by_route:
        task = NewTask(task_no=new_uuid(session.ids), account_id=account_id, kind=TaskKind.LIFT_TRANSFER_LOCK)
        task_plan.begin(session, office, task, task_plan.plan(office, [], by_route), now)
