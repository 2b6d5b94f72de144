"""Items that wait for a person: the operator's work list."""

import msgspec
import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.task_counters import count
from freehold.store.tasks import FOR_A_PERSON, items, tasks
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

_LISTED = sa.text(f"({FOR_A_PERSON})")
"""As the index has it: a database uses it for these words only. Neither column is in another table of these queries."""

_HELD = items.c.state == sa.literal_column(str(int(ItemState.HELD)))


class HeldItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item that waits for a person, and what was promised."""

    task_id: int
    task_no: str
    account_id: int
    kind: TaskKind
    contact_id: int | None
    """None where a lock is to be switched."""
    lock_after: bool
    seq: int
    chunk: int
    domain_id: int
    domain_name: str
    reason: str | None
    message: str | None
    updated_at: Instant
    asked_at: Instant
    """When the task was accepted."""
    lock_waived: bool
    """The prior holder gave the transfer lock up, before the change."""
    cancelled_at: Instant | None
    """When a call asked to cancel the task."""


_FIELDS = [
    *(getattr(items.c, name) for name in ("task_id", "seq", "chunk", "domain_id", "domain_name", "reason", "message", "updated_at",
      "lock_waived")),
    *(getattr(tasks.c, name) for name in ("task_no", "account_id", "kind", "contact_id", "lock_after", "cancelled_at")),
    tasks.c.created_at.label("asked_at"),
]  # fmt: skip


def after(session: Session, place: tuple[int, int], limit: int) -> list[HeldItem]:
    """Items on the work list, oldest task first, from behind *place* (task id, number) on; some at a time."""
    rows = session.execute(
        sa.select(*_FIELDS)
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(_LISTED, sa.tuple_(items.c.task_id, items.c.seq) > place)
        .order_by(items.c.task_id, items.c.seq)
        .limit(limit)
    )
    return [_read(row) for row in rows]


def of_domain(session: Session, domain_name: str) -> HeldItem | None:
    """The domain's item that waits; a domain has one at most (INV-6)."""
    row = session.execute(
        sa.select(*_FIELDS)
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(_HELD, items.c.domain_name == domain_name)
        .order_by(items.c.task_id.desc())
    ).first()
    return None if row is None else _read(row)


def _read(row: sa.Row[tuple[object, ...]]) -> HeldItem:
    return HeldItem(**{**row._mapping, "kind": TaskKind(row.kind)})


def waiting_for_key(session: Session, domain_name: str) -> HeldItem | None:
    """The domain's item that waits for its registry, and for the key that it mailed."""
    row = session.execute(
        sa.select(*_FIELDS)
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(
            items.c.state == int(ItemState.AWAITING_REGISTRY),
            items.c.reason == Reason.KEY_NEEDED.code,
            items.c.domain_name == domain_name,
        )
    ).first()
    return None if row is None else HeldItem(**row._mapping)


def hasten(session: Session, item: HeldItem, now: Instant) -> None:
    """Let an item that waits for its registry be looked at now; *now* is system time."""
    session.execute(
        items.update().where(items.c.task_id == item.task_id, items.c.seq == item.seq).values(due_at=now, reason=None)
    )


def release(
    session: Session, item: HeldItem, state: ItemState, reason: Reason | None, message: str | None, now: Instant
) -> bool:
    """Move the item on as a person decided, counters included; False when it waits no more."""
    changed = session.execute(
        items.update()
        .where(items.c.task_id == item.task_id, items.c.seq == item.seq, _HELD)
        .values(
            state=int(state),
            busy_domain_id=None if state.final else item.domain_id,
            reason=None if reason is None else reason.code,
            message=message,
            due_at=None,
            updated_at=now,
        )
    )
    if changed.rowcount != 1:
        return False
    count(session, item.task_id, [(ItemState.HELD, state)], now)
    return True
