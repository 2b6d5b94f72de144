"""Registrant profiles: contact data an account saved to use for many domains, by version.

The data of each version is a row of ``contacts`` that never changes; the profile points to its newest.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store import contacts
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.verification import RealNameStatus, RegistrantType

profiles = sa.Table(
    "profiles",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("contact_id", IdColumn, sa.ForeignKey("contacts.id"), nullable=False),
    sa.Column("registrant_type", sa.String(1), nullable=False),
    sa.Column("profile_type", sa.String(8), nullable=False, comment="common or cnnic"),
    sa.Column("is_default", sa.Boolean, nullable=False),
    sa.Column("real_name_status", sa.String(8), nullable=False),
    sa.Column("remark", sa.String(500), nullable=False, server_default=""),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    comment="Registrant profiles. C1",
    # A number is never given twice: who still knows a deleted profile's must not meet another one under it.
    sqlite_autoincrement=True,
)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A profile at its newest version."""

    id: int
    account_id: int
    version: int
    contact_id: int
    contact: Contact
    profile_type: str
    is_default: bool
    real_name_status: RealNameStatus
    remark: str
    created_at: Instant
    updated_at: Instant

    @property
    def registrant_type(self) -> RegistrantType:
        """Person or body."""
        return self.contact.registrant_type


def get(session: Session, account_id: int, profile_id: int) -> Profile | None:
    """The account's profile of this id."""
    row = _ONE.run(session, profile=profile_id, account=account_id).fetchone()
    if row is None:
        return None
    (contact,) = contacts.opened(session, Contact, [row[: -len(_COLUMNS)]]).values()
    return _made(row[-len(_COLUMNS) :], contact)


def by_id(session: Session, profile_id: int) -> Profile | None:
    """The profile of this id, whosever it is; for operators."""
    found = _read(session, [profiles.c.id == profile_id])
    return found[0] if found else None


def everything(session: Session, status: RealNameStatus | None = None) -> list[Profile]:
    """All profiles of all accounts, those of one state when it is given; for operators."""
    return _read(session, [] if status is None else [profiles.c.real_name_status == status.value])


def of_account(session: Session, account_id: int) -> list[Profile]:
    """The account's profiles, newest first; there are at most 500."""
    return _read(session, [profiles.c.account_id == account_id])


def verified_contact(session: Session, account_id: int, contact_id: int) -> bool:
    """Whether this contact version is that of a verified profile of the account."""
    found = session.execute(
        sa.select(profiles.c.id).where(
            profiles.c.account_id == account_id,
            profiles.c.contact_id == contact_id,
            profiles.c.real_name_status == RealNameStatus.SUCCEEDED.value,
        )
    )
    return found.first() is not None


def count(session: Session, account_id: int) -> int:
    """How many profiles the account has."""
    found = session.execute(sa.select(sa.func.count()).select_from(profiles).where(profiles.c.account_id == account_id))
    return int(found.scalar_one())


_OWN = [name for name in Profile.__struct_fields__ if name != "contact"]
_CONTACT = _OWN.index("contact_id")
_COLUMNS = [getattr(profiles.c, name) for name in _OWN]
_ONE = Prepared(
    lambda: (
        contacts.columns(Contact)
        .add_columns(*_COLUMNS)
        .join(profiles, profiles.c.contact_id == contacts.contacts.c.id)
        .where(profiles.c.id == sa.bindparam("profile"), profiles.c.account_id == sa.bindparam("account"))
    )
)


def _read(session: Session, where: list[sa.ColumnElement[bool]]) -> list[Profile]:
    rows = session.execute(sa.select(*_COLUMNS).where(*where).order_by(profiles.c.id.desc())).all()
    data = contacts.many(session, [row[_CONTACT] for row in rows])
    return [_made(tuple(row), data[row[_CONTACT]]) for row in rows]


def _made(row: Sequence[Any], contact: Contact) -> Profile:
    """As SQLAlchemy or the driver gives the row: to SQLite's a truth value is a number."""
    values = dict(zip(_OWN, row, strict=True))
    values["is_default"] = bool(values["is_default"])
    values["real_name_status"] = RealNameStatus(values["real_name_status"])
    return Profile(contact=contact, **values)


def add(
    session: Session,
    account_id: int,
    contact: Contact,
    now: Instant,
    *,
    profile_id: int | None = None,
    profile_type: str = "common",
    is_default: bool = False,
    real_name_status: RealNameStatus = RealNameStatus.NONE,
) -> int:
    """Make a profile, under a given id where a seed file names one; its id. IntegrityError when the id is taken."""
    contact_id = contacts.add(session, account_id, contact, now)
    values = {
        "account_id": account_id,
        "version": 1,
        "contact_id": contact_id,
        "registrant_type": contact.registrant_type.value,
        "profile_type": profile_type,
        "is_default": is_default,
        "real_name_status": real_name_status.value,
        "created_at": now,
        "updated_at": now,
    }
    if profile_id is not None:
        values["id"] = profile_id
    made = session.execute(profiles.insert().values(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has its key


def revise(
    session: Session, profile: Profile, contact: Contact, now: Instant, *, profile_type: str, status: RealNameStatus
) -> None:
    """Give the profile a new version of its data; the default of one registrant type is not that of another."""
    contact_id = contacts.add(session, profile.account_id, contact, now)
    session.execute(
        profiles.update()
        .where(profiles.c.id == profile.id, profiles.c.account_id == profile.account_id)
        .values(
            version=profile.version + 1,
            contact_id=contact_id,
            registrant_type=contact.registrant_type.value,
            profile_type=profile_type,
            is_default=profile.is_default and contact.registrant_type is profile.registrant_type,
            real_name_status=status.value,
            updated_at=now,
        )
    )


def delete(session: Session, account_id: int, profile_ids: Sequence[int]) -> None:
    """Delete the account's profiles of these numbers, and every row of other tables that hangs on one of them.

    Contact data stay: domains and tasks may have them.
    """
    listed = number_array("profile_ids")
    theirs = (profiles.c.account_id == account_id, profiles.c.id.in_(sa.select(listed.c.value)))
    given = {"profile_ids": profile_ids}
    for table in reversed(metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.target_fullname == "profiles.id":
                session.execute(table.delete().where(key.parent.in_(sa.select(profiles.c.id).where(*theirs))), given)
    session.execute(profiles.delete().where(*theirs), given)


def make_default(session: Session, account_id: int, profile_id: int, kind: RegistrantType, now: Instant) -> None:
    """Make this the account's default of its registrant type; there is one of each at most."""
    session.execute(
        profiles.update()
        .where(
            profiles.c.account_id == account_id,
            profiles.c.registrant_type == kind.value,
            profiles.c.is_default.is_(True),
            profiles.c.id != profile_id,
        )
        .values(is_default=False, updated_at=now)
    )
    session.execute(
        profiles.update()
        .where(profiles.c.id == profile_id, profiles.c.account_id == account_id)
        .values(is_default=True, updated_at=now)
    )


def move(
    session: Session,
    account_id: int | None,
    profile_id: int,
    before: RealNameStatus,
    after: RealNameStatus,
    now: Instant,
) -> bool:
    """Move the real-name state of the account's profile, or of anybody's when none is given (reviewers).

    False when it was not *before* any more.
    """
    whose = sa.true() if account_id is None else profiles.c.account_id == account_id
    moved = session.execute(
        profiles.update()
        .where(profiles.c.id == profile_id, whose, profiles.c.real_name_status == before.value)
        .values(real_name_status=after.value, updated_at=now)
    )
    return moved.rowcount == 1
