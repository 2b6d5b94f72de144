"""Holders who are asked to confirm a change of registrant, one row per person and task. A person is a mail address.

Of a link's token only a digest is kept. Rows are made from the task's items in one statement, because a task may have as
many prior holders as domains.
"""

import hashlib
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.store import task_documents
from freehold.store.contacts import contacts
from freehold.store.task_counters import count
from freehold.store.tasks import items
from freehold.terms.confirmations import ConfirmationState, HolderRole
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

confirmations = sa.Table(
    "confirmations",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), nullable=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("person", sa.LargeBinary(16), nullable=False, comment="digest of the mail address, as contacts have it"),
    sa.Column("contact_id", IdColumn, sa.ForeignKey("contacts.id"), nullable=False),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("token_digest", sa.LargeBinary(32), unique=True),
    sa.Column("asked_at", InstantColumn, nullable=False, comment="when the task was accepted"),
    sa.Column("sent_at", InstantColumn),
    sa.Column("opened_at", InstantColumn),
    sa.Column("answered_at", InstantColumn),
    sa.Column("answered_ip", SealedColumn, comment="C2"),
    sa.Column("lock_waived_at", InstantColumn, comment="the prior holder gave the transfer lock up, before the change"),
    sa.Column("lapses_at", InstantColumn, nullable=False),
    sa.UniqueConstraint("task_id", "person"),
    sa.Index("ix_confirmations_open", "lapses_at",
             sqlite_where=sa.text("state < 3"), postgresql_where=sa.text("state < 3")),
    comment="Holders asked to confirm changes. C1",
)  # fmt: skip

_OPEN = confirmations.c.state < sa.literal_column(str(int(ConfirmationState.CONFIRMED)))
_AWAITING = items.c.state == int(ItemState.AWAITING_CONFIRMATION)


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word on one task."""

    id: int
    task_id: int
    account_id: int
    person: bytes
    contact_id: int
    role: HolderRole
    state: ConfirmationState
    asked_at: Instant
    sent_at: Instant | None
    opened_at: Instant | None
    answered_at: Instant | None
    lock_waived_at: Instant | None
    lapses_at: Instant


def token_digest(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def begin(
    session: Session, task_id: int, account_id: int, new_contact_id: int, now: Instant, lapses_at: Instant
) -> None:
    """Write down whom the task's items that await it ask: their prior holders, and the new one."""
    new_person = sa.select(contacts.c.email_digest).where(contacts.c.id == new_contact_id).scalar_subquery()
    role = sa.case((contacts.c.email_digest == new_person, HolderRole.BOTH.value), else_=HolderRole.PRIOR.value)
    fixed = (
        sa.literal(task_id), sa.literal(account_id), sa.literal(int(ConfirmationState.WRITTEN)),
        sa.literal(now, InstantColumn()), sa.literal(lapses_at, InstantColumn()),
    )  # fmt: skip
    names = ["task_id", "account_id", "state", "asked_at", "lapses_at", "person", "contact_id", "role"]
    prior = (
        sa.select(*fixed, contacts.c.email_digest, sa.func.min(items.c.prior_id), role)
        .select_from(items.join(contacts, contacts.c.id == items.c.prior_id))
        .where(items.c.task_id == task_id, _AWAITING)
        .group_by(contacts.c.email_digest)
    )
    session.execute(confirmations.insert().from_select(names, prior))
    known = sa.exists().where(confirmations.c.task_id == task_id, confirmations.c.person == contacts.c.email_digest)
    new = sa.select(*fixed, contacts.c.email_digest, contacts.c.id, sa.literal(HolderRole.NEW.value)).where(
        contacts.c.id == new_contact_id, ~known
    )
    session.execute(confirmations.insert().from_select(names, new))


def unsent(session: Session, limit: int) -> list[Confirmation]:
    """Some of those whose mail is not written yet."""
    return _read(session, [_OPEN, confirmations.c.state == int(ConfirmationState.WRITTEN)], limit)


def sent(session: Session, confirmation_id: int, token: str, now: Instant) -> None:
    """Note that the mail with this link's token was written."""
    session.execute(
        confirmations.update()
        .where(confirmations.c.id == confirmation_id, confirmations.c.state == int(ConfirmationState.WRITTEN))
        .values(state=int(ConfirmationState.SENT), token_digest=token_digest(token), sent_at=now)
    )


def by_token(session: Session, token: str) -> Confirmation | None:
    """The confirmation that this link is for; whoever has the link is the person."""
    found = _read(session, [confirmations.c.token_digest == token_digest(token)], 1)
    return found[0] if found else None


def opened(session: Session, confirmation_id: int, now: Instant) -> None:
    """Note that the link was opened, the first time."""
    session.execute(
        confirmations.update()
        .where(confirmations.c.id == confirmation_id, confirmations.c.state == int(ConfirmationState.SENT))
        .values(state=int(ConfirmationState.OPENED), opened_at=now)
    )


def answered(
    session: Session, one: Confirmation, state: ConfirmationState, now: Instant, *, ip: str, lock_waived: bool
) -> bool:
    """Note the person's answer; False when there was one before, or it came too late."""
    changed = session.execute(
        confirmations.update()
        .where(confirmations.c.id == one.id, _OPEN, confirmations.c.lapses_at > now)
        .values(
            state=int(state),
            opened_at=sa.func.coalesce(confirmations.c.opened_at, now),
            answered_at=now,
            answered_ip=session.vault.seal("confirmations.answered_ip", one.account_id, one.id, ip),
            lock_waived_at=now if lock_waived else None,
        )
    )
    return changed.rowcount == 1


def answered_from(session: Session, one: Confirmation) -> str:
    """The address that the answer came from; nothing while there is none. For operators."""
    sealed = session.execute(sa.select(confirmations.c.answered_ip).where(confirmations.c.id == one.id)).scalar_one()
    if sealed is None:
        return ""
    return session.vault.open_text("confirmations.answered_ip", one.account_id, one.id, sealed)


def lapsing(session: Session, now: Instant, limit: int) -> list[Confirmation]:
    """Some of those that nobody answered in time."""
    return _read(session, [_OPEN, confirmations.c.lapses_at <= now], limit)


def end(session: Session, confirmation_id: int, state: ConfirmationState) -> bool:
    """Close an open confirmation without an answer; False when it was closed before."""
    changed = session.execute(
        confirmations.update().where(confirmations.c.id == confirmation_id, _OPEN).values(state=int(state))
    )
    return changed.rowcount == 1


def end_moot(session: Session, account_id: int, task_id: int) -> None:
    """Close the account's task's open confirmations once none of its items awaits one."""
    awaited = sa.exists().where(items.c.task_id == task_id, _AWAITING)
    session.execute(
        confirmations.update()
        .where(confirmations.c.task_id == task_id, confirmations.c.account_id == account_id, _OPEN, ~awaited)
        .values(state=int(ConfirmationState.MOOT))
    )


def free(session: Session, task_id: int, now: Instant) -> list[int]:
    """Move the items on whose prior holder and new holder both confirmed; the chunks they are in.

    An item that is done by hand goes to the work list, the others to the workers. While a document that came with the task is
    under review, all of them wait for that.
    """
    confirmed = (confirmations.c.task_id == task_id, confirmations.c.state == int(ConfirmationState.CONFIRMED))
    of_new = confirmations.c.role != HolderRole.PRIOR.value
    if session.execute(sa.select(confirmations.c.id).where(*confirmed, of_new)).first() is None:
        return []
    word = confirmations.join(contacts, contacts.c.email_digest == confirmations.c.person)
    ready = sa.select(contacts.c.id).select_from(word).where(
        *confirmed, confirmations.c.role != HolderRole.NEW.value, contacts.c.account_id == confirmations.c.account_id
    )  # fmt: skip
    waived = ready.where(confirmations.c.lock_waived_at.is_not(None))
    where = (items.c.task_id == task_id, _AWAITING, items.c.prior_id.in_(ready))
    found = session.execute(
        sa.select(items.c.chunk, sa.func.count().label("number")).where(*where).group_by(items.c.chunk)
    ).all()
    by_hand = items.c.chunk == 0
    reviewed = task_documents.under_review(session, task_id)
    session.execute(
        items.update()
        .where(*where)
        .values(
            state=int(ItemState.LATER)
            if reviewed
            else sa.case((by_hand, int(ItemState.HELD)), else_=int(ItemState.WAITING)),
            reason=Reason.DOCUMENT_IN_REVIEW.code
            if reviewed
            else sa.case((by_hand, Reason.BY_HAND.code), else_=sa.null()),
            lock_waived=items.c.prior_id.in_(waived),
            updated_at=now,
        )
    )
    moves = [
        (ItemState.AWAITING_CONFIRMATION, _freed(row.chunk, reviewed=reviewed))
        for row in found
        for _ in range(row.number)
    ]
    if moves:
        count(session, task_id, moves, now)
    return [row.chunk for row in found if row.chunk and not reviewed]


def _freed(chunk: int, *, reviewed: bool) -> ItemState:
    if reviewed:
        return ItemState.LATER
    return ItemState.WAITING if chunk else ItemState.HELD


def fail(session: Session, one: Confirmation, reason: Reason, now: Instant) -> int:
    """End the items that await a person's word without a change; how many."""
    task_id, where = one.task_id, _hanging_on(one)
    changed = session.execute(
        items.update()
        .where(*where)
        .values(state=int(ItemState.FAILED), busy_domain_id=None, reason=reason.code, updated_at=now)
    )
    if changed.rowcount:
        count(session, task_id, [(ItemState.AWAITING_CONFIRMATION, ItemState.FAILED)] * changed.rowcount, now)
    return changed.rowcount


def _hanging_on(one: Confirmation) -> list[sa.ColumnElement[bool]]:
    """Items that wait for a person: of a prior holder theirs, of the new one all."""
    where = [items.c.task_id == one.task_id, _AWAITING]
    if one.role is HolderRole.PRIOR:
        theirs = sa.select(contacts.c.id).where(
            contacts.c.account_id == one.account_id, contacts.c.email_digest == one.person
        )
        where.append(items.c.prior_id.in_(theirs))
    return where


def names_of(session: Session, one: Confirmation, most: int) -> tuple[list[str], int]:
    """The first domains that hang on a person's word, and how many there are in all."""
    where = _hanging_on(one)
    names = session.execute(sa.select(items.c.domain_name).where(*where).order_by(items.c.seq).limit(most)).scalars()
    number = session.execute(sa.select(sa.func.count()).select_from(items).where(*where)).scalar_one()
    return list(names), int(number)


def newest(
    session: Session, states: Sequence[ConfirmationState], task_id: int | None, limit: int
) -> list[Confirmation]:
    """Confirmations in these states, newest first, some of them; for operators."""
    where: list[sa.ColumnElement[bool]] = [confirmations.c.state.in_([int(state) for state in states])]
    if task_id is not None:
        where.append(confirmations.c.task_id == task_id)
    return _read(session, where, limit, newest_first=True)


def _read(
    session: Session, where: list[sa.ColumnElement[bool]], limit: int, *, newest_first: bool = False
) -> list[Confirmation]:
    columns = [getattr(confirmations.c, name) for name in Confirmation.__struct_fields__]
    # By the end of their time, as the index of open ones is: a look at those must not cost what all of them cost.
    order = [confirmations.c.id.desc()] if newest_first else [confirmations.c.lapses_at, confirmations.c.id]
    rows = session.execute(sa.select(*columns).where(*where).order_by(*order).limit(limit))
    return [
        Confirmation(**{**row._mapping, "role": HolderRole(row.role), "state": ConfirmationState(row.state)})
        for row in rows
    ]
