"""What the store tells of its size and age, for figures: only what is unfinished is looked at, through its own indexes."""

import msgspec
import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.outbox import outbox
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.mails import FIRST_SETTLED
from freehold.terms.tasks import ItemState


class OpenItems(msgspec.Struct, frozen=True):
    """The unfinished items of one state."""

    state: ItemState
    count: int
    oldest_at: Instant
    """When the task of the oldest was accepted, in business time."""


class OpenTasks(msgspec.Struct, frozen=True):
    """The tasks that have unfinished items."""

    waiting: int
    """None of their items was begun."""
    executing: int


class OpenMails(msgspec.Struct, frozen=True):
    """The mails that did not leave yet."""

    count: int
    oldest_at: Instant | None


def open_items(session: Session) -> list[OpenItems]:
    """The unfinished items, by state; those who come first are of the task accepted first."""
    busy = items.c.busy_domain_id.is_not(None)
    rows = session.execute(
        sa.select(items.c.state, sa.func.count().label("number"), sa.func.min(items.c.task_id).label("first"))
        .where(busy)
        .group_by(items.c.state)
    ).all()
    accepted = {
        row.id: row.created_at
        for row in session.execute(
            sa.select(tasks.c.id, tasks.c.created_at).where(tasks.c.id.in_([row.first for row in rows]))
        )
    }
    return [OpenItems(ItemState(row.state), row.number, accepted[row.first]) for row in rows]


def open_tasks(session: Session) -> OpenTasks:
    """How many tasks have unfinished items."""
    unfinished = sa.select(items.c.task_id).where(items.c.busy_domain_id.is_not(None)).distinct()
    row = session.execute(
        sa.select(
            sa.func.count().label("all"),
            sa.func.count(sa.case((tasks.c.waiting == tasks.c.total, 1))).label("waiting"),
        ).where(tasks.c.id.in_(unfinished))
    ).one()
    return OpenTasks(row.waiting, row.all - row.waiting)


def open_mails(session: Session) -> OpenMails:
    """How many mails wait, and since when the oldest does."""
    row = session.execute(
        sa.select(sa.func.count().label("number"), sa.func.min(outbox.c.created_at).label("oldest")).where(
            # As a literal, so that the partial index is found.
            outbox.c.state < sa.literal_column(str(int(FIRST_SETTLED)))
        )
    ).one()
    return OpenMails(row.number, None if row.oldest is None else Instant(row.oldest))
