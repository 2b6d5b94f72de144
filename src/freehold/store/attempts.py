"""Items as a worker reads and writes them: loaded by chunk, marked before sending, recorded after.

The three functions are the same for every kind of task (architecture.md, 4.4).
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec
import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.domains import domains
from freehold.store.task_counters import count
from freehold.store.tasks import items, tasks
from freehold.terms.fees import charge_note
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.outcomes import Done, Held, Later, Outcome, Pending, Refused, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import FIRST_FINAL, ItemState

_LONGEST_MESSAGE = 1024
"""Registry texts are data, cut to a thousand characters (SEC-43)."""

_LONGEST_TRID = 64
"""RFC 5730, trIDStringType; a registry that gives more must not stop the others' outcomes."""


class OpenItem(msgspec.Struct, frozen=True, gc=False):
    """An item that is not final, as a worker needs it."""

    seq: int
    domain_id: int
    domain_name: str
    state: ItemState
    attempts: int
    sends: int
    sent_at: Instant | None
    due_at: Instant | None
    registrant_handle: str | None
    """The registrant's object at the registry as it last showed it; none: it was never seen."""
    update_lock: str = LockSetting.NEVER_SET.value
    """The account's own update lock, as our copy has it."""
    lock_waived: bool = False
    """The prior holder gave the transfer lock up, before the change."""


class _Intent(Protocol):
    @property
    def item(self) -> OpenItem: ...
    @property
    def trid(self) -> str: ...


class _Finding(Protocol):
    @property
    def item(self) -> OpenItem: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def state(self) -> ItemState: ...
    @property
    def due_at(self) -> Instant | None: ...


_OF_ITEMS = [name for name in OpenItem.__struct_fields__ if hasattr(items.c, name)]
_FIRST_WORKED_ON: sa.ColumnElement[int] = sa.literal_column(str(int(ItemState.WAITING)))
"""What awaits a confirmation is below, and no worker's."""

_OPEN = Prepared(
    lambda: (
        sa.select(*(getattr(items.c if name in _OF_ITEMS else domains.c, name) for name in OpenItem.__struct_fields__))
        .join(domains, domains.c.id == items.c.domain_id)
        .where(
            items.c.task_id == sa.bindparam("task"),
            items.c.seq >= sa.bindparam("first"),
            items.c.seq <= sa.bindparam("last"),
            items.c.state >= _FIRST_WORKED_ON,
            items.c.state < sa.literal_column(str(int(FIRST_FINAL))),
            items.c.state != sa.literal_column(str(int(ItemState.HELD))),
        )
        .order_by(items.c.seq)
    )
)


def open_items(session: Session, task_id: int, first: int, last: int) -> list[OpenItem]:
    """The items of a range that a worker has to bring further, in order."""
    found = _OPEN.run(session, task=task_id, first=first, last=last)
    return [OpenItem(row[0], row[1], row[2], ItemState(row[3]), *row[4:]) for row in found]


_ONE: sa.ColumnElement[int] = sa.literal_column("1")
"""No parameter of its own, so that the driver takes the rows as they are."""

_INTEND = Prepared(
    lambda: (
        items.update()
        .where(items.c.task_id == sa.bindparam("task"), items.c.seq == sa.bindparam("number"))
        .values(
            state=sa.literal_column(str(int(ItemState.EXECUTING))),
            attempts=items.c.attempts + _ONE,
            sends=items.c.sends + _ONE,
            cl_trid=sa.bindparam("trid"),
            sent_at=sa.bindparam("sent"),
            due_at=sa.null(),
            updated_at=sa.bindparam("now"),
        )
    )
)


def intend(session: Session, task_id: int, intents: Sequence[_Intent], sent_at: Instant, now: Instant) -> None:
    """Mark items as sent before anything is sent (REL-5), and count the attempt.

    An item that waits for the registry's review keeps its marks: it is only asked about.
    """
    sending = [intent for intent in intents if intent.item.state is not ItemState.AWAITING_REGISTRY]
    _INTEND.many(
        session,
        [
            {"task": task_id, "number": intent.item.seq, "trid": intent.trid, "sent": sent_at, "now": now}
            for intent in sending
        ],
    )
    begun = [intent for intent in sending if intent.item.state is ItemState.WAITING]
    if begun:
        count(session, task_id, [(ItemState.WAITING, ItemState.EXECUTING)] * len(begun), now)


_RECORD = Prepared(
    lambda: (
        items.update()
        .where(items.c.task_id == sa.bindparam("task"), items.c.seq == sa.bindparam("number"))
        .values(
            state=sa.bindparam("new_state"),
            busy_domain_id=sa.bindparam("busy"),
            reason=sa.bindparam("why"),
            message=sa.bindparam("words"),
            sv_trid=sa.func.coalesce(sa.bindparam("trid", type_=sa.String), items.c.sv_trid),
            due_at=sa.bindparam("due"),
            sends=items.c.sends - sa.bindparam("unsent"),
            updated_at=sa.bindparam("now"),
        )
    )
)


def record(session: Session, task_id: int, findings: Sequence[_Finding], now: Instant) -> None:
    """Write what became of items, and move the task's counters."""
    _RECORD.many(session, [_row(task_id, finding, now) for finding in findings])
    count(session, task_id, [(ItemState.EXECUTING, finding.state) for finding in findings], now)


def _row(task_id: int, finding: _Finding, now: Instant) -> dict[str, object]:
    reason: str | None = None
    words = charged = ""
    trid: str | None = None
    unsent = 0
    match finding.outcome:
        case Done(sv_trid=given, charged=charged) | Pending(sv_trid=given, charged=charged):
            trid = given[:_LONGEST_TRID] or None
        case Refused(reason=why, message=words):
            reason = why.code
        case Later(reason=why, message=words):
            reason = why.code
            unsent = 0 if finding.item.state is ItemState.AWAITING_REGISTRY else 1
        case Held(reason=why, message=words):
            reason = why.code
        case Unknown(charged=charged):
            pass
    if isinstance(finding.outcome, Pending) and finding.outcome.reason is not None:
        reason, words = finding.outcome.reason.code, finding.outcome.message
    if charged and not words:
        words = charge_note(charged)
    return {
        "task": task_id,
        "number": finding.item.seq,
        "new_state": int(finding.state),
        "busy": None if finding.state.final else finding.item.domain_id,
        "why": reason,
        "words": words[:_LONGEST_MESSAGE] or None,
        "trid": trid,
        "due": finding.due_at,
        "unsent": unsent,
        "now": now,
    }


def note_of(session: Session, task_id: int, seq: int) -> str | None:
    """What was noted with an item: the registry's words, or what it charged."""
    row = session.execute(sa.select(items.c.message).where(items.c.task_id == task_id, items.c.seq == seq)).one()
    return None if row.message is None else str(row.message)


def hasten_contact(session: Session, contact_id: int, now: Instant) -> list[tuple[int, int]]:
    """Make items that wait for a contact's review due at once; the (task, chunk) they are in."""
    waiting = sa.and_(
        items.c.state == int(ItemState.LATER),
        items.c.reason == Reason.CONTACT_IN_REVIEW.code,
        items.c.task_id.in_(sa.select(tasks.c.id).where(tasks.c.contact_id == contact_id)),
    )
    found = session.execute(sa.select(items.c.task_id, items.c.chunk).where(waiting).distinct()).all()
    session.execute(items.update().where(waiting).values(due_at=now))
    return [(row.task_id, row.chunk) for row in found]


_WAIT = Prepared(
    lambda: (
        items.update()
        .where(
            items.c.task_id == sa.bindparam("task"),
            items.c.seq >= sa.bindparam("first"),
            items.c.seq <= sa.bindparam("last"),
            items.c.state >= _FIRST_WORKED_ON,
            items.c.state < sa.literal_column(str(int(ItemState.HELD))),
            # What waits for the contact's review is found by this reason when the review ends.
            sa.func.coalesce(items.c.reason, "") != sa.literal_column(f"'{Reason.CONTACT_IN_REVIEW.code}'"),
        )
        .values(reason=sa.bindparam("why"), message=sa.null(), updated_at=sa.bindparam("now"))
    )
)


def wait(session: Session, task_id: int, first: int, last: int, reason: str, now: Instant) -> None:
    """Tell at the open items of a range why they wait; what was done of each stays as it is."""
    _WAIT.run(session, task=task_id, first=first, last=last, why=reason, now=now)


def hasten(session: Session, domain_name: str, trids: tuple[str, str | None], now: Instant) -> tuple[int, int] | None:
    """Make the item that a message is about due at once; its (task, chunk), None when none waits.

    Found by the server's id of the command, then by the client's, then by the domain (epp-facts.md, 9).
    """
    waiting = sa.select(items.c.task_id, items.c.seq, items.c.chunk).where(
        items.c.state == int(ItemState.AWAITING_REGISTRY)
    )
    of_domain = waiting.join(domains, domains.c.id == items.c.busy_domain_id).where(domains.c.name == domain_name)
    server_trid, client_trid = trids
    row = None
    for narrowed, given in (
        (items.c.sv_trid == server_trid, server_trid),
        (items.c.cl_trid == client_trid, client_trid),
    ):
        if row is None and given:
            row = session.execute(of_domain.where(narrowed)).first()
    row = row or session.execute(of_domain).first()
    if row is None:
        return None
    session.execute(items.update().where(items.c.task_id == row.task_id, items.c.seq == row.seq).values(due_at=now))
    return row.task_id, row.chunk
