"""Accept a switch of the transfer lock or update lock: check, and write task, items and chunks in the caller's transaction.

The list is taken whole or refused whole; a domain whose update lock stands in the way makes a failed item (decision 7).
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.operations import domain_lists, task_plan
from freehold.operations.office import Office
from freehold.operations.registrant_change.routes import without_registry
from freehold.operations.task_plan import Route
from freehold.store.domains import Candidate
from freehold.store.new_tasks import NewTask
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import Lock, LockSetting
from freehold.terms.methods import Method
from freehold.terms.reasons import Reason
from freehold.terms.tasks import TaskKind

_KINDS = {Lock.TRANSFER: TaskKind.SWITCH_TRANSFER_LOCK, Lock.UPDATE: TaskKind.SWITCH_UPDATE_LOCK}


def switch(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    lock: Lock,
    on: bool,
    client_ip: str,
    now: Instant,
) -> str:
    """Accept that a lock of these domains is to be on or off; the task's number. Duplicates count once."""
    found = domain_lists.free(session, account_id, domain_lists.folded(office, names))
    task = NewTask(
        task_no=new_uuid(session.ids), account_id=account_id, kind=_KINDS[lock], lock_after=on, client_ip=client_ip
    )

    def verdict(candidate: Candidate) -> Route | Reason | None:
        if candidate.update_lock == LockSetting.ON.value and lock is not Lock.UPDATE:
            return Reason.UPDATE_LOCKED
        if candidate.transferring_out:
            return Reason.TRANSFERRING
        registry = office.catalogue.of(candidate.name)
        if registry is None:
            by_hand = without_registry(office, candidate.name, now) is not None
            return None if by_hand else Reason.NO_REGISTRY
        return Route(registry.name, Method.UPDATE)

    task_plan.begin(session, office, task, task_plan.sorted_out(office, found, verdict), now)
    return task.task_no
