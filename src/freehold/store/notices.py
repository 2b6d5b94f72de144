"""Which tasks have successes that the holders were not told of yet, and by when they are to be told.

A row is written with the first success of a task. Notices go out in waves: one when the task is over, and one before where
that would be too late. ``items.told`` is the wave in which a row was told of; *after* is how far a wave has come.
"""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.contacts import contacts
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.tasks import ItemState

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("wave", sa.SmallInteger, nullable=False),
    sa.Column("after", sa.LargeBinary(16), comment="persons up to this digest are written to; none: no wave under way"),
    sa.Column("due_at", InstantColumn, comment="at the latest; none: nothing is left to tell"),
    sa.Index("ix_notices_due_at", "due_at",
             sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL")),
    comment="Tasks whose holders are to be told. C1",
)  # fmt: skip


class Notice(msgspec.Struct, frozen=True):
    """A task whose holders are to be told, and how far that has come."""

    task_id: int
    wave: int
    after: bytes | None


class Told(msgspec.Struct, frozen=True):
    """One domain that a prior holder is told of, and how many there are in all for that person."""

    person: bytes
    prior_id: int
    domain_name: str
    count: int


_SCHEDULE = Prepared(
    lambda: (
        notices.update()
        .where(notices.c.task_id == sa.bindparam("task"))
        .values(due_at=sa.func.coalesce(notices.c.due_at, sa.bindparam("due")))
    )
)


def schedule(session: Session, task_id: int, due_at: Instant) -> None:
    """Have the holders told of a task's new successes by then, or when the task is over."""
    if _SCHEDULE.run(session, task=task_id, due=due_at).rowcount == 0:
        session.execute(notices.insert().values(task_id=task_id, wave=0, due_at=due_at))


def due(session: Session, now: Instant) -> list[Notice]:
    """Tasks with a wave under way, or one to begin: the task is over, or its time is."""
    over = tasks.c.succeeded + tasks.c.failed == tasks.c.total
    rows = session.execute(
        sa.select(notices.c.task_id, notices.c.wave, notices.c.after)
        .join(tasks, tasks.c.id == notices.c.task_id)
        # Not merely "is not null": a range is looked up in the index.
        .where(notices.c.due_at > 0, sa.or_(notices.c.after.is_not(None), notices.c.due_at <= now, over))
        .order_by(notices.c.due_at, notices.c.task_id)
    )
    return [Notice(*tuple(row)) for row in rows]


def begin_wave(session: Session, task_id: int) -> None:
    """Take what succeeded and was not told of into a new wave."""
    wave = session.execute(
        notices.update()
        .where(notices.c.task_id == task_id, notices.c.after.is_(None))
        .values(wave=notices.c.wave + 1, after=b"")
        .returning(notices.c.wave)
    ).scalar()
    if wave is not None:
        session.execute(items.update().where(*_untold(task_id)).values(told=wave))


def domains_of(session: Session, notice: Notice, most_names: int, limit: int) -> list[Told]:
    """Domains of a wave by prior holder, from behind its mark on: each person's first names, some rows at a time."""
    place = sa.func.row_number().over(partition_by=contacts.c.email_digest, order_by=items.c.seq)
    number = sa.func.count().over(partition_by=contacts.c.email_digest)
    told = (
        sa.select(
            contacts.c.email_digest, items.c.prior_id, items.c.domain_name, number.label("number"),
            place.label("place"), items.c.seq,
        )
        .join(contacts, contacts.c.id == items.c.prior_id)
        .where(items.c.task_id == notice.task_id, items.c.told == notice.wave)
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        sa.select(told.c.email_digest, told.c.prior_id, told.c.domain_name, told.c.number)
        .where(told.c.place <= most_names, told.c.email_digest > (notice.after or b""))
        .order_by(told.c.email_digest, told.c.seq)
        .limit(limit)
    )
    return [Told(*tuple(row)) for row in rows]


def names_of(session: Session, notice: Notice, most_names: int) -> tuple[list[str], int]:
    """The first names of a wave, and how many it has in all."""
    of_wave = (items.c.task_id == notice.task_id, items.c.told == notice.wave)
    names = session.execute(sa.select(items.c.domain_name).where(*of_wave).order_by(items.c.seq).limit(most_names))
    count = session.execute(sa.select(sa.func.count()).select_from(items).where(*of_wave)).scalar_one()
    return list(names.scalars()), int(count)


def count_of(session: Session, notice: Notice, person: bytes) -> int:
    """How many domains of a wave a person was the holder of."""
    found = session.execute(
        sa.select(sa.func.count())
        .select_from(items.join(contacts, contacts.c.id == items.c.prior_id))
        .where(items.c.task_id == notice.task_id, items.c.told == notice.wave, contacts.c.email_digest == person)
    )
    return int(found.scalar_one())


def advance(session: Session, task_id: int, after: bytes) -> None:
    """Note how far a wave has come."""
    session.execute(notices.update().where(notices.c.task_id == task_id).values(after=after))


def end_wave(session: Session, task_id: int, due_at: Instant) -> None:
    """Note that everybody was written to; what succeeded meanwhile is to be told of by *due_at*."""
    more = session.execute(sa.select(items.c.seq).where(*_untold(task_id)).limit(1)).first() is not None
    session.execute(
        notices.update().where(notices.c.task_id == task_id).values(after=None, due_at=due_at if more else None)
    )


def _untold(task_id: int) -> list[sa.ColumnElement[bool]]:
    succeeded = items.c.state == int(ItemState.SUCCEEDED)
    return [items.c.task_id == task_id, succeeded, items.c.told.is_(None)]
