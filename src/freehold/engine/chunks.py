"""Chunks: items handed to a worker together. Cut a task into them, enqueue them, and hold the fence.

A chunk is a range of a task's items on one lane of one registry. It is worked on in *rounds*: the first is enqueued in the
submit's own transaction, a further one whenever a round leaves items that are due later. ``run_token`` is the fence
(REL-4): each run takes the next one, and every transaction of an older run is refused.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session, given
from freehold.db.types import IdColumn, InstantColumn
from freehold.terms.instants import Instant
from freehold.terms.methods import Method

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("registry", sa.String(64), nullable=False),
    sa.Column("method", sa.String(24), nullable=False, comment="how the registry takes it, as known at the start"),
    sa.Column("lane", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False, comment="among the chunks of its lane; the smaller goes first"),
    sa.Column("first", sa.Integer, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("run_token", sa.BigInteger, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column(
        "woken", sa.Boolean, nullable=False, server_default=sa.false(), comment="a round was enqueued for at once"
    ),
    sa.Column(
        "held_for", sa.String(40), comment="reason for which it waits; none: it is worked on or has its turn to come"
    ),
    sa.Column(
        "cancelled",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="nothing that changes is begun any more",
    ),
    sa.Column("updated_at", InstantColumn, nullable=False, comment="system time"),
    sa.Index("ix_chunks_open", "open", sqlite_where=sa.text("open = 1"), postgresql_where=sa.text("open")),
    comment="Ranges of items handed to workers. C1",
)

SMALL_TASK = 25
"""A task of no more items at a registry goes first there, on the interactive lane if there is one."""

_SMALL, _BULK = 10, 1000
"""Priorities: small tasks before all others, and of the others first chunks before second ones, so that a task that
comes late does not wait for the whole of one that came before."""

LARGEST_CHUNK = 1000
SECONDS_A_CHUNK = 7.5
"""A chunk lasts about this long at the lane's pace: long enough to be cheap, short enough to be handed over."""


class Slice(msgspec.Struct, frozen=True):
    """A chunk to be: a range of items and where it goes."""

    number: int
    registry: str
    method: Method
    lane: int
    priority: int
    first: int
    last: int


class Chunk(msgspec.Struct, frozen=True):
    """A chunk in the hands of a run."""

    task_id: int
    number: int
    kind: str
    registry: str
    method: str
    lane: int
    priority: int
    first: int
    last: int
    round: int
    run_token: int
    cancelled: bool
    """Its task was cancelled: what was sent is settled, nothing is begun."""


def cut(
    number: int, registry: str, method: Method, lanes: int, pace: float | None, first: int, count: int
) -> list[Slice]:
    """Cut *count* items from *first* on into slices over a registry's lanes; numbers go on from *number*.

    *pace* is commands a second of one lane, None where the registry sets none. Lane 0 is the interactive one wherever
    there is another.
    """
    if count <= SMALL_TASK or lanes == 1:
        bulk = [0]
    else:
        bulk = list(range(1, lanes))
    largest = LARGEST_CHUNK if pace is None else max(1, min(LARGEST_CHUNK, int(pace * SECONDS_A_CHUNK)))
    # Even slices, a whole number of turns for all lanes, so that no lane idles while another ends.
    turns = -(-count // (largest * len(bulk)))
    size = -(-count // (turns * len(bulk)))
    starts = range(first, first + count, size)
    return [
        Slice(
            number + index,
            registry,
            method,
            bulk[index % len(bulk)],
            _SMALL if count <= SMALL_TASK else _BULK + index,
            start,
            min(start + size, first + count) - 1,
        )
        for index, start in enumerate(starts)
    ]


def write(
    session: Session, task_id: int, kind: str, slices: Sequence[Slice], now: Instant, asleep: Collection[int] = ()
) -> None:
    """Write a task's chunks, round 1 each; those *asleep* are closed until somebody wakes them."""
    _ADD.many(
        session,
        [
            {
                "task_id": task_id,
                "number": piece.number,
                "kind": kind,
                "registry": piece.registry,
                "method": piece.method.value,
                "lane": piece.lane,
                "priority": piece.priority,
                "first": piece.first,
                "last": piece.last,
                "round": 1,
                "run_token": 0,
                "open": piece.number not in asleep,
                "updated_at": now,
            }
            for piece in slices
        ],
    )


_ADD = Prepared(
    lambda: chunks.insert().values(
        given(
            "task_id", "number", "kind", "registry", "method", "lane", "priority", "first", "last", "round",
            "run_token", "open", "updated_at",
        )
    )
)  # fmt: skip

_COLUMNS = [getattr(chunks.c, name) for name in Chunk.__struct_fields__]

_TAKE = Prepared(
    lambda: (
        chunks.update()
        .where(
            chunks.c.task_id == sa.bindparam("task"),
            chunks.c.number == sa.bindparam("chunk"),
            chunks.c.round == sa.bindparam("this_round"),
            chunks.c.open.is_(True),
        )
        .values(
            run_token=chunks.c.run_token + sa.literal_column("1"),
            woken=sa.false(),
            held_for=sa.null(),
            updated_at=sa.bindparam("now"),
        )
        .returning(*_COLUMNS)
    )
)


def take(session: Session, task_id: int, number: int, round_: int, now: Instant) -> Chunk | None:
    """Take the chunk for a new run: the next token. None when the chunk has moved on to another round or is closed."""
    found = _TAKE.run(session, task=task_id, chunk=number, this_round=round_, now=now).fetchall()
    return _chunk(found[0]) if found else None


def _chunk(row: Sequence[Any]) -> Chunk:
    """As the driver gives it: a truth value is a number in SQLite."""
    *rest, cancelled = row
    return Chunk(*[*rest, bool(cancelled)])


_HOLD = Prepared(
    lambda: (
        chunks.update()
        .where(
            chunks.c.task_id == sa.bindparam("task"),
            chunks.c.number == sa.bindparam("chunk"),
            chunks.c.run_token == sa.bindparam("token"),
        )
        .values(updated_at=sa.bindparam("now"))
        .returning(chunks.c.cancelled)
    )
)


class Fenced(Exception):
    """A newer run owns the chunk; this one writes and sends nothing more."""


def hold(session: Session, chunk: Chunk, now: Instant) -> Chunk:
    """Make sure that this run still owns the chunk; the first statement of each of its transactions. Raises Fenced.

    What it gives is the chunk as it stands: whether its task was cancelled meanwhile.
    """
    found = _HOLD.run(session, task=chunk.task_id, chunk=chunk.number, token=chunk.run_token, now=now).fetchall()
    if len(found) != 1:
        raise Fenced(f"{chunk.task_id}:{chunk.number}")
    cancelled = bool(found[0][0])
    return chunk if cancelled == chunk.cancelled else msgspec.structs.replace(chunk, cancelled=cancelled)


_NEXT_ROUND = Prepared(
    lambda: (
        chunks.update()
        .where(chunks.c.task_id == sa.bindparam("task"), chunks.c.number == sa.bindparam("chunk"))
        .values(
            round=chunks.c.round + sa.literal_column("1"),
            open=sa.true(),
            held_for=sa.null(),
            updated_at=sa.bindparam("now"),
        )
        .returning(chunks.c.round)
    )
)


def next_round(session: Session, task_id: int, number: int, now: Instant) -> int:
    """Open the chunk's next round; its number."""
    ((round_,),) = _NEXT_ROUND.run(session, task=task_id, chunk=number, now=now).fetchall()
    return int(round_)


def wake(session: Session, task_id: int, number: int, now: Instant) -> int | None:
    """Open the chunk's next round for at once; its number, None when that was done and nobody took it yet.

    A thousand messages that come together wake a chunk once: the round that takes it sees all that is due by then.
    """
    found = session.execute(
        chunks.update()
        .where(chunks.c.task_id == task_id, chunks.c.number == number, chunks.c.woken.is_(False))
        .values(woken=True, round=chunks.c.round + 1, open=True, updated_at=now)
        .returning(chunks.c.round)
    ).scalar()
    return None if found is None else int(found)


def reopen(session: Session, task_id: int, number: int) -> bool:
    """Let the sweep enqueue the chunk's next round at its next look; for processes that have no queue of their own.

    Tells whether its task was cancelled, so that there is nothing to go on with.
    """
    next_round(session, task_id, number, Instant(0))
    found = session.execute(sa.select(chunks.c.cancelled).where(chunks.c.task_id == task_id, chunks.c.number == number))
    return bool(found.scalar_one())


def cancel(session: Session, task_id: int) -> None:
    """Mark a task's chunks as cancelled; the first statement of the transaction that cancels its items.

    Each transaction of a run begins with its chunk's row, so that one of the two waits for the other.
    """
    session.execute(chunks.update().where(chunks.c.task_id == task_id).values(cancelled=True))


def close_all_but(session: Session, task_id: int, numbers: Sequence[int], now: Instant) -> None:
    """Close a task's chunks but those of these numbers; rounds that were enqueued for them find nothing to do."""
    session.execute(
        chunks.update()
        .where(chunks.c.task_id == task_id, chunks.c.open.is_(True), chunks.c.number.not_in(numbers))
        .values(open=False, held_for=None, updated_at=now)
    )


def reopen_all(session: Session, task_id: int) -> None:
    """The same for all chunks of a task."""
    session.execute(
        chunks.update()
        .where(chunks.c.task_id == task_id)
        .values(round=chunks.c.round + 1, open=True, held_for=None, updated_at=Instant(0))
    )


def find(session: Session, task_id: int, number: int, round_: int) -> Chunk | None:
    """The chunk, if it is open and at this round."""
    row = session.execute(
        sa.select(*(getattr(chunks.c, name) for name in Chunk.__struct_fields__)).where(
            chunks.c.task_id == task_id, chunks.c.number == number, chunks.c.round == round_, chunks.c.open.is_(True)
        )
    ).first()
    return None if row is None else Chunk(*tuple(row))


def place_of(session: Session, task_id: int, number: int) -> tuple[str, int, int]:
    """The registry and lane a chunk belongs to, and its priority there."""
    row = session.execute(
        sa.select(chunks.c.registry, chunks.c.lane, chunks.c.priority).where(
            chunks.c.task_id == task_id, chunks.c.number == number
        )
    ).one()
    return row.registry, row.lane, row.priority


def wait(session: Session, chunk: Chunk, reason: str) -> None:
    """Note that the chunk waits, and why."""
    session.execute(
        chunks.update()
        .where(chunks.c.task_id == chunk.task_id, chunks.c.number == chunk.number)
        .values(held_for=reason)
    )


def held(session: Session, registry: str, limit: int) -> list[Chunk]:
    """Open chunks of a registry that wait for a hold to end, some at a time."""
    rows = session.execute(
        sa.select(*(getattr(chunks.c, name) for name in Chunk.__struct_fields__))
        .where(chunks.c.open.is_(True), chunks.c.registry == registry, chunks.c.held_for.is_not(None))
        .order_by(chunks.c.priority)
        .limit(limit)
    )
    return [Chunk(*tuple(row)) for row in rows]


def waiting_at(session: Session) -> dict[str, tuple[int, int]]:
    """How many chunks are open at each registry, and how many of them wait for a hold to end."""
    rows = session.execute(
        sa.select(chunks.c.registry, sa.func.count().label("all"), sa.func.count(chunks.c.held_for).label("held"))
        .where(chunks.c.open.is_(True))
        .group_by(chunks.c.registry)
    )
    return {row.registry: (row.all, row.held) for row in rows}


def close(session: Session, chunk: Chunk, now: Instant) -> None:
    """Note that none of the chunk's items is open any more."""
    session.execute(
        chunks.update()
        .where(chunks.c.task_id == chunk.task_id, chunks.c.number == chunk.number)
        .values(open=False, updated_at=now)
    )


def still_open(session: Session, before: Instant, now: Instant) -> list[Chunk]:
    """Open chunks that nobody wrote to since *before* (system time), for the sweep; and those written to after *now*.

    The latter by a host whose clock is ahead, which says nothing of when.
    """
    return [_chunk(row) for row in _STILL_OPEN.run(session, before=before, now=now)]


_STILL_OPEN = Prepared(
    lambda: sa.select(*_COLUMNS).where(
        chunks.c.open.is_(True),
        sa.or_(chunks.c.updated_at < sa.bindparam("before"), chunks.c.updated_at > sa.bindparam("now")),
    )
)
