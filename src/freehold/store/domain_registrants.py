"""What changes of registrant leave in our copy of domains: the new registrant, and the lock after the change until its end."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import BEING_CHANGED, domains
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting


class NewRegistrant(msgspec.Struct, frozen=True, gc=False):
    """What a finished change of registrant leaves in our copy; None leaves a value as it is."""

    domain_id: int
    registrant_id: int
    real_name_status: str | None
    handle: str | None = None
    """Its object at the registry; none where the registry holds no contacts."""
    no_transfer_until: Instant | None = None
    task_id: int | None = None
    lock_is_ours: bool = False
    """Whether we put the transfer lock on at the registry for this reason, and so may take it off."""


def _lift_at() -> sa.ColumnElement[object]:
    """When our timer lifts the lock: never one that is on by the account's own wish, or that somebody else put on."""
    until = sa.bindparam("until", type_=InstantColumn())
    return sa.case(
        (until.is_(None), domains.c.lift_lock_at),
        (domains.c.transfer_lock == sa.literal_column(f"'{LockSetting.ON.value}'"), sa.null()),
        (sa.or_(sa.bindparam("ours", type_=sa.Boolean()), domains.c.lift_lock_at.is_not(None)), until),
        else_=sa.null(),
    )


_NEW_REGISTRANT = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain_id"))
        .values(
            registrant_id=sa.bindparam("registrant"),
            registrant_handle=sa.bindparam("handle"),
            real_name_status=sa.func.coalesce(sa.bindparam("real_name", type_=sa.String), domains.c.real_name_status),
            no_transfer_until=sa.func.coalesce(sa.bindparam("until"), domains.c.no_transfer_until),
            no_transfer_task_id=sa.func.coalesce(sa.bindparam("task", type_=IdColumn), domains.c.no_transfer_task_id),
            lift_lock_at=_lift_at(),
            updated_at=sa.bindparam("now"),
        )
    )
)


def give_registrant(session: Session, changes: Sequence[NewRegistrant], now: Instant) -> None:
    """Move our copy to the registrants that the registry now shows."""
    _NEW_REGISTRANT.many(
        session,
        [
            {
                "domain_id": change.domain_id,
                "registrant": change.registrant_id,
                "handle": change.handle,
                "real_name": change.real_name_status,
                "until": change.no_transfer_until,
                "task": change.task_id,
                "ours": change.lock_is_ours,
                "now": now,
            }
            for change in changes
        ],
    )


class LiftDue(msgspec.Struct, frozen=True, gc=False):
    """A domain whose transfer lock we put on, and whose time is over."""

    id: int
    account_id: int
    name: str
    instance_id: str


def lifts_due(session: Session, now: Instant, most: int) -> list[LiftDue]:
    """Domains whose lock is to be lifted by now and that no open item holds, longest due first."""
    return [LiftDue(*row) for row in _LIFTS_DUE.run(session, now=now, most=most)]


_LIFTS_DUE = Prepared(
    lambda: (
        sa.select(*(getattr(domains.c, name) for name in LiftDue.__struct_fields__))
        .where(domains.c.lift_lock_at <= sa.bindparam("now"), ~BEING_CHANGED)
        .order_by(domains.c.lift_lock_at, domains.c.id)
        .limit(sa.bindparam("most"))
    )
)


_LIFTED = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain_id"))
        .values(
            no_transfer_until=sa.null(),
            no_transfer_task_id=sa.null(),
            lift_lock_at=sa.null(),
            updated_at=sa.bindparam("now"),
        )
    )
)
_LIFT_AGAIN = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.id == sa.bindparam("domain_id"), domains.c.lift_lock_at.is_not(None))
        .values(lift_lock_at=sa.bindparam("at"), updated_at=sa.bindparam("now"))
    )
)


def lock_lifted(session: Session, domain_ids: Sequence[int], now: Instant) -> None:
    """Forget the lock after a change of registrant: the registry shows it no more."""
    _LIFTED.many(session, [{"domain_id": domain_id, "now": now} for domain_id in domain_ids])


def lift_again(session: Session, domain_ids: Sequence[int], at: Instant, now: Instant) -> None:
    """Try later to lift the lock; the registry would not let us now."""
    _LIFT_AGAIN.many(session, [{"domain_id": domain_id, "at": at, "now": now} for domain_id in domain_ids])


def locks_ended(session: Session, now: Instant) -> int:
    """Forget locks that are over and not ours to lift at the registry; how many there were."""
    return int(_LOCKS_ENDED.run(session, now=now).rowcount)


_LOCKS_ENDED = Prepared(
    lambda: (
        domains.update()
        .where(domains.c.no_transfer_until <= sa.bindparam("now"), domains.c.lift_lock_at.is_(None))
        .values(no_transfer_until=sa.null(), no_transfer_task_id=sa.null())
    )
)


def forget_handle(session: Session, domain_id: int) -> None:
    """Take whatever registrant the registry shows next for the one before."""
    session.execute(domains.update().where(domains.c.id == domain_id).values(registrant_handle=sa.null()))
