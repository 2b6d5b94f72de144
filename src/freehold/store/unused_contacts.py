"""The clean-up list: contact objects of ours at registries that nothing here uses any more (INV-8).

What a task touched is listed when the task has ended: the contact it promised, and those its domains had before. What is in use
after all is struck off again. A row stays until the registry was seen not to hold the object, so the list outlives every
process and every refusal.
"""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import domains
from freehold.store.handles import handles
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant

unused_contacts = sa.Table(
    "unused_contacts",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("contact_id", IdColumn, primary_key=True, autoincrement=False),
    sa.Column("since", InstantColumn, nullable=False, comment="when it was listed; system time"),
    sa.Column("due_at", InstantColumn, nullable=False, comment="the registry is not asked before; system time"),
    sa.Column(
        "given_up", sa.Boolean, nullable=False, server_default=sa.false(), comment="whoever wants it looks first"
    ),
    sa.Column("cl_trid", sa.String(64), comment="of the last delete sent"),
    sa.Column("refused_with", sa.Integer, comment="result code of the last delete"),
    sa.ForeignKeyConstraint(
        ["registry", "contact_id"], ["handles.registry", "handles.contact_id"], name="fk_unused_contacts_handle"
    ),
    comment="Contact objects at registries that are to be deleted. C1",
)


class Unused(msgspec.Struct, frozen=True):
    """An object on the list."""

    registry: str
    contact_id: int
    handle: str
    creates: int
    """Creates of it that were sent; another number means that somebody made it again."""
    given_up: bool


class Listed(msgspec.Struct, frozen=True):
    """An object on the list, with what became of it so far."""

    registry: str
    contact_id: int
    handle: str
    since: Instant
    due_at: Instant
    given_up: bool
    deletion_sent: bool
    refused_with: int | None


_AT_ONCE = 500
"""Ended tasks a transaction."""

_ENDED = sa.and_(tasks.c.contacts_seen.is_(False), tasks.c.waiting + tasks.c.executing == 0)

_of_its_handle = sa.and_(
    handles.c.registry == unused_contacts.c.registry, handles.c.contact_id == unused_contacts.c.contact_id
)

_open_items = sa.select(items.c.task_id, items.c.prior_id).where(items.c.busy_domain_id.is_not(None)).subquery()


def _given(column: sa.ColumnElement[int]) -> sa.Select[int]:
    return sa.select(column).where(column.is_not(None))


USED = sa.union(
    sa.select(domains.c.registrant_id.label("contact_id")),
    _given(domains.c.admin_id),
    _given(domains.c.tech_id),
    _given(domains.c.billing_id),
    sa.select(tasks.c.contact_id)
    .join(_open_items, _open_items.c.task_id == tasks.c.id)
    .where(tasks.c.contact_id.is_not(None)),
    _given(_open_items.c.prior_id),
).subquery("used")
"""Contact versions that a domain has in any role, or that an open item is to bring or may have to bring back."""

SHOWN = (
    sa.select(domains.c.registrant_handle.label("handle"))
    .where(domains.c.registrant_handle.is_not(None))
    .distinct()
    .subquery("shown")
)
"""Handles that registries last showed as registrants."""

TOUCHED = sa.union(
    sa.select(tasks.c.contact_id.label("contact_id")).where(
        tasks.c.contacts_seen.is_(False), tasks.c.contact_id.is_not(None)
    ),
    sa.select(items.c.prior_id)
    .join(tasks, tasks.c.id == items.c.task_id)
    .where(tasks.c.contacts_seen.is_(False), items.c.prior_id.is_not(None)),
).subquery("touched")
"""Contact versions of tasks that this list has not looked at yet."""


def any_ended(session: Session) -> bool:
    """Whether a task has ended that this list has not looked at."""
    return session.execute(sa.select(tasks.c.id).where(_ENDED).limit(1)).first() is not None


def take_in(session: Session, now: Instant) -> int:
    """List what some ended tasks touched; how many tasks that were."""
    ended = list(session.execute(sa.select(tasks.c.id).where(_ENDED).order_by(tasks.c.id).limit(_AT_ONCE)).scalars())
    promised = sa.select(tasks.c.contact_id).where(tasks.c.id.in_(ended), tasks.c.contact_id.is_not(None))
    prior = sa.select(items.c.prior_id).where(items.c.task_id.in_(ended), items.c.prior_id.is_not(None))
    _list(session, sa.or_(handles.c.contact_id.in_(promised), handles.c.contact_id.in_(prior)), now)
    session.execute(tasks.update().where(tasks.c.id.in_(ended)).values(contacts_seen=True))
    return len(ended)


def left(session: Session, contact_id: int, now: Instant) -> None:
    """List the objects of a contact version that a domain had, and lost without a task."""
    _list(session, handles.c.contact_id == contact_id, now)


def _list(session: Session, which: sa.ColumnElement[bool], now: Instant) -> None:
    columns = ["registry", "contact_id", "since", "due_at"]
    new = (
        sa.select(handles.c.registry, handles.c.contact_id, sa.literal(now), sa.literal(now))
        .outerjoin(unused_contacts, _of_its_handle)
        .where(unused_contacts.c.registry.is_(None), which)
    )
    session.execute(unused_contacts.insert().from_select(columns, new))


def after(session: Session, place: tuple[str, int], limit: int) -> list[Listed]:
    """The list by registry and contact version, from behind *place* on; some at a time."""
    rows = session.execute(
        sa.select(unused_contacts, handles.c.handle)
        .join(handles, _of_its_handle)
        .where(sa.tuple_(unused_contacts.c.registry, unused_contacts.c.contact_id) > place)
        .order_by(unused_contacts.c.registry, unused_contacts.c.contact_id)
        .limit(limit)
    )
    return [
        Listed(
            registry=row.registry,
            contact_id=row.contact_id,
            handle=row.handle,
            since=row.since,
            due_at=row.due_at,
            given_up=row.given_up,
            deletion_sent=row.cl_trid is not None,
            refused_with=row.refused_with,
        )
        for row in rows
    ]


def in_use(session: Session) -> list[tuple[str, int]]:
    """Those of the list that are in use, by registry and contact version; takes time by what is stored."""
    found = session.execute(
        sa.select(unused_contacts.c.registry, unused_contacts.c.contact_id)
        .join(handles, _of_its_handle)
        .where(
            sa.or_(
                unused_contacts.c.contact_id.in_(sa.select(USED.c.contact_id)),
                handles.c.handle.in_(sa.select(SHOWN.c.handle)),
            )
        )
    )
    return [(row.registry, row.contact_id) for row in found]


_STRIKE = Prepared(
    lambda: unused_contacts.delete().where(
        unused_contacts.c.registry == sa.bindparam("name"), unused_contacts.c.contact_id == sa.bindparam("contact")
    )
)


def strike(session: Session, places: Sequence[tuple[str, int]]) -> None:
    """Take objects off the list, named by registry and contact version."""
    _STRIKE.many(session, [{"name": registry, "contact": contact_id} for registry, contact_id in places])


def due(session: Session, registry: str, listed_before: Instant, now: Instant) -> Unused | None:
    """The next object of a registry to be seen to: one that was listed before then and is due now."""
    row = session.execute(
        sa.select(unused_contacts, handles.c.handle, handles.c.attempts)
        .join(handles, _of_its_handle)
        .where(
            unused_contacts.c.registry == registry,
            unused_contacts.c.since <= listed_before,
            unused_contacts.c.due_at <= now,
        )
        .order_by(unused_contacts.c.due_at, unused_contacts.c.contact_id)
        .limit(1)
    ).first()
    return None if row is None else Unused(row.registry, row.contact_id, row.handle, row.attempts, row.given_up)


def wanted(session: Session, contact_id: int) -> bool:
    """Whether an open item is to bring this contact version, or may have to bring it back; takes time by what is open."""
    bringing = sa.select(_open_items.c.task_id).join(tasks, tasks.c.id == _open_items.c.task_id)
    return any(
        session.execute(statement.limit(1)).first() is not None
        for statement in (
            bringing.where(tasks.c.contact_id == contact_id),
            sa.select(_open_items.c.task_id).where(_open_items.c.prior_id == contact_id),
        )
    )


def give_up(session: Session, one: Unused, due_at: Instant) -> None:
    """Let whoever wants the object from here on look for it at the registry first."""
    session.execute(
        handles.update()
        .where(handles.c.registry == one.registry, handles.c.contact_id == one.contact_id)
        .values(exists=False)
    )
    _set(session, one, given_up=True, due_at=due_at)


def intend(session: Session, one: Unused, trid: str, due_at: Instant) -> None:
    """Note that a delete with this clTRID is about to be sent; its object is not asked about before *due_at*."""
    _set(session, one, cl_trid=trid, due_at=due_at)


def put_off(session: Session, one: Unused, due_at: Instant, refused_with: int | None = None) -> None:
    """See to it later."""
    _set(session, one, due_at=due_at, refused_with=refused_with)


def gone(session: Session, one: Unused) -> None:
    """The registry does not hold it: it is forgotten, unless somebody has made it again meanwhile."""
    strike(session, [(one.registry, one.contact_id)])
    session.execute(
        handles.delete().where(
            handles.c.registry == one.registry,
            handles.c.contact_id == one.contact_id,
            handles.c.attempts == one.creates,
            handles.c.exists.is_(False),
        )
    )


def linked(session: Session, one: Unused, due_at: Instant) -> None:
    """The registry says that something uses it, which nothing here knows of: it is there, and seen to again later."""
    _set(session, one, given_up=False, due_at=due_at)
    session.execute(
        handles.update()
        .where(handles.c.registry == one.registry, handles.c.contact_id == one.contact_id)
        .values(exists=True)
    )


def _one(registry: str, contact_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(unused_contacts.c.registry == registry, unused_contacts.c.contact_id == contact_id)


def _set(session: Session, one: Unused, **values: object) -> None:
    session.execute(unused_contacts.update().where(_one(one.registry, one.contact_id)).values(**values))
