"""Groups that an account sorts its domains into; a domain is in one group at most."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import sqlalchemy as sa

from freehold.db.arrays import number_array
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.ids import new_number
from freehold.store.domains import domains
from freehold.terms.instants import Instant

groups = sa.Table(
    "domain_groups",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=False),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.UniqueConstraint("account_id", "name"),
    comment="Groups of domains. C1",
)

Order = Literal["created_at", "updated_at", "name", "total"]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group, and how many domains are in it."""

    id: int
    name: str
    created_at: Instant
    updated_at: Instant
    total: int


def add(session: Session, account_id: int, name: str, now: Instant, *, group_id: int | None = None) -> int:
    """Make a group, under a given id where one is named; its id. IntegrityError when the account has one of this name."""
    number = new_number(session.ids) if group_id is None else group_id
    session.execute(groups.insert().values(id=number, account_id=account_id, name=name, created_at=now, updated_at=now))
    return number


def rename(session: Session, account_id: int, group_id: int, name: str, now: Instant) -> None:
    """Give the account's group another name; IntegrityError when another has it."""
    session.execute(groups.update().where(*_one(account_id, group_id)).values(name=name, updated_at=now))


def delete(session: Session, account_id: int, group_id: int) -> None:
    """Forget the account's group; its domains are in none then."""
    empty(session, account_id, group_id)
    session.execute(groups.delete().where(*_one(account_id, group_id)))


def empty(session: Session, account_id: int, group_id: int) -> None:
    """Take all domains out of the account's group."""
    session.execute(
        domains.update()
        .where(domains.c.account_id == account_id, domains.c.group_id == group_id)
        .values(group_id=sa.null())
    )


def put(session: Session, account_id: int, group_id: int, domain_ids: Sequence[int], now: Instant) -> None:
    """Put the account's domains into its group, out of those they were in."""
    listed = number_array("domain_ids")
    session.execute(
        domains.update()
        .where(domains.c.account_id == account_id, domains.c.id.in_(sa.select(listed.c.value)))
        .values(group_id=group_id),
        {"domain_ids": domain_ids},
    )
    session.execute(groups.update().where(*_one(account_id, group_id)).values(updated_at=now))


def get(session: Session, account_id: int, group_id: int) -> Group | None:
    """The account's group of this id."""
    row = session.execute(_reading().where(*_one(account_id, group_id))).first()
    return None if row is None else _group(row)


def named(session: Session, account_id: int, name: str) -> int | None:
    """Id of the account's group of exactly this name."""
    where = groups.c.account_id == account_id, groups.c.name == name
    return session.execute(sa.select(groups.c.id).where(*where)).scalar()


def count(session: Session, account_id: int) -> int:
    """How many groups the account has."""
    where = groups.c.account_id == account_id
    return int(session.execute(sa.select(sa.func.count()).select_from(groups).where(where)).scalar_one())


def of_account(
    session: Session, account_id: int, *, contains: str | None = None, order: Order = "created_at", ascending: bool
) -> list[Group]:
    """The account's groups, those whose name contains a text alone where one is given."""
    where = [groups.c.account_id == account_id]
    if contains is not None:
        where.append(groups.c.name.icontains(contains, autoescape=True))
    key = _TOTAL if order == "total" else getattr(groups.c, order)
    by = [key.asc(), groups.c.id.asc()] if ascending else [key.desc(), groups.c.id.desc()]
    return [_group(row) for row in session.execute(_reading().where(*where).order_by(*by))]


def names(session: Session, account_id: int) -> dict[int, str]:
    """Names of the account's groups by id."""
    return dict(_NAMES.run(session, account_id=account_id).fetchall())


_NAMES = Prepared(
    lambda: sa.select(groups.c.id, groups.c.name).where(groups.c.account_id == sa.bindparam("account_id"))
)


_TOTAL = sa.select(sa.func.count()).where(domains.c.group_id == groups.c.id).correlate(groups).scalar_subquery()


def _reading() -> sa.Select[tuple[object, ...]]:
    return sa.select(groups, _TOTAL.label("total"))


def _one(account_id: int, group_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return groups.c.account_id == account_id, groups.c.id == group_id


def _group(row: sa.Row[tuple[object, ...]]) -> Group:
    return Group(id=row.id, name=row.name, created_at=row.created_at, updated_at=row.updated_at, total=row.total)
