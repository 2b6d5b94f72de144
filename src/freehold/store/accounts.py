"""Accounts and the access keys that sign for them, or for their sub-users."""

import hmac
from dataclasses import dataclass, field

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.db.upserts import InsertIfAbsent
from freehold.languages import Language
from freehold.store.users import Caller, caller, users
from freehold.terms.instants import Instant

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("language", sa.String(2), comment="of its messages and mails; none: as each call or person has it"),
    sa.Column("domains_held", sa.Integer, nullable=False, server_default="0", comment="moves with the rows of domains"),
    sa.Column("untold", sa.BigInteger, nullable=False, server_default="0",
              comment="ended items of its calls' tasks that it has not acknowledged; moves with the tasks' counters"),
    sa.Column("created_at", InstantColumn, nullable=False),
    comment="Customers of the registrar; each owns domains and profiles. C1",
)  # fmt: skip

access_keys = sa.Table(
    "access_keys",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("user_id", IdColumn, sa.ForeignKey("users.id"), index=True, comment="none: the account's own key"),
    sa.Column("secret", SealedColumn, nullable=False),
    sa.Column("token", SealedColumn, comment="the security token of a temporary key"),
    sa.Column("expires_at", InstantColumn),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("hmac_sha1", sa.Boolean, nullable=False, server_default=sa.true(), comment="whether V1 signatures count"),
    sa.Column("created_at", InstantColumn, nullable=False),
    comment="Key ids and sealed secrets. Secrets C3",
)

key_uses = sa.Table(
    "key_uses",
    metadata,
    sa.Column("key_id", sa.String(128), primary_key=True),
    sa.Column("used_at", InstantColumn, nullable=False, comment="system time, to about a minute"),
    comment="When each key last signed; apart from the keys, which are hardly ever written. C1",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer of the registrar."""

    id: int
    name: str
    language: Language | None = None
    """Of messages where a call does not say, and of mails; none: English, and each person's own."""

    @property
    def user_id(self) -> str:
        """The account's number as the API shows it (``UserId``)."""
        return str(_FIRST_USER_ID + self.id)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key that signs calls for an account, or for a sub-user of it."""

    id: str
    account: Account
    active: bool
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires_at: Instant | None = None
    hmac_sha1: bool = True
    user: Caller | None = None


@dataclass(frozen=True, slots=True)
class KeyShown:
    """What may be shown of a key."""

    id: str
    user: str | None
    active: bool
    hmac_sha1: bool
    created_at: Instant
    last_used_at: Instant | None


_FIRST_USER_ID = 1_000_000_000

_FIND_KEY = Prepared(
    lambda: (
        sa.select(
            access_keys.c.account_id,
            access_keys.c.secret,
            access_keys.c.token,
            access_keys.c.expires_at,
            access_keys.c.active,
            access_keys.c.hmac_sha1,
            accounts.c.name,
            accounts.c.language,
            users.c.id,
            users.c.name,
            users.c.policies,
        )
        .join(accounts, accounts.c.id == access_keys.c.account_id)
        .outerjoin(users, users.c.id == access_keys.c.user_id)
        .where(access_keys.c.id == sa.bindparam("key_id"))
    )
)


def find_key(session: Session, key_id: str) -> AccessKey | None:
    """The key with this id, its secret opened and the policies of its user compiled; None when there is none."""
    row = _FIND_KEY.run(session, key_id=key_id).fetchone()
    if row is None:
        return None
    account_id, secret, token, expires_at, active, hmac_sha1, name, language, user_id, user_name, policies = row
    account = Account(account_id, name, language)
    opened = None if token is None else session.vault.open_text("access_keys.token", account_id, key_id, token)
    return AccessKey(
        id=key_id,
        account=account,
        active=bool(active),
        secret=session.vault.open_text("access_keys.secret", account_id, key_id, secret),
        token=opened,
        expires_at=None if expires_at is None else Instant(expires_at),
        hmac_sha1=bool(hmac_sha1),
        user=None if user_id is None else caller(user_id, user_name, policies, account.user_id),
    )


def hold_more(session: Session, account_id: int, domains: int) -> None:
    """Count domains that the account holds from now on."""
    session.execute(
        accounts.update().where(accounts.c.id == account_id).values(domains_held=accounts.c.domains_held + domains)
    )


def domains_held(session: Session, account_id: int) -> int:
    """How many domains the account holds; asking is cheap however many."""
    row = _HELD.run(session, account_id=account_id).fetchone()
    return 0 if row is None else int(row[0])


def untold(session: Session, account_id: int) -> int:
    """How many of the account's items ended and are not acknowledged; asking is cheap however many tasks they are of."""
    row = _UNTOLD.run(session, account_id=account_id).fetchone()
    return 0 if row is None else int(row[0])


_UNTOLD = Prepared(lambda: sa.select(accounts.c.untold).where(accounts.c.id == sa.bindparam("account_id")))
_HELD = Prepared(lambda: sa.select(accounts.c.domains_held).where(accounts.c.id == sa.bindparam("account_id")))


def by_name(session: Session, name: str) -> Account | None:
    """The account of this name."""
    row = session.execute(sa.select(accounts.c.id, accounts.c.language).where(accounts.c.name == name)).first()
    return None if row is None else Account(row.id, name, row.language)


def language_of(session: Session, account_id: int) -> Language | None:
    """The language that the account chose; None where it chose none."""
    language: Language | None = session.execute(
        sa.select(accounts.c.language).where(accounts.c.id == account_id)
    ).scalar()
    return language


def choose_language(session: Session, account_id: int, language: Language | None) -> None:
    """Note the language of the account's messages and mails; None leaves it to each call and person."""
    session.execute(accounts.update().where(accounts.c.id == account_id).values(language=language))


def everyone(session: Session) -> list[tuple[Account, list[tuple[str, bool]]]]:
    """All accounts with their key ids and whether each is active; secrets stay sealed."""
    found = {
        row.id: (Account(row.id, row.name, row.language), list[tuple[str, bool]]())
        for row in session.execute(sa.select(accounts))
    }
    for row in session.execute(sa.select(access_keys.c.account_id, access_keys.c.id, access_keys.c.active)):
        found[row.account_id][1].append((row.id, row.active))
    return list(found.values())


def create(session: Session, name: str, now: Instant, *, language: Language | None = None) -> Account:
    """Make an account; an IntegrityError when the name is taken."""
    made = session.execute(accounts.insert().values(name=name, language=language, created_at=now))
    return Account(int(made.inserted_primary_key[0]), name, language)  # type: ignore[index]  # an insert of one row has its key


def put_key(
    session: Session,
    account: Account,
    key_id: str,
    secret: str,
    now: Instant,
    *,
    token: str | None = None,
    expires_at: Instant | None = None,
    user_id: int | None = None,
    hmac_sha1: bool = True,
) -> bool:
    """Give the account, or a user of it, this key; False when exactly this key is there already.

    Raises KeyTaken when the id belongs to somebody else or has another secret.
    """
    known = find_key(session, key_id)
    if known is not None:
        holder = known.account.id, None if known.user is None else known.user.id
        if holder == (account.id, user_id) and hmac.compare_digest(known.secret.encode(), secret.encode()):
            return False
        raise KeyTaken(key_id)
    seal = session.vault.seal
    session.execute(
        access_keys.insert().values(
            id=key_id,
            account_id=account.id,
            user_id=user_id,
            hmac_sha1=hmac_sha1,
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


def switch_sha1(session: Session, key_id: str, *, on: bool) -> bool:
    """Say whether V1 signatures (HMAC-SHA1) of the key count; False when there is none of this id."""
    changed = session.execute(access_keys.update().where(access_keys.c.id == key_id).values(hmac_sha1=on))
    return changed.rowcount == 1


def keys_of(session: Session, account_id: int) -> list[KeyShown]:
    """The account's keys, its users' keys among them, the oldest first; secrets stay sealed."""
    rows = session.execute(
        sa.select(
            access_keys.c.id,
            users.c.name,
            access_keys.c.active,
            access_keys.c.hmac_sha1,
            access_keys.c.created_at,
            key_uses.c.used_at,
        )
        .outerjoin(users, users.c.id == access_keys.c.user_id)
        .outerjoin(key_uses, key_uses.c.key_id == access_keys.c.id)
        .where(access_keys.c.account_id == account_id)
        .order_by(access_keys.c.created_at, access_keys.c.id)
    )
    return [KeyShown(*tuple(row)) for row in rows]


_FIRST_USE = Prepared(lambda: InsertIfAbsent(key_uses))
_LATER_USE = Prepared(
    lambda: (
        key_uses.update()
        .where(key_uses.c.key_id == sa.bindparam("key"), key_uses.c.used_at < sa.bindparam("at"))
        .values(used_at=sa.bindparam("at"))
    )
)


def note_use(session: Session, key_id: str, at: Instant) -> None:
    """Note that the key signed at this system time."""
    if _FIRST_USE.run(session, key_id=key_id, used_at=at).rowcount == 0:
        _LATER_USE.run(session, key=key_id, at=at)


def delete_key(session: Session, key_id: str) -> bool:
    """Forget a key; False when there is none of this id. Its used nonces stay, so that nothing it signed comes again."""
    session.execute(key_uses.delete().where(key_uses.c.key_id == key_id))
    return session.execute(access_keys.delete().where(access_keys.c.id == key_id)).rowcount == 1


def delete_keys_of(session: Session, account_id: int, user_id: int) -> int:
    """Forget all keys of a user of the account; how many."""
    theirs = sa.select(access_keys.c.id).where(access_keys.c.account_id == account_id, access_keys.c.user_id == user_id)
    gone = list(session.execute(theirs).scalars())
    return sum(delete_key(session, key_id) for key_id in gone)


class KeyTaken(Exception):
    """The key id is in use with another secret or by another account."""
