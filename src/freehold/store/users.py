"""Sub-users of accounts, each with keys of its own and policies that say what it may do."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.terms.access import AccessPolicy, compiled
from freehold.terms.instants import Instant

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("policies", sa.Text, nullable=False, comment="JSON: a list of policies (terms/access.py)"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.UniqueConstraint("account_id", "name"),
    comment="People and programs that work for an account. C1",
)


@dataclass(frozen=True, slots=True)
class User:
    """A sub-user of an account."""

    id: int
    name: str
    policies: list[Any]
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Caller:
    """A sub-user as the check of its calls knows it."""

    id: int
    name: str
    policy: AccessPolicy


def caller(user_id: int, name: str, policies: str, account_number: str) -> Caller:
    """The user of a key, its policies compiled."""
    return Caller(user_id, name, compiled(policies, account_number))


def add(session: Session, account_id: int, name: str, policies: list[Any], now: Instant) -> int:
    """Make a user; its row id. *policies* were read by ``read_policies``. IntegrityError when the account has the name."""
    made = session.execute(
        users.insert().values(account_id=account_id, name=name, policies=_text(policies), created_at=now)
    )
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has its key


def by_name(session: Session, account_id: int, name: str) -> User | None:
    """The account's user of this name."""
    row = session.execute(sa.select(users).where(users.c.account_id == account_id, users.c.name == name)).first()
    return None if row is None else _user(row)


def of_account(session: Session, account_id: int) -> list[User]:
    """The account's users by name."""
    rows = session.execute(sa.select(users).where(users.c.account_id == account_id).order_by(users.c.name))
    return [_user(row) for row in rows]


def set_policies(session: Session, account_id: int, user_id: int, policies: list[Any]) -> None:
    """Give the user these policies in place of those it has; ``read_policies`` took them."""
    session.execute(
        users.update().where(users.c.id == user_id, users.c.account_id == account_id).values(policies=_text(policies))
    )


def remove(session: Session, account_id: int, user_id: int) -> None:
    """Forget the user; its keys must be gone (``accounts.delete_keys_of``)."""
    session.execute(users.delete().where(users.c.id == user_id, users.c.account_id == account_id))


def _text(policies: list[Any]) -> str:
    return json.dumps(policies, ensure_ascii=False)


def _user(row: Any) -> User:
    return User(row.id, row.name, json.loads(row.policies), row.created_at)
