"""Mails to be sent, written with the change that causes them (REL-15); claimed, sent and noted after it."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant
from freehold.terms.mails import MailState

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("event", sa.String(64), primary_key=True, comment="what the mail is about; gives its Message-ID"),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("recipient", SealedColumn, nullable=False, comment="C2"),
    sa.Column("recipient_digest", sa.LargeBinary(16), nullable=False, index=True, comment="exact search by address"),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("body", SealedColumn, nullable=False, comment="C2"),
    sa.Column("html", SealedColumn, comment="the same for programs that show it. C2"),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("due_at", InstantColumn, comment="not before; system time"),
    sa.Column("trouble", sa.String(255), comment="what kept it from going out or made it come back, addresses masked"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("sent_at", InstantColumn),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.Index("ix_outbox_open", "created_at", "event",
             sqlite_where=sa.text("state < 2"), postgresql_where=sa.text("state < 2")),
    comment="Mails, written with the change that causes them. C1",
)  # fmt: skip

_LONGEST_TROUBLE = 255


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent."""

    event: str
    account_id: int
    recipient: str
    subject: str
    body: str
    html: str = ""
    created_at: Instant

    def __repr__(self) -> str:
        """Without address and text (SEC-44)."""
        return f"Mail(event={self.event!r})"


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A mail and how it fared."""

    mail: Mail
    state: MailState
    attempts: int
    due_at: Instant | None
    trouble: str | None
    sent_at: Instant | None
    updated_at: Instant


def put(session: Session, mail: Mail) -> None:
    """Queue a mail; its event makes it one, however often it is written."""
    seal = session.vault.seal
    known = session.execute(sa.select(outbox.c.event).where(outbox.c.event == mail.event)).first()
    if known is None:
        session.execute(
            outbox.insert().values(
                event=mail.event,
                account_id=mail.account_id,
                recipient=seal("outbox.recipient", mail.account_id, mail.event, mail.recipient),
                recipient_digest=_digest(session, mail.account_id, mail.recipient),
                subject=mail.subject,
                body=seal("outbox.body", mail.account_id, mail.event, mail.body),
                html=seal("outbox.html", mail.account_id, mail.event, mail.html) if mail.html else None,
                state=int(MailState.WAITING),
                created_at=mail.created_at,
                updated_at=mail.created_at,
            )
        )


def any_due(session: Session, system_now: Instant) -> bool:
    """Whether a mail waits whose time has come; asked often, and cheap."""
    return session.execute(sa.select(outbox.c.event).where(*_due(system_now)).limit(1)).first() is not None


def any_under_way(session: Session, system_now: Instant) -> bool:
    """Whether a mail is being sent, or waits and its time has come."""
    sending = outbox.c.state == int(MailState.SENDING)
    return any_due(session, system_now) or session.execute(sa.select(outbox.c.event).where(sending)).first() is not None


def claim(session: Session, limit: int, system_now: Instant) -> list[tuple[Mail, int]]:
    """Take mails that are due for sending, oldest first; each with which attempt this is."""
    chosen = sa.select(outbox.c.event).where(*_due(system_now)).order_by(outbox.c.created_at, outbox.c.event)
    events = list(session.execute(chosen.limit(limit)).scalars())
    session.execute(
        outbox.update()
        .where(outbox.c.event.in_(events))
        .values(state=int(MailState.SENDING), attempts=outbox.c.attempts + 1, due_at=None)
    )
    rows = session.execute(
        sa.select(outbox).where(outbox.c.event.in_(events)).order_by(outbox.c.created_at, outbox.c.event)
    )
    return [(_opened(session, row), row.attempts) for row in rows]


def unclaim(session: Session) -> int:
    """Let go of what a process that died had claimed; how many. For the start, before anything is claimed."""
    freed = session.execute(
        outbox.update().where(outbox.c.state == int(MailState.SENDING)).values(state=int(MailState.WAITING))
    )
    return freed.rowcount


def mark_sent(session: Session, event: str, now: Instant) -> None:
    """Note that a claimed mail went out."""
    _note(session, event, MailState.SENT, now, trouble=None, sent_at=now)


def put_off(session: Session, event: str, trouble: str, due_at: Instant, now: Instant) -> None:
    """Note that a claimed mail could not go out now, and is tried again at *due_at* (system time)."""
    _note(session, event, MailState.WAITING, now, trouble=trouble[:_LONGEST_TROUBLE], due_at=due_at)


def give_up(session: Session, event: str, trouble: str, now: Instant) -> None:
    """Note that a claimed mail is not tried any more."""
    _note(session, event, MailState.GIVEN_UP, now, trouble=trouble[:_LONGEST_TROUBLE])


def bounced(session: Session, event: str, trouble: str, now: Instant) -> bool:
    """Note that a mail that was sent came back; False when it is not one that was sent.

    A bounce may be faster than we are in noting that the mail went out, and tells that it did where the answer was lost.
    """
    changed = session.execute(
        outbox.update()
        .where(outbox.c.event == event, outbox.c.state <= int(MailState.SENT), outbox.c.attempts > 0)
        .values(state=int(MailState.BOUNCED), trouble=trouble[:_LONGEST_TROUBLE], due_at=None, updated_at=now)
    )
    return changed.rowcount == 1


def again(session: Session, event: str, now: Instant) -> bool:
    """Let a mail that was given up or came back be sent once more; False when it is neither."""
    stopped = [int(MailState.GIVEN_UP), int(MailState.BOUNCED)]
    changed = session.execute(
        outbox.update()
        .where(outbox.c.event == event, outbox.c.state.in_(stopped))
        .values(state=int(MailState.WAITING), attempts=0, due_at=None, sent_at=None, updated_at=now)
    )
    return changed.rowcount == 1


def _note(session: Session, event: str, state: MailState, now: Instant, **more: object) -> None:
    session.execute(
        outbox.update()
        .where(outbox.c.event == event, outbox.c.state == int(MailState.SENDING))
        .values(state=int(state), updated_at=now, **more)
    )


def find(session: Session, event: str) -> Posted | None:
    """The mail of this event; for operators."""
    row = session.execute(sa.select(outbox).where(outbox.c.event == event)).first()
    return None if row is None else _posted(session, row)


def newest(session: Session, states: Sequence[MailState], limit: int) -> list[Posted]:
    """Mails in these states, newest first, some of them; for operators."""
    rows = session.execute(
        sa.select(outbox)
        .where(outbox.c.state.in_([int(state) for state in states]))
        .order_by(outbox.c.created_at.desc(), outbox.c.event)
        .limit(limit)
    )
    return [_posted(session, row) for row in rows]


def sent_to(session: Session, address: str) -> list[str]:
    """Events of the mails that were sent to an address, whosever they are, newest first; for operators."""
    senders = session.execute(sa.select(outbox.c.account_id).distinct()).scalars()
    digests = [_digest(session, account_id, address) for account_id in senders]
    return list(
        session.execute(
            sa.select(outbox.c.event)
            .where(outbox.c.recipient_digest.in_(digests), outbox.c.state == int(MailState.SENT))
            .order_by(outbox.c.created_at.desc(), outbox.c.event)
        ).scalars()
    )


def lost_of_task(session: Session, task_id: int) -> int:
    """How many mails about a task, to holders, were given up or came back; for operators."""
    about = sa.or_(*(outbox.c.event.startswith(f"{kind}-{task_id}-") for kind in ("changed", "confirm")))
    found = session.execute(sa.select(sa.func.count()).where(about, outbox.c.state >= int(MailState.GIVEN_UP)))
    return int(found.scalar_one())


def counts(session: Session, since: Instant) -> dict[MailState, int]:
    """How many mails are in each state, of those that changed since then or are not settled."""
    rows = session.execute(
        sa.select(outbox.c.state, sa.func.count().label("number"))
        .where(sa.or_(outbox.c.updated_at >= since, outbox.c.state < int(MailState.SENT)))
        .group_by(outbox.c.state)
    )
    return {MailState(row.state): row.number for row in rows}


def put_off_now(session: Session) -> int:
    """How many mails wait because something kept them from going out."""
    found = session.execute(
        sa.select(sa.func.count()).where(outbox.c.state == int(MailState.WAITING), outbox.c.trouble.is_not(None))
    )
    return int(found.scalar_one())


def _due(system_now: Instant) -> list[sa.ColumnElement[bool]]:
    return [
        outbox.c.state < sa.literal_column(str(int(MailState.SENT))),
        outbox.c.state == int(MailState.WAITING),
        sa.or_(outbox.c.due_at.is_(None), outbox.c.due_at <= system_now),
    ]


def _digest(session: Session, account_id: int, address: str) -> bytes:
    return session.vault.digest("outbox", account_id, address.casefold())


def _posted(session: Session, row: sa.Row[tuple[object, ...]]) -> Posted:
    return Posted(
        mail=_opened(session, row),
        state=MailState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        trouble=row.trouble,
        sent_at=row.sent_at,
        updated_at=row.updated_at,
    )


def _opened(session: Session, row: sa.Row[tuple[object, ...]]) -> Mail:
    open_text = session.vault.open_text
    return Mail(
        event=row.event,
        account_id=row.account_id,
        recipient=open_text("outbox.recipient", row.account_id, row.event, row.recipient),
        subject=row.subject,
        body=open_text("outbox.body", row.account_id, row.event, row.body),
        html="" if row.html is None else open_text("outbox.html", row.account_id, row.event, row.html),
        created_at=row.created_at,
    )
