"""A task's counters, and what its account has not acknowledged; both move in the transaction of the items (INV-12)."""

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.accounts import accounts
from freehold.store.tasks import OF_CALLERS, tasks
from freehold.terms.instants import Instant
from freehold.terms.tasks import FIRST_FINAL, ItemState


def untold(more: sa.ColumnElement[int]) -> sa.ColumnElement[object]:
    """What ``untold_account_id`` comes to when *more* items ended, or fewer are left to be acknowledged."""
    return sa.case((tasks.c.succeeded + tasks.c.failed + more > tasks.c.acknowledged, tasks.c.account_id), else_=None)


_COUNT_UNTOLD = Prepared(
    lambda: (
        accounts.update()
        .where(
            accounts.c.id
            == sa.select(tasks.c.account_id).where(tasks.c.id == sa.bindparam("task"), OF_CALLERS).scalar_subquery()
        )
        .values(untold=accounts.c.untold + sa.bindparam("more"))
    )
)


def count_untold(session: Session, task_id: int, more: int) -> None:
    """Count for the task's account that *more* of the task's items ended, or that fewer are left to be acknowledged."""
    if more:
        _COUNT_UNTOLD.run(session, task=task_id, more=more)


_COUNT = Prepared(
    lambda: (
        tasks.update()
        .where(tasks.c.id == sa.bindparam("task"))
        .values(
            waiting=tasks.c.waiting + sa.bindparam("more_waiting"),
            executing=tasks.c.executing + sa.bindparam("more_executing"),
            succeeded=tasks.c.succeeded + sa.bindparam("more_succeeded"),
            failed=tasks.c.failed + sa.bindparam("more_failed"),
            untold_account_id=untold(sa.bindparam("more_succeeded") + sa.bindparam("more_failed")),
            updated_at=sa.bindparam("now"),
        )
    )
)


def counter_of(state: ItemState) -> str:
    """Which of a task's four counters an item of this state is in."""
    if state is ItemState.WAITING:
        return "waiting"
    if state is ItemState.SUCCEEDED:
        return "succeeded"
    return "executing" if state < FIRST_FINAL else "failed"


def count(session: Session, task_id: int, moves: Sequence[tuple[ItemState, ItemState]], now: Instant) -> None:
    """Move a task's counters by the moves of its items."""
    more: Counter[str] = Counter()
    for before, after in moves:
        more[counter_of(before)] -= 1
        more[counter_of(after)] += 1
    _COUNT.run(
        session,
        task=task_id,
        more_waiting=more["waiting"],
        more_executing=more["executing"],
        more_succeeded=more["succeeded"],
        more_failed=more["failed"],
        now=now,
    )
    count_untold(session, task_id, more["succeeded"] + more["failed"])
