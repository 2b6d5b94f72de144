"""Cancelling a task: what was not sent ends at once, what was sent ends as the registry shows."""

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.task_counters import count_untold, untold
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

AT_WORK = (ItemState.EXECUTING, ItemState.AWAITING_REGISTRY)
"""The registry may know of these; nobody can call back what was sent."""


def cancel(session: Session, account_id: int, task_id: int, now: Instant) -> None:
    """Mark the account's task as cancelled, and end its items of which the registry surely did nothing; their domains are free.

    Expects that the engine's chunks of the task were cancelled before, in the same transaction: no run begins one of
    these items then.
    """
    waiting = _end(session, task_id, ItemState.WAITING, now)
    put_back = _end(session, task_id, ItemState.LATER, now) + _end(
        session, task_id, ItemState.AWAITING_CONFIRMATION, now
    )
    session.execute(
        tasks.update()
        .where(tasks.c.id == task_id, tasks.c.account_id == account_id)
        .values(
            waiting=tasks.c.waiting - waiting,
            executing=tasks.c.executing - put_back,
            failed=tasks.c.failed + waiting + put_back,
            untold_account_id=untold(sa.literal(waiting + put_back)),
            cancelled_at=sa.func.coalesce(tasks.c.cancelled_at, now),
            updated_at=now,
        )
    )
    count_untold(session, task_id, waiting + put_back)


def _end(session: Session, task_id: int, state: ItemState, now: Instant) -> int:
    return session.execute(
        items.update()
        .where(items.c.task_id == task_id, items.c.state == int(state))
        .values(
            state=int(ItemState.CANCELLED),
            busy_domain_id=None,
            reason=Reason.CANCELLED.code,
            message=None,
            due_at=None,
            updated_at=now,
        )
    ).rowcount


def chunks_at_work(session: Session, account_id: int, task_id: int) -> list[int]:
    """The chunks of the account's task that have items which were sent and have not ended."""
    rows = session.execute(
        sa.select(items.c.chunk)
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(
            items.c.task_id == task_id,
            tasks.c.account_id == account_id,
            items.c.state.in_([int(state) for state in AT_WORK]),
        )
        .distinct()
    )
    return [row.chunk for row in rows]
