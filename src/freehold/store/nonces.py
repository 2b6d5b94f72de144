"""Signature nonces already used, a key (SEC-6, INV-15)."""

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import InstantColumn
from freehold.db.upserts import InsertIfAbsent
from freehold.terms.instants import HOUR, Instant

nonces = sa.Table(
    "nonces",
    metadata,
    sa.Column("key_id", sa.String(128), primary_key=True),
    sa.Column("nonce", sa.String(256), primary_key=True),
    sa.Column("used_at", InstantColumn, nullable=False, index=True),
    comment="Nonces of accepted signatures, kept for longer than the signature window on both sides. C1",
)

KEEP = HOUR
"""The window is 15 minutes on either side; twice that would do, more survives a stepping clock."""


_USE = Prepared(lambda: InsertIfAbsent(nonces))
_KNOWN = Prepared(
    lambda: sa.select(sa.literal_column("1")).where(
        nonces.c.key_id == sa.bindparam("key_id"), nonces.c.nonce == sa.bindparam("nonce")
    )
)


def use(session: Session, key_id: str, nonce: str, at: Instant) -> bool:
    """Take the nonce; False when it was used before. *at* is system time."""
    return bool(_USE.run(session, key_id=key_id, nonce=nonce, used_at=at).rowcount == 1)


def known(session: Session, key_id: str, nonce: str) -> bool:
    """Whether the nonce was used before."""
    return _KNOWN.run(session, key_id=key_id, nonce=nonce).fetchone() is not None


def prune(session: Session, now: Instant, limit: int = 10_000) -> int:
    """Forget nonces that no signature can use any more, some at a time; tell how many."""
    old = sa.select(nonces.c.key_id, nonces.c.nonce).where(nonces.c.used_at < now - KEEP).limit(limit).subquery()
    gone = session.execute(
        nonces.delete().where(sa.tuple_(nonces.c.key_id, nonces.c.nonce).in_(sa.select(old.c.key_id, old.c.nonce)))
    )
    return int(gone.rowcount)
