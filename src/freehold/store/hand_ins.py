"""What persons handed in for items: declarations, documents, keys that a registry mailed. Sealed, class C3."""

import json

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant

hand_ins = sa.Table(
    "hand_ins",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False, comment="the item's"),
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("content", SealedColumn, nullable=False, comment="values, document in base64, or key. C3"),
    sa.Column("document_kind", sa.String(8), nullable=False, comment="the end of a file's name; empty: no document"),
    sa.Column("cl_trid", sa.String(64), comment="of the last command that it went with outside an item's own"),
    sa.Column("given_at", InstantColumn, nullable=False),
    comment="What persons handed in for items. C3",
)


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """Something handed in; one of values, document and key."""

    kind: str
    values: dict[str, str] = {}
    document: str = ""
    """In base64."""
    document_kind: str = ""
    key: str = ""

    def __repr__(self) -> str:
        """Without what it is (SEC-44)."""
        return f"HandIn(kind={self.kind!r})"


def put(session: Session, account_id: int, place: tuple[int, int], hand_in: HandIn, now: Instant) -> None:
    """Keep it for an item (task id, number), in place of what was handed in before."""
    drop(session, account_id, place, hand_in.kind)
    content = json.dumps([hand_in.values, hand_in.document, hand_in.key])
    session.execute(
        hand_ins.insert().values(
            task_id=place[0],
            seq=place[1],
            kind=hand_in.kind,
            account_id=account_id,
            content=session.vault.seal("hand_ins.content", account_id, _row(place, hand_in.kind), content),
            document_kind=hand_in.document_kind,
            given_at=now,
        )
    )


def get(session: Session, account_id: int, place: tuple[int, int], kind: str) -> HandIn | None:
    """What was handed in for an item of the account."""
    row = session.execute(
        sa.select(hand_ins.c.content, hand_ins.c.document_kind).where(_is(account_id, place, kind))
    ).first()
    if row is None:
        return None
    opened = session.vault.open_text("hand_ins.content", account_id, _row(place, kind), row.content)
    values, document, key = json.loads(opened)
    return HandIn(kind=kind, values=values, document=document, document_kind=row.document_kind, key=key)


def sent(session: Session, account_id: int, place: tuple[int, int], kind: str, trid: str) -> None:
    """Note under which id it is about to be sent (REL-5)."""
    session.execute(hand_ins.update().where(_is(account_id, place, kind)).values(cl_trid=trid))


def drop(session: Session, account_id: int, place: tuple[int, int], kind: str) -> None:
    """Forget it: the registry did not take it, or it is replaced."""
    session.execute(hand_ins.delete().where(_is(account_id, place, kind)))


def _is(account_id: int, place: tuple[int, int], kind: str) -> sa.ColumnElement[bool]:
    task_id, seq = place
    return sa.and_(
        hand_ins.c.task_id == task_id,
        hand_ins.c.seq == seq,
        hand_ins.c.kind == kind,
        hand_ins.c.account_id == account_id,
    )


def _row(place: tuple[int, int], kind: str) -> str:
    return f"{place[0]}:{place[1]}:{kind}"
