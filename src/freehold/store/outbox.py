"""Mails to be sent, written with the change that causes them (REL-15); delivered after it."""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("event", sa.String(64), primary_key=True, comment="what the mail is about; gives its Message-ID"),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("recipient", SealedColumn, nullable=False, comment="C2"),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("body", SealedColumn, nullable=False, comment="C2"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("sent_at", InstantColumn, index=True),
    comment="Mails, written with the change that causes them. C1",
)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent."""

    event: str
    account_id: int
    recipient: str
    subject: str
    body: str
    created_at: Instant


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
                subject=mail.subject,
                body=seal("outbox.body", mail.account_id, mail.event, mail.body),
                created_at=mail.created_at,
            )
        )


def due(session: Session, limit: int = 100) -> list[Mail]:
    """Mails that are not sent, oldest first."""
    rows = session.execute(
        sa.select(outbox).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.created_at, outbox.c.event).limit(limit)
    )
    open_text = session.vault.open_text
    return [
        Mail(
            event=row.event,
            account_id=row.account_id,
            recipient=open_text("outbox.recipient", row.account_id, row.event, row.recipient),
            subject=row.subject,
            body=open_text("outbox.body", row.account_id, row.event, row.body),
            created_at=row.created_at,
        )
        for row in rows
    ]


def mark_sent(session: Session, events: list[str], now: Instant) -> None:
    """Note that mails went out."""
    session.execute(outbox.update().where(outbox.c.event.in_(events)).values(sent_at=now))
