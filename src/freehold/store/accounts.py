"""Accounts and the access keys that sign for them."""

import hmac
from dataclasses import dataclass, field

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", InstantColumn, nullable=False),
    comment="Customers of the registrar; each owns domains and profiles. C1",
)

access_keys = sa.Table(
    "access_keys",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("secret", SealedColumn, nullable=False),
    sa.Column("token", SealedColumn, comment="the security token of a temporary key"),
    sa.Column("expires_at", InstantColumn),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("created_at", InstantColumn, nullable=False),
    comment="Key ids and sealed secrets. Secrets C3",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer of the registrar."""

    id: int
    name: str

    @property
    def user_id(self) -> str:
        """The account's number as the API shows it (``UserId``)."""
        return str(_FIRST_USER_ID + self.id)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key that signs calls for an account."""

    id: str
    account: Account
    active: bool
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires_at: Instant | None = None


_FIRST_USER_ID = 1_000_000_000

_FIND_KEY = Prepared(
    lambda: (
        sa.select(
            access_keys.c.account_id,
            access_keys.c.secret,
            access_keys.c.token,
            access_keys.c.expires_at,
            access_keys.c.active,
            accounts.c.name,
        )
        .join(accounts, accounts.c.id == access_keys.c.account_id)
        .where(access_keys.c.id == sa.bindparam("key_id"))
    )
)


def find_key(session: Session, key_id: str) -> AccessKey | None:
    """The key with this id, its secret opened; None when there is none."""
    row = _FIND_KEY.run(session, key_id=key_id).fetchone()
    if row is None:
        return None
    account_id, secret, token, expires_at, active, name = row
    opened = None if token is None else session.vault.open_text("access_keys.token", account_id, key_id, token)
    return AccessKey(
        id=key_id,
        account=Account(account_id, name),
        active=bool(active),
        secret=session.vault.open_text("access_keys.secret", account_id, key_id, secret),
        token=opened,
        expires_at=None if expires_at is None else Instant(expires_at),
    )


def by_name(session: Session, name: str) -> Account | None:
    """The account of this name."""
    row = session.execute(sa.select(accounts.c.id).where(accounts.c.name == name)).first()
    return None if row is None else Account(row.id, name)


def everyone(session: Session) -> list[tuple[Account, list[tuple[str, bool]]]]:
    """All accounts with their key ids and whether each is active; secrets stay sealed."""
    found = {
        row.id: (Account(row.id, row.name), list[tuple[str, bool]]()) for row in session.execute(sa.select(accounts))
    }
    for row in session.execute(sa.select(access_keys.c.account_id, access_keys.c.id, access_keys.c.active)):
        found[row.account_id][1].append((row.id, row.active))
    return list(found.values())


def create(session: Session, name: str, now: Instant) -> Account:
    """Make an account; an IntegrityError when the name is taken."""
    made = session.execute(accounts.insert().values(name=name, created_at=now))
    return Account(int(made.inserted_primary_key[0]), name)  # type: ignore[index]  # an insert of one row has its key


def put_key(
    session: Session,
    account: Account,
    key_id: str,
    secret: str,
    now: Instant,
    *,
    token: str | None = None,
    expires_at: Instant | None = None,
) -> bool:
    """Give the account this key; False when exactly this key is there already.

    Raises KeyTaken when the id belongs to another account or has another secret.
    """
    known = find_key(session, key_id)
    if known is not None:
        if known.account.id == account.id and hmac.compare_digest(known.secret.encode(), secret.encode()):
            return False
        raise KeyTaken(key_id)
    seal = session.vault.seal
    session.execute(
        access_keys.insert().values(
            id=key_id,
            account_id=account.id,
            secret=seal("access_keys.secret", account.id, key_id, secret),
            token=None if token is None else seal("access_keys.token", account.id, key_id, token),
            expires_at=expires_at,
            created_at=now,
        )
    )
    return True


def switch_key(session: Session, key_id: str, *, active: bool) -> bool:
    """Switch a key on or off; False when there is none of this id."""
    changed = session.execute(access_keys.update().where(access_keys.c.id == key_id).values(active=active))
    return changed.rowcount == 1


class KeyTaken(Exception):
    """The key id is in use with another secret or by another account."""
