"""Rows that ended and that their account has not acknowledged: over all its tasks, until it says that it knows.

A task counts how many of its ended items are acknowledged, in the transaction that marks them, and names its account while
it has others (``untold_account_id``, the key of an index). So what was acknowledged long ago costs nothing, and the engine pays nothing for rows that nobody polls.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.task_rows import about, ended
from freehold.store.tasks import ITEM_COLUMNS, OF_CALLERS, Item, counter_of, items, tasks, untold
from freehold.terms.instants import Instant
from freehold.terms.paging import Page
from freehold.terms.tasks import FIRST_FINAL, ItemState, TaskKind, place_of

_UNKNOWN = sa.and_(items.c.acknowledged_at.is_(None), items.c.state >= sa.literal_column(str(int(FIRST_FINAL))))


class Ended(msgspec.Struct, frozen=True, gc=False):
    """An item that ended, and the task it is of."""

    task_no: str
    kind: TaskKind
    asked_at: Instant
    item: Item


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
    """One page of the account's ended and not acknowledged items that fit, oldest task first."""
    if domain_name is None and instance_id is None and states is None:
        return _all_of(session, account_id, number, size, task_no)
    of_items = [*about(domain_name, instance_id), *([] if states is None else ended(states))]
    # The sum keeps the planner from going through all tasks where a domain leads to a few of their rows.
    leads = domain_name is not None or instance_id is not None
    account = tasks.c.untold_account_id + sa.literal_column("0") if leads else tasks.c.untold_account_id
    of_tasks = [account == account_id, OF_CALLERS]
    if task_no is not None:
        of_tasks.append(tasks.c.task_no == task_no)
    if states is not None:
        # Of most tasks, none failed: their rows need not be looked at.
        of_tasks.append(sa.or_(*(getattr(tasks.c, counter) > 0 for counter in {counter_of(state) for state in states})))
    count = sa.select(sa.func.count()).select_from(_FOUND).where(*of_tasks, _UNKNOWN, *of_items)
    total = int(session.execute(count).scalar_one())
    first = (number - 1) * size
    if first >= total:
        return Page([], number, size, total)
    rows = session.execute(_rows(*of_tasks, *of_items).limit(size).offset(first))
    return Page([_ended(tuple(row)) for row in rows], number, size, total)


_FOUND = sa.join(tasks, items, items.c.task_id == tasks.c.id)


def _rows(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(tasks.c.task_no, tasks.c.kind, tasks.c.created_at, *ITEM_COLUMNS)
        .select_from(_FOUND)
        .where(*where, _UNKNOWN)
        .order_by(tasks.c.id, items.c.seq)
    )


def _told_of(*, one_task: bool) -> list[sa.ColumnElement[bool]]:
    whose = [tasks.c.untold_account_id == sa.bindparam("account"), OF_CALLERS]
    return [*whose, tasks.c.task_no == sa.bindparam("task_no")] if one_task else whose


def _left(*, one_task: bool) -> Prepared:
    left = sa.func.sum(tasks.c.succeeded + tasks.c.failed - tasks.c.acknowledged)
    return Prepared(lambda: sa.select(sa.func.coalesce(left, 0)).where(*_told_of(one_task=one_task)))


def _next(*, one_task: bool) -> Prepared:
    size, first = (sa.bindparam(name, type_=sa.Integer) for name in ("size", "first"))
    return Prepared(lambda: _rows(*_told_of(one_task=one_task)).limit(size).offset(first))


_LEFT = {one_task: _left(one_task=one_task) for one_task in (False, True)}
_NEXT = {one_task: _next(one_task=one_task) for one_task in (False, True)}
"""What pollers ask all day, of all tasks or of one."""


def _all_of(session: Session, account_id: int, number: int, size: int, task_no: str | None) -> Page[Ended]:
    """One page of all the account's items of this kind, of one task where it is told."""
    one_task = task_no is not None
    whose: dict[str, object] = {"account": account_id, **({"task_no": task_no} if one_task else {})}
    total = int(_LEFT[one_task].run(session, **whose).fetchone()[0])
    first = (number - 1) * size
    if first >= total:
        return Page([], number, size, total)
    rows = _NEXT[one_task].run(session, **whose, size=size, first=first)
    return Page([_ended(row) for row in rows], number, size, total)


def _ended(row: tuple[Any, ...]) -> Ended:
    return Ended(row[0], TaskKind(row[1]), row[2], Item(*row[3:]))


_ACKNOWLEDGE = Prepared(
    lambda: (
        items.update()
        .where(
            items.c.task_id == sa.bindparam("task"),
            items.c.seq == sa.bindparam("place"),
            items.c.detail_no == sa.bindparam("number"),
            _UNKNOWN,
        )
        .values(acknowledged_at=sa.bindparam("now"))
    )
)


def acknowledge(session: Session, account_id: int, numbers: Iterable[str], now: Instant) -> int:
    """Mark those of the numbered items that are the account's and ended; how many were not marked before."""
    by_task: dict[str, list[tuple[int, str]]] = {}
    for number in numbers:
        place = place_of(number)
        if place is not None:
            by_task.setdefault(place[0], []).append((place[1], number))
    marked = 0
    for beginning in sorted(by_task):
        task_id = _task_of(session, account_id, beginning)
        if task_id is not None:
            marked += _mark(session, task_id, by_task[beginning], now)
    return marked


def _task_of(session: Session, account_id: int, beginning: str) -> int | None:
    """The account's task whose number begins so; of one that a person cannot tell from it there is none (96 bits)."""
    return session.execute(
        sa.select(tasks.c.id).where(
            tasks.c.task_no >= beginning,
            # Behind every digit that may follow.
            tasks.c.task_no < beginning + "g",
            tasks.c.account_id == account_id,
            OF_CALLERS,
        )
    ).scalar()


def _mark(session: Session, task_id: int, places: Sequence[tuple[int, str]], now: Instant) -> int:
    marked = _ACKNOWLEDGE.many(
        session, [{"task": task_id, "place": place, "number": number, "now": now} for place, number in sorted(places)]
    )
    if marked:
        session.execute(
            tasks.update()
            .where(tasks.c.id == task_id)
            .values(acknowledged=tasks.c.acknowledged + marked, untold_account_id=untold(sa.literal(-marked)))
        )
    return marked
