"""What registries last showed of our domains beyond what our copy holds: statuses of theirs, and DNS security data."""

import json
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import domains
from freehold.terms.ds_records import DsRecord
from freehold.terms.instants import Instant
from freehold.terms.locks import SERVER_LOCK
from freehold.terms.paging import Page

readings = sa.Table(
    "domain_readings",
    metadata,
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column(
        "server_locked", sa.Boolean, nullable=False, comment="update, transfer and delete prohibited by the server"
    ),
    sa.Column("ds_records", sa.Text, nullable=False, comment="JSON: a list of [tag, algorithm, type, digest]"),
    sa.Column("read_at", InstantColumn, nullable=False),
    comment="What registries last showed of domains. C0",
)


class ServerLocked(msgspec.Struct, frozen=True, kw_only=True):
    """A domain whose registry was last seen to hold it locked."""

    name_unicode: str
    instance_id: str
    read_at: Instant


def put(
    session: Session, domain_id: int, statuses: frozenset[str], ds_records: Sequence[DsRecord], now: Instant
) -> None:
    """Keep what a look at the domain's registry showed."""
    values = {
        "server_locked": statuses >= SERVER_LOCK,
        "ds_records": json.dumps([tuple(record) for record in ds_records]),
        "read_at": now,
    }
    if session.execute(readings.update().where(readings.c.domain_id == domain_id).values(**values)).rowcount == 0:
        session.execute(readings.insert().values(domain_id=domain_id, **values))


def ds_records(session: Session, account_id: int, domain_id: int) -> list[DsRecord]:
    """The DNS security records that the registry last showed of the account's domain; none where it was never read."""
    found = session.execute(
        sa.select(readings.c.ds_records)
        .join(domains, domains.c.id == readings.c.domain_id)
        .where(domains.c.account_id == account_id, domains.c.id == domain_id)
    ).scalar()
    return [DsRecord(*record) for record in json.loads(found or "[]")]


def server_locked(session: Session, account_id: int, domain_id: int) -> bool:
    """Whether the registry of the account's domain was last seen to hold it locked."""
    where = domains.c.id == domain_id, *_locked(account_id)
    joined = readings.join(domains, domains.c.id == readings.c.domain_id)
    return session.execute(sa.select(domains.c.id).select_from(joined).where(*where)).first() is not None


def all_server_locked(
    session: Session, account_id: int, name: str | None, number: int, size: int, *, ascending: bool
) -> Page[ServerLocked]:
    """One page of the account's domains that are locked at their registries, of one name where it is given."""
    where = list(_locked(account_id))
    if name is not None:
        where.append(domains.c.name == name)
    joined = readings.join(domains, domains.c.id == readings.c.domain_id)
    total = session.execute(sa.select(sa.func.count()).select_from(joined).where(*where)).scalar_one()
    rows = session.execute(
        sa.select(domains.c.name_unicode, domains.c.instance_id, readings.c.read_at)
        .select_from(joined)
        .where(*where)
        .order_by(domains.c.id.asc() if ascending else domains.c.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    found = [
        ServerLocked(name_unicode=row.name_unicode, instance_id=row.instance_id, read_at=row.read_at) for row in rows
    ]
    return Page(found, number, size, total)


def _locked(account_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return domains.c.account_id == account_id, readings.c.server_locked.is_(True)
