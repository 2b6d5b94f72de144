"""Poll messages received from registries: stored before they are acknowledged, told apart by their id (REL-11)."""

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant
from freehold.terms.maintenance import Maintenance

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("registry", sa.String(64), nullable=False),
    sa.Column("message_id", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("object_name", sa.String(255), nullable=False, comment="domain or contact it is about; empty: none"),
    sa.Column("text", sa.String(1024), nullable=False),
    sa.Column("raw", SealedColumn, nullable=False, comment="the whole message. C2"),
    sa.Column("received_at", InstantColumn, nullable=False, comment="system time"),
    sa.UniqueConstraint("registry", "message_id"),
    sa.Index("ix_messages_object", "registry", "object_name"),
    comment="What registries wanted us to know. C1",
)


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it came."""

    registry: str
    message_id: str
    kind: str
    object_name: str
    text: str
    raw: bytes
    trids: tuple[str, str | None] = ("", None)
    leaving: str | None = None
    maintenance: Maintenance | None = None
    changed_by: str = ""


def latest_words(session: Session, registry: str, object_name: str) -> str:
    """The text of the last message about an object; empty when there was none."""
    found = session.execute(
        sa.select(messages.c.text)
        .where(messages.c.registry == registry, messages.c.object_name == object_name)
        .order_by(messages.c.id.desc())
    ).scalar()
    return found or ""


def keep(session: Session, message: NewMessage, now: Instant) -> bool:
    """Store a message; False when it is stored already."""
    known = session.execute(
        sa.select(messages.c.id).where(
            messages.c.registry == message.registry, messages.c.message_id == message.message_id
        )
    ).first()
    if known is not None:
        return False
    row = f"{message.registry}|{message.message_id}"
    session.execute(
        messages.insert().values(
            registry=message.registry,
            message_id=message.message_id,
            kind=message.kind,
            object_name=message.object_name,
            text=message.text[:1024],
            raw=session.vault.seal("messages.raw", 0, row, message.raw),
            received_at=now,
        )
    )
    return True
