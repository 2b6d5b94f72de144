"""Begin the replacing of codes whose 15 days are over: a code opens a domain as long as the registry has it.

The code's row says when; a look every few seconds finds what is due, also after a start or when the clock was moved.
"""

from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.operations import task_plan
from freehold.operations.office import Office
from freehold.operations.task_plan import Route
from freehold.operations.transfer_code.submit import new_code
from freehold.store import transfer_codes
from freehold.store.new_tasks import NewTask
from freehold.store.transfer_codes import ReplaceDue
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from freehold.terms.tasks import TaskKind

MOST_AT_ONCE = 100


def begin_due(session: Session, office: Office, now: Instant) -> int:
    """Begin a task for each code that is over by now, some at a time; how many."""
    due = transfer_codes.replacements_due(session, now, MOST_AT_ONCE)
    for domain in sorted(due, key=lambda domain: domain.id):
        _begin(session, office, domain, now)
    return len(due)


def _begin(session: Session, office: Office, domain: ReplaceDue, now: Instant) -> None:
    registry = office.catalogue.of(domain.name)
    if registry is None:
        # The suffix was served when the code was given; an operator who took its registry away replaces it there by hand.
        transfer_codes.leave(session, domain.id)
        return
    task = NewTask(task_no=new_uuid(session.ids), account_id=domain.account_id, kind=TaskKind.END_TRANSFER_CODE)
    planned = task_plan.plan(office, [], {Route(registry.name, Method.UPDATE): [domain]})
    task_id = task_plan.begin(session, office, task, planned, now)
    transfer_codes.ask(session, domain.account_id, domain.id, task_id, new_code(session.ids))
