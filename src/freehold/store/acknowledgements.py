"""Rows that ended are told until their account acknowledges them; ``untold_items.py`` has the pages.

A task counts how many of its ended items are acknowledged, in the transaction that marks them, and names its account while
it has others (``untold_account_id``, the key of an index). So what was acknowledged long ago costs nothing. The account
counts what it has over all its tasks, so that one which never acknowledges has its answer as fast.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.task_counters import count_untold, untold
from freehold.store.tasks import OF_CALLERS, items, tasks
from freehold.store.untold_items import UNTOLD
from freehold.terms.instants import Instant
from freehold.terms.tasks import place_of

_ACKNOWLEDGE = Prepared(
    lambda: (
        items.update()
        .where(
            items.c.task_id == sa.bindparam("task"),
            items.c.seq == sa.bindparam("place"),
            items.c.detail_no == sa.bindparam("number"),
            UNTOLD,
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
        count_untold(session, task_id, -marked)
    return marked
