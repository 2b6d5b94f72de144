"""Pages of the items that ended and that their account has not acknowledged, over all its tasks, oldest task first.

Which tasks a page is of is told by their counters, and each is then read by its number. A database that joins tasks to
items by itself may begin with the items that everybody acknowledged long ago: 131 ms for a page of twenty behind 200,000
of them, seen on PostgreSQL.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store import accounts
from freehold.store.task_counters import counter_of
from freehold.store.task_rows import about, ended
from freehold.store.tasks import ITEM_COLUMNS, OF_CALLERS, Item, items, tasks
from freehold.terms.instants import Instant
from freehold.terms.paging import Page
from freehold.terms.tasks import FIRST_FINAL, ItemState, TaskKind

UNTOLD = sa.and_(items.c.acknowledged_at.is_(None), items.c.state >= sa.literal_column(str(int(FIRST_FINAL))))
"""What restricts a statement to items that ended and are not acknowledged."""


class Ended(msgspec.Struct, frozen=True, gc=False):
    """An item that ended, and the task it is of."""

    task_no: str
    kind: TaskKind
    asked_at: Instant
    item: Item


class _Holder(NamedTuple):
    """A task that has untold items, and how many."""

    id: int
    task_no: str
    kind: str
    created_at: Instant
    untold: int


class _Share(NamedTuple):
    """What a page has of a task: *take* of its untold items, behind the first *skip*."""

    task: _Holder
    skip: int
    take: int


_LEFT = tasks.c.succeeded + tasks.c.failed - tasks.c.acknowledged
_HOLDERS = sa.select(*(tasks.c[name] for name in _Holder._fields[:-1]), _LEFT).where(
    tasks.c.untold_account_id == sa.bindparam("account_id"), OF_CALLERS
)
_FIRST_HOLDERS = Prepared(lambda: _HOLDERS.order_by(tasks.c.id).limit(sa.bindparam("most")))
_HOLDER = Prepared(lambda: _HOLDERS.where(tasks.c.task_no == sa.bindparam("task_no")))

_PART = Prepared(
    lambda: (
        sa.select(*ITEM_COLUMNS)
        .where(items.c.task_id == sa.bindparam("task_id"), UNTOLD)
        .order_by(items.c.seq)
        .limit(sa.bindparam("take"))
        .offset(sa.bindparam("skip"))
    )
)


def page(
    session: Session,
    account_id: int,
    number: int,
    size: int,
    *,
    task_no: str | None = None,
    domain_name: str | None = None,
    instance_id: str | None = None,
    states: Sequence[ItemState] | None = None,
) -> Page[Ended]:
    """One page of those of the account's untold items that fit."""
    first = (number - 1) * size
    of_items = [*about(domain_name, instance_id), *([] if states is None else ended(states))]
    of_task = None if task_no is None else _holders(_HOLDER.run(session, account_id=account_id, task_no=task_no))
    if of_items:
        # The sum keeps the planner from going through all tasks where a domain leads to a few of their rows.
        leads = domain_name is not None or instance_id is not None
        account = tasks.c.untold_account_id + sa.literal_column("0") if leads else tasks.c.untold_account_id
        of_tasks = [account == account_id, OF_CALLERS]
        if of_task is not None:
            of_tasks.append(tasks.c.id.in_([task.id for task in of_task]))
        if states is not None:
            # Of most tasks, none failed: their rows need not be looked at.
            of_tasks.append(sa.or_(*(tasks.c[counter] > 0 for counter in {counter_of(state) for state in states})))
        total, rows = _found(session, [*of_tasks, UNTOLD, *of_items], first, size)
    elif of_task is not None:
        total, rows = sum(task.untold for task in of_task), _read(session, _shares(of_task, first, size))
    else:
        total = accounts.untold(session, account_id)
        # Each holds one at least.
        most = first + size if first < total else 0
        holders = _holders(_FIRST_HOLDERS.run(session, account_id=account_id, most=most))
        rows = _read(session, _shares(holders, first, size))
    return Page(rows, number, size, total)


def _holders(rows: Iterable[Sequence[Any]]) -> list[_Holder]:
    return [_Holder(*row) for row in rows]


def _shares(holders: Iterable[_Holder], first: int, size: int) -> list[_Share]:
    """What a page of *size* items has of each task, behind the *first* ones of all."""
    shares = []
    for task in holders:
        skip = min(first, task.untold)
        take = min(size, task.untold - skip)
        if take:
            shares.append(_Share(task, skip, take))
        first, size = first - skip, size - take
    return shares


def _read(session: Session, shares: Sequence[_Share]) -> list[Ended]:
    """The items of a page: the first and the last task's part each for itself, all between by one statement."""
    found: dict[int, list[Sequence[Any]]] = {share.task.id: [] for share in shares}
    whole = [share.task.id for share in shares if share.take == share.task.untold]
    if whole:
        rows = session.execute(
            sa.select(items.c.task_id, *ITEM_COLUMNS)
            .where(items.c.task_id.in_(whole), UNTOLD)
            .order_by(items.c.task_id, items.c.seq)
        )
        for row in map(tuple, rows):
            found[row[0]].append(row[1:])
    for share in shares:
        if share.take < share.task.untold:
            found[share.task.id] = _PART.run(
                session, task_id=share.task.id, skip=share.skip, take=share.take
            ).fetchall()
    return [_ended(share.task, row) for share in shares for row in found[share.task.id]]


def _ended(task: _Holder, row: Sequence[Any]) -> Ended:
    return Ended(task.task_no, TaskKind(task.kind), task.created_at, Item(*row))


def _found(session: Session, where: Sequence[sa.ColumnElement[bool]], first: int, size: int) -> tuple[int, list[Ended]]:
    """How many items fit, and those of them that are behind the *first* ones."""
    of_tasks = sa.join(tasks, items, items.c.task_id == tasks.c.id)
    total = int(session.execute(sa.select(sa.func.count()).select_from(of_tasks).where(*where)).scalar_one())
    if first >= total:
        return total, []
    columns = [tasks.c[name] for name in _Holder._fields[:-1]]
    rows = session.execute(
        sa.select(*columns, _LEFT, *ITEM_COLUMNS)
        .select_from(of_tasks)
        .where(*where)
        .order_by(tasks.c.id, items.c.seq)
        .limit(size)
        .offset(first)
    )
    held = len(_Holder._fields)
    return total, [_ended(_Holder(*row[:held]), row[held:]) for row in map(tuple, rows)]
