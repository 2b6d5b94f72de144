"""How far trades have come: what an item's own row cannot tell, written before and after each command (REL-5)."""

from enum import IntEnum

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.terms.instants import Instant

trades = sa.Table(
    "trades",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False, comment="the item's"),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("stage", sa.SmallInteger, nullable=False),
    sa.Column("begun_at", InstantColumn, nullable=False, comment="when holders began to be asked"),
    sa.Column(
        "expires_at", InstantColumn, comment="the end of the registration that the command named; none: none shown"
    ),
    comment="Trades that were begun, beside their items. C1",
)


class Stage(IntEnum):
    """What is known of a trade."""

    BEGUN = 0
    """Its command may have been sent."""
    ACCEPTED = 1
    """The registry took the command and shows nothing of it; it mailed a key, or asked the holders."""
    PENDING = 2
    """The registry was seen to show it as pending."""


class Trade(msgspec.Struct, frozen=True):
    """A trade that was begun."""

    stage: Stage
    begun_at: Instant
    expires_at: Instant | None


def begin(session: Session, account_id: int, place: tuple[int, int], expires_at: Instant | None, now: Instant) -> None:
    """Note that the command is about to be sent for an item (task id, number)."""
    session.execute(trades.delete().where(_is(account_id, place)))
    session.execute(
        trades.insert().values(
            task_id=place[0],
            seq=place[1],
            account_id=account_id,
            stage=int(Stage.BEGUN),
            begun_at=now,
            expires_at=expires_at,
        )
    )


def reach(session: Session, account_id: int, place: tuple[int, int], stage: Stage) -> None:
    """Note what the registry showed."""
    session.execute(trades.update().where(_is(account_id, place)).values(stage=int(stage)))


def find(session: Session, account_id: int, place: tuple[int, int]) -> Trade | None:
    """The trade that was begun for an item of the account."""
    row = session.execute(
        sa.select(trades.c.stage, trades.c.begun_at, trades.c.expires_at).where(_is(account_id, place))
    ).first()
    return None if row is None else Trade(Stage(row.stage), row.begun_at, row.expires_at)


def _is(account_id: int, place: tuple[int, int]) -> sa.ColumnElement[bool]:
    return sa.and_(trades.c.task_id == place[0], trades.c.seq == place[1], trades.c.account_id == account_id)
