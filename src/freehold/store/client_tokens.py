"""What calls with a ``ClientToken`` made, so that the same call again makes nothing more (REL-14).

Token and content are kept as keyed digests: content may be personal data. The time is the system's, as that of nonces:
it is real clients that repeat a call, whatever day the business stands at.
"""

import hmac
from dataclasses import dataclass

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session, given
from freehold.db.types import IdColumn, InstantColumn
from freehold.db.upserts import InsertIfAbsent
from freehold.terms.instants import DAY, Instant

client_tokens = sa.Table(
    "client_tokens",
    metadata,
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    sa.Column("user_id", IdColumn, primary_key=True, autoincrement=False, comment="0: the account itself"),
    sa.Column("token", sa.LargeBinary, primary_key=True, comment="digest"),
    sa.Column("content", sa.LargeBinary, nullable=False, comment="digest of action and parameters"),
    sa.Column("task_no", sa.String(36), comment="none while the call is being carried out"),
    sa.Column("claimed_at", InstantColumn, nullable=False, index=True, comment="system time"),
    comment="Calls that named a token of their own, for a day. C1",
)

KEEP = DAY


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier call with the same token."""

    task_no: str
    same_content: bool


_CLAIM = Prepared(
    lambda: InsertIfAbsent(client_tokens).values(given("account_id", "user_id", "token", "content", "claimed_at"))
)


def claim(
    session: Session, account_id: int, user_id: int | None, token: str, content: str, at: Instant
) -> Earlier | None:
    """Take the token for this call, or tell what it was taken for within a day; *at* is system time.

    Taken before the work and not after it, so that where two calls are carried out at once the second waits for the first.
    """
    row = {
        "account_id": account_id,
        "user_id": user_id or 0,
        "token": session.vault.digest("client_tokens.token", account_id, token),
    }
    digest = session.vault.digest("client_tokens.content", account_id, content)
    this_one = [client_tokens.c[name] == value for name, value in row.items()]
    session.execute(client_tokens.delete().where(*this_one, client_tokens.c.claimed_at <= at - KEEP))
    if _CLAIM.run(session, **row, content=digest, claimed_at=at).rowcount == 1:
        return None
    found = session.execute(sa.select(client_tokens.c.content, client_tokens.c.task_no).where(*this_one)).one()
    return Earlier(found.task_no, hmac.compare_digest(found.content, digest))


def settle(session: Session, account_id: int, user_id: int | None, token: str, task_no: str) -> None:
    """Note the task that the call made."""
    session.execute(
        client_tokens.update()
        .where(
            client_tokens.c.account_id == account_id,
            client_tokens.c.user_id == (user_id or 0),
            client_tokens.c.token == session.vault.digest("client_tokens.token", account_id, token),
        )
        .values(task_no=task_no)
    )


def prune(session: Session, now: Instant, limit: int = 10_000) -> int:
    """Forget calls of more than a day ago, some at a time; tell how many. *now* is system time."""
    old = (
        sa.select(client_tokens.c.account_id, client_tokens.c.user_id, client_tokens.c.token)
        .where(client_tokens.c.claimed_at <= now - KEEP)
        .limit(limit)
        .subquery()
    )
    key = sa.tuple_(client_tokens.c.account_id, client_tokens.c.user_id, client_tokens.c.token)
    return int(session.execute(client_tokens.delete().where(key.in_(sa.select(old)))).rowcount)


def forget_user(session: Session, account_id: int, user_id: int) -> None:
    """Forget the calls of a user that is removed: a later one may get its row id."""
    session.execute(
        client_tokens.delete().where(client_tokens.c.account_id == account_id, client_tokens.c.user_id == user_id)
    )
