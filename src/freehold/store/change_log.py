"""What was changed of an account's domains, read off the rows that changed it: there is no second book to fall behind."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.task_rows import about
from freehold.store.tasks import ITEM_COLUMNS, OF_CALLERS, TASK_COLUMNS, Item, Task, items, task_of, tasks
from freehold.terms.instants import Instant
from freehold.terms.tasks import FIRST_FINAL

MOST = 1000
"""Changes told of at most, the newest; the published API has the same bound (registrant-family.md, 10)."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """A change in the log: the item that made it."""

    task_id: int
    seq: int


def newest(
    session: Session,
    account_id: int,
    *,
    domain_name: str | None = None,
    ended_from: Instant | None = None,
    ended_before: Instant | None = None,
) -> list[Place]:
    """Where the account's newest finished changes are, newest task first; one more than ``MOST`` when there are more."""
    # The sum keeps the planner from going through all tasks where a domain leads to a few of their rows.
    account = tasks.c.account_id if domain_name is None else tasks.c.account_id + sa.literal_column("0")
    where: list[sa.ColumnElement[bool]] = [
        account == account_id, OF_CALLERS, items.c.state >= int(FIRST_FINAL)
    ]  # fmt: skip
    where += about(domain_name)
    if ended_from is not None:
        where.append(items.c.updated_at >= ended_from)
    if ended_before is not None:
        where.append(items.c.updated_at < ended_before)
    rows = session.execute(
        sa.select(items.c.task_id, items.c.seq)
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(*where)
        .order_by(tasks.c.created_at.desc(), tasks.c.id.desc(), items.c.seq)
        .limit(MOST + 1)
    )
    return [Place(row.task_id, row.seq) for row in rows]


def read(session: Session, account_id: int, places: Sequence[Place]) -> list[tuple[Task, Item]]:
    """The account's items at these places, in their order, each with its task."""
    wanted = {place.task_id for place in places}
    of_account = sa.select(*TASK_COLUMNS).where(tasks.c.account_id == account_id, tasks.c.id.in_(wanted))
    known = {row.id: task_of(session, tuple(row)) for row in session.execute(of_account)}
    numbers = [sa.and_(items.c.task_id == place.task_id, items.c.seq == place.seq) for place in places]
    rows = session.execute(sa.select(items.c.task_id, *ITEM_COLUMNS).where(sa.or_(*numbers))) if numbers else ()
    found = {(row.task_id, row.seq): Item(*tuple(row)[1:]) for row in rows}
    return [(known[place.task_id], found[place.task_id, place.seq]) for place in places if place.task_id in known]
