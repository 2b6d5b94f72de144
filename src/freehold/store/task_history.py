"""Tasks and their items walked by cursors: from a given row on, at the same cost however deep it lies."""

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.tasks import ITEM_COLUMNS, OF_CALLERS, TASK_COLUMNS, Item, Task, items, task_of, tasks
from freehold.terms.instants import Instant
from freehold.terms.paging import Stretch
from freehold.terms.tasks import ItemState, place_of

Row = TypeVar("Row")

_PLACE = sa.tuple_(tasks.c.created_at, tasks.c.id)


def walk(
    session: Session,
    account_id: int,
    size: int,
    *,
    start: Task | None = None,
    no_later_than: Instant | None = None,
    created_from: Instant | None = None,
    created_before: Instant | None = None,
) -> Stretch[Task]:
    """The account's tasks that a call asked for, newest first, from *start* (included) on.

    Without *start*, from the newest that was made *no_later_than*, or the newest of all, on.
    """
    where: list[sa.ColumnElement[bool]] = [tasks.c.account_id == account_id, OF_CALLERS]
    if created_from is not None:
        where.append(tasks.c.created_at >= created_from)
    if created_before is not None:
        where.append(tasks.c.created_at < created_before)
    downward, upward = (tasks.c.created_at.desc(), tasks.c.id.desc()), (tasks.c.created_at, tasks.c.id)
    here = []
    if start is not None:
        here.append(sa.tuple_(sa.literal(start.created_at), sa.literal(start.id)) >= _PLACE)
    elif no_later_than is not None:
        here.append(tasks.c.created_at <= no_later_than)
    found = _tasks(session, sa.select(*TASK_COLUMNS).where(*where, *here).order_by(*downward).limit(size + 1))
    before: list[Task] = []
    if found and here:
        behind = sa.tuple_(sa.literal(found[0].created_at), sa.literal(found[0].id)) < _PLACE
        before = _tasks(session, sa.select(*TASK_COLUMNS).where(*where, behind).order_by(*upward).limit(size))
    return _stretch(found, before, size)


def _tasks(session: Session, statement: sa.Select[tuple[object, ...]]) -> list[Task]:
    return [task_of(session, tuple(row)) for row in session.execute(statement)]


def walk_items(
    session: Session,
    task: Task,
    size: int,
    *,
    first: int = 1,
    states: Sequence[ItemState] | None = None,
    domain_name: str | None = None,
) -> Stretch[Item]:
    """Those items of a task that fit, in their order, from the one numbered *first* (included) on."""
    where = [items.c.task_id == task.id]
    if states is not None:
        where.append(items.c.state.in_([int(state) for state in states]))
    if domain_name is not None:
        where.append(items.c.domain_name == domain_name)
    reading = sa.select(*ITEM_COLUMNS)
    found = _items(session, reading.where(*where, items.c.seq >= first).order_by(items.c.seq).limit(size + 1))
    before: list[Item] = []
    if found and first > 1:
        earlier = reading.where(*where, items.c.seq < found[0].seq).order_by(items.c.seq.desc())
        before = _items(session, earlier.limit(size))
    return _stretch(found, before, size)


def _items(session: Session, statement: sa.Select[tuple[object, ...]]) -> list[Item]:
    return [Item(*tuple(row)) for row in session.execute(statement)]


def _stretch(found: list[Row], before: list[Row], size: int) -> Stretch[Row]:
    return Stretch(found[:size], found[size] if len(found) > size else None, before[-1] if before else None)


def item_of(
    session: Session, task: Task, *, detail_no: str | None = None, domain_name: str | None = None
) -> Item | None:
    """The task's item of this number, or of this domain, or of both."""
    where = [items.c.task_id == task.id]
    if detail_no is not None:
        place = place_of(detail_no)
        if place is None:
            return None
        where += [items.c.seq == place[1], items.c.detail_no == detail_no]
    if domain_name is not None:
        where.append(items.c.domain_name == domain_name)
    row = session.execute(sa.select(*ITEM_COLUMNS).where(*where)).first()
    return None if row is None else Item(*tuple(row))
