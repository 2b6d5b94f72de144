"""Domains held: one row a registration of one name by one account."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.arrays import text_array
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session, given
from freehold.db.text_indexes import index_of_characters, index_of_words
from freehold.db.types import IdColumn, InstantColumn
from freehold.ids import new_hex
from freehold.store import accounts
from freehold.store.tasks import items, tasks
from freehold.terms.contacts import ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant, china_text
from freehold.terms.label_forms import form_of
from freehold.terms.locks import LockSetting
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus

_NAME = sa.String(253).with_variant(sa.String(253, collation="C"), "postgresql")
"""Ordered by code point in either database, so that names which begin alike are a range."""

UNPROVED = f"real_name_status <> '{RealNameStatus.SUCCEEDED.value}'"
"""Domains whose real-name verification is not done, which are the fewer ones; as an index of them alone says it."""

domains = sa.Table(
    "domains",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.String(253), nullable=False, unique=True, comment="A-labels, lower case"),
    sa.Column("name_unicode", _NAME, nullable=False),
    sa.Column("tld", sa.String(63), nullable=False, comment="A-label"),
    sa.Column("suffix", sa.String(253), nullable=False, comment="what the label was registered under; A-labels"),
    sa.Column("label_length", sa.SmallInteger, nullable=False, comment="in characters, as people read it"),
    sa.Column("label_form", sa.SmallInteger, nullable=False, comment="terms/label_forms.py"),
    sa.Column("instance_id", sa.String(40), nullable=False, unique=True),
    sa.Column("registrant_id", IdColumn, sa.ForeignKey("contacts.id"), nullable=False),
    sa.Column("registrant_handle", sa.String(16), comment="the registrant's object as the registry last showed it"),
    sa.Column("admin_id", IdColumn, sa.ForeignKey("contacts.id"), comment="none: the registrant"),
    sa.Column("tech_id", IdColumn, sa.ForeignKey("contacts.id"), comment="none: the registrant"),
    sa.Column("billing_id", IdColumn, sa.ForeignKey("contacts.id"), comment="none: the registrant"),
    sa.Column("real_name_status", sa.String(8), nullable=False),
    sa.Column("name_status", sa.String(8), nullable=False, comment="the review of the name itself"),
    sa.Column("transfer_lock", sa.String(12), nullable=False, server_default=LockSetting.NEVER_SET.value),
    sa.Column("update_lock", sa.String(12), nullable=False, server_default=LockSetting.NEVER_SET.value),
    sa.Column("no_transfer_until", InstantColumn, comment="end of the lock after a change of registrant"),
    sa.Column("no_transfer_task_id", IdColumn, sa.ForeignKey("tasks.id"), comment="whose call chose that lock"),
    sa.Column("lift_lock_at", InstantColumn, comment="when we lift it at the registry; none: it is not ours to lift"),
    sa.Column("transferring_out", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("registered_at", InstantColumn, nullable=False),
    sa.Column("expires_at", InstantColumn, nullable=False),
    sa.Column("nameservers", sa.String(1024), nullable=False, server_default="", comment="names with blanks between"),
    sa.Column("remark", sa.String(500), nullable=False, server_default=""),
    sa.Column("group_id", IdColumn, sa.ForeignKey("domain_groups.id")),
    sa.Column("resource_group_id", sa.String(64), nullable=False, server_default="", comment="as the account told it"),
    sa.Column("auto_renew", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.Index("ix_domains_account_entry", "account_id", "id"),
    sa.Index("ix_domains_account_name", "account_id", "name_unicode", "id"),
    sa.Index("ix_domains_account_expiry", "account_id", "expires_at", "id"),
    sa.Index("ix_domains_account_registration", "account_id", "registered_at", "id"),
    sa.Index("ix_domains_account_suffix", "account_id", "suffix", "id"),
    sa.Index("ix_domains_account_tld", "account_id", "tld", "id"),
    sa.Index("ix_domains_account_form", "account_id", "label_form", "label_length", "id"),
    sa.Index("ix_domains_registrant", "registrant_id", "id"),
    sa.Index("ix_domains_leaving", "account_id", "transferring_out", "id", sqlite_where=sa.text("transferring_out = 1"),
             postgresql_where=sa.text("transferring_out")),
    sa.Index("ix_domains_auto_renew", "account_id", "auto_renew", "id", sqlite_where=sa.text("auto_renew = 1"),
             postgresql_where=sa.text("auto_renew")),
    sa.Index("ix_domains_unproved", "account_id", "real_name_status", "id", sqlite_where=sa.text(UNPROVED),
             postgresql_where=sa.text(UNPROVED)),
    sa.Index("ix_domains_group", "group_id", sqlite_where=sa.text("group_id IS NOT NULL"),
             postgresql_where=sa.text("group_id IS NOT NULL")),
    sa.Index("ix_domains_lock_end", "no_transfer_until", sqlite_where=sa.text("no_transfer_until IS NOT NULL"),
             postgresql_where=sa.text("no_transfer_until IS NOT NULL")),
    sa.Index("ix_domains_lift_lock", "lift_lock_at", sqlite_where=sa.text("lift_lock_at IS NOT NULL"),
             postgresql_where=sa.text("lift_lock_at IS NOT NULL")),
    comment="Domains held. C1",
)  # fmt: skip

NAMES = index_of_characters(domains, "domain_names", ("name", "name_unicode"))
NAMESERVERS = index_of_words(domains, "domain_nameservers", "nameservers")


class NewDomain(msgspec.Struct, frozen=True, kw_only=True):
    """A domain to be entered; the rest has the values of a domain nobody touched yet."""

    name: DomainName
    registrant_id: int
    registered_at: Instant
    expires_at: Instant
    real_name_status: RealNameStatus = RealNameStatus.NONE
    name_status: RealNameStatus = RealNameStatus.SUCCEEDED
    transfer_lock: LockSetting = LockSetting.NEVER_SET
    update_lock: LockSetting = LockSetting.NEVER_SET
    nameservers: tuple[str, ...] = ()


class Domain(msgspec.Struct, frozen=True, gc=False):
    """A domain as our copy has it."""

    id: int
    account_id: int
    name: DomainName
    name_unicode: str
    instance_id: str
    registrant_id: int
    admin_id: int | None
    tech_id: int | None
    billing_id: int | None
    real_name_status: RealNameStatus
    name_status: RealNameStatus
    transfer_lock: LockSetting
    update_lock: LockSetting
    no_transfer_until: Instant | None
    no_transfer_task_id: int | None
    transferring_out: bool
    registered_at: Instant
    expires_at: Instant
    nameservers: tuple[str, ...]
    remark: str
    group_id: int | None
    resource_group_id: str
    auto_renew: bool
    being_changed: bool
    """An open item holds it, whatever that is about."""
    registrant_changing: bool
    """That item gives it a new registrant."""

    def contact_id(self, role: ContactRole) -> int:
        """The contact of a role; the registrant stands in for roles that have none of their own."""
        own = {ContactRole.ADMIN: self.admin_id, ContactRole.TECH: self.tech_id, ContactRole.BILLING: self.billing_id}
        return own.get(role) or self.registrant_id


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """What a submit must know of a domain to accept it."""

    id: int
    name: str
    instance_id: str
    registrant_id: int
    expires_at: Instant
    update_lock: str
    transferring_out: bool
    real_name_status: str
    busy: bool
    """It has an open item; to SQLite a truth value is a number."""


def add_many(session: Session, account_id: int, entries: Iterable[NewDomain], now: Instant) -> int:
    """Enter domains; tell how many. IntegrityError when a name is held already."""
    year = china_text(now)[:4]
    rows = [
        {
            "account_id": account_id,
            "name": str(entry.name),
            "name_unicode": entry.name.unicode,
            "tld": entry.name.tld,
            "suffix": entry.name.suffix,
            "label_length": len(entry.name.label),
            "label_form": int(form_of(entry.name.label)),
            "instance_id": f"S{year}{new_hex(session.ids, 8).upper()}",
            "registrant_id": entry.registrant_id,
            "real_name_status": entry.real_name_status.value,
            "name_status": entry.name_status.value,
            "transfer_lock": entry.transfer_lock.value,
            "update_lock": entry.update_lock.value,
            "registered_at": entry.registered_at,
            "expires_at": entry.expires_at,
            "nameservers": " ".join(entry.nameservers),
            "updated_at": now,
        }
        for entry in entries
    ]
    if rows:
        _ADD.insert(session, rows)
        accounts.hold_more(session, account_id, len(rows))
    return len(rows)


_ADD = Prepared(
    lambda: domains.insert().values(
        given(
            "account_id", "name", "name_unicode", "tld", "suffix", "label_length", "label_form", "instance_id",
            "registrant_id", "real_name_status", "name_status", "transfer_lock", "update_lock", "registered_at",
            "expires_at", "nameservers", "updated_at",
        )
    )
)  # fmt: skip


BEING_CHANGED = sa.exists().where(items.c.busy_domain_id == domains.c.id)


def _candidates() -> sa.Executable:
    names = text_array("names")
    columns = [getattr(domains.c, name) for name in Candidate.__struct_fields__ if name != "busy"]
    return (
        sa.select(*columns, BEING_CHANGED)
        .select_from(names.join(domains, domains.c.name == names.c.value))
        # The sum keeps the planner from taking the account's index and going through the names for each domain of it:
        # 5,000 names took 900 ms so, and take 6 by the index of names.
        .where(domains.c.account_id + sa.literal_column("0") == sa.bindparam("account_id"))
    )


_CANDIDATES = Prepared(_candidates)


def candidates(session: Session, account_id: int, names: Sequence[str]) -> list[Candidate]:
    """Those of the names that the account holds."""
    found = _CANDIDATES.run(session, names=names, account_id=account_id)
    return [Candidate(*row) for row in found]


def held(session: Session, names: Sequence[str]) -> set[str]:
    """Those of the names that any account holds; for imports, never for answers to callers."""
    listed = text_array("names")
    found = session.execute(
        sa.select(domains.c.name).select_from(listed.join(domains, domains.c.name == listed.c.value)),
        {"names": names},
    )
    return {row.name for row in found}


_REGISTRANT_CHANGING = sa.exists().where(
    items.c.busy_domain_id == domains.c.id,
    tasks.c.id == items.c.task_id,
    sa.or_(*(tasks.c.kind == sa.literal_column(f"'{kind.value}'") for kind in TaskKind if kind.changes_registrant)),
)


_CHANGES = {"being_changed": BEING_CHANGED, "registrant_changing": _REGISTRANT_CHANGING}
_COLUMNS = [_CHANGES[name] if name in _CHANGES else getattr(domains.c, name) for name in Domain.__struct_fields__]


def reading() -> sa.Select[tuple[object, ...]]:
    """The start of a statement that reads whole domains."""
    return sa.select(*_COLUMNS)


_BY_NAME = Prepared(
    lambda: reading().where(domains.c.name == sa.bindparam("name"), domains.c.account_id == sa.bindparam("account_id"))
)
_BY_INSTANCE = Prepared(
    lambda: reading().where(
        domains.c.instance_id == sa.bindparam("instance_id"), domains.c.account_id == sa.bindparam("account_id")
    )
)


def by_name(session: Session, account_id: int, name: str) -> Domain | None:
    """The account's domain of this name."""
    row = _BY_NAME.run(session, name=name, account_id=account_id).fetchone()
    return None if row is None else read(row)


def by_instance(session: Session, account_id: int, instance_id: str) -> Domain | None:
    """The account's domain of this registration."""
    row = _BY_INSTANCE.run(session, instance_id=instance_id, account_id=account_id).fetchone()
    return None if row is None else read(row)


def names_of(session: Session, account_id: int, instance_ids: Sequence[str]) -> list[str]:
    """The names of those instances that are the account's."""
    listed = text_array("instance_ids")
    found = session.execute(
        sa.select(domains.c.name)
        .select_from(listed.join(domains, domains.c.instance_id == listed.c.value))
        .where(domains.c.account_id + sa.literal_column("0") == account_id),
        {"instance_ids": instance_ids},
    )
    return [row.name for row in found]


def named(name: str) -> sa.Select[tuple[int]]:
    """The id of the domain of this name, whosever it is: for statements that look for what is written of it."""
    return sa.select(domains.c.id).where(domains.c.name == name)


def registered(instance_id: str) -> sa.Select[tuple[int]]:
    """The same of the domain of this registration."""
    return sa.select(domains.c.id).where(domains.c.instance_id == instance_id)


def owner_of(session: Session, name: str) -> int | None:
    """Which account holds the name; for operators."""
    return session.execute(sa.select(domains.c.account_id).where(domains.c.name == name)).scalar()


_REAL_NAME = {status.value: status for status in RealNameStatus}.__getitem__
_LOCK = {setting.value: setting for setting in LockSetting}.__getitem__
_MADE: dict[str, Callable[[Any], object]] = {
    "name": DomainName,
    "real_name_status": _REAL_NAME,
    "name_status": _REAL_NAME,
    "transfer_lock": _LOCK,
    "update_lock": _LOCK,
    "transferring_out": bool,
    "nameservers": lambda names: tuple(names.split()),
    "auto_renew": bool,
    "being_changed": bool,
    "registrant_changing": bool,
}
_PLACES = [(Domain.__struct_fields__.index(name), made) for name, made in _MADE.items()]


def read(row: Sequence[Any]) -> Domain:
    """The domain that a row of ``reading`` holds, as SQLAlchemy or the driver gives it."""
    values = list(row)
    for place, made in _PLACES:
        values[place] = made(values[place])
    return Domain(*values)


def mark_leaving(session: Session, name: str, *, leaving: bool) -> None:
    """Note that another registrar is taking the domain over, or is not after all."""
    session.execute(domains.update().where(domains.c.name == name).values(transferring_out=leaving))


def days_left(domain: Domain, now: Instant) -> int:
    """Whole days to expiry, negative when past (registrant-family.md, 6)."""
    return (domain.expires_at - now) // DAY
