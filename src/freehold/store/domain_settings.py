"""What finished changes of contacts and locks leave in our copy of domains."""

from collections.abc import Sequence

import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.store.domains import domains
from freehold.store.tasks import items
from freehold.terms.contacts import ContactRole
from freehold.terms.instants import Instant
from freehold.terms.locks import Lock, LockSetting

_ROLES = {
    ContactRole.ADMIN: domains.c.admin_id,
    ContactRole.TECH: domains.c.tech_id,
    ContactRole.BILLING: domains.c.billing_id,
}


def give_contact(session: Session, domain_ids: Sequence[int], role: ContactRole, contact_id: int, now: Instant) -> None:
    """Let a contact version stand in a role, the registrant's aside, of these domains."""
    _GIVE[role].many(session, [{"domain_id": domain_id, "contact": contact_id, "now": now} for domain_id in domain_ids])


def _give(column: sa.Column[int]) -> sa.Executable:
    values: dict[str, object] = {column.name: sa.bindparam("contact"), "updated_at": sa.bindparam("now")}
    return domains.update().where(domains.c.id == sa.bindparam("domain_id")).values(values)


_GIVE_ADMIN = Prepared(lambda: _give(_ROLES[ContactRole.ADMIN]))
_GIVE_TECH = Prepared(lambda: _give(_ROLES[ContactRole.TECH]))
_GIVE_BILLING = Prepared(lambda: _give(_ROLES[ContactRole.BILLING]))
_GIVE = {ContactRole.ADMIN: _GIVE_ADMIN, ContactRole.TECH: _GIVE_TECH, ContactRole.BILLING: _GIVE_BILLING}


def _transfer_lock() -> sa.Executable:
    """The account's switch alone: the lock after a change of registrant is a date of its own (registrant-family.md, 8).

    A lock that the account wishes is not ours to lift; one that stays on for that date alone is, when the date has come.
    """
    wished = sa.bindparam("setting", type_=sa.String) == sa.literal_column(f"'{LockSetting.ON.value}'")
    return (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain_id"))
        .values(
            transfer_lock=sa.bindparam("setting"),
            lift_lock_at=sa.case((wished, sa.null()), else_=domains.c.no_transfer_until),
            updated_at=sa.bindparam("now"),
        )
    )


_TRANSFER_LOCK = Prepared(_transfer_lock)
_UPDATE_LOCK = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain_id"))
        .values(update_lock=sa.bindparam("setting"), updated_at=sa.bindparam("now"))
    )
)


def switch_lock(session: Session, domain_ids: Sequence[int], lock: Lock, *, on: bool, now: Instant) -> None:
    """Let the account's lock be on or off for these domains."""
    setting = (LockSetting.ON if on else LockSetting.OFF).value
    statement = _TRANSFER_LOCK if lock is Lock.TRANSFER else _UPDATE_LOCK
    statement.many(session, [{"domain_id": domain_id, "setting": setting, "now": now} for domain_id in domain_ids])


def no_transfers_until(session: Session, task_id: int, first: int, last: int) -> dict[int, Instant]:
    """Of a range of a task's domains, those that stay locked after a change of their registrant: {id: until when}."""
    rows = session.execute(
        sa.select(domains.c.id, domains.c.no_transfer_until)
        .join(items, items.c.domain_id == domains.c.id)
        .where(
            items.c.task_id == task_id, items.c.seq >= first, items.c.seq <= last,
            domains.c.no_transfer_until.is_not(None),
        )
    )  # fmt: skip
    return {row.id: Instant(row.no_transfer_until) for row in rows}
