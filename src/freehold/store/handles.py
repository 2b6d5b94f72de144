"""Contact objects of ours at each registry: one for each registry account and contact version.

The row is written before the object is asked for (REL-5), so a create whose answer was lost is found again by its handle.
"""

import base64
import hashlib

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.terms.instants import Instant

handles = sa.Table(
    "handles",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("contact_id", IdColumn, sa.ForeignKey("contacts.id"), primary_key=True),
    sa.Column("handle", sa.String(16), nullable=False),
    sa.Column("exists", sa.Boolean, nullable=False, comment="the registry was seen to hold the object"),
    sa.Column("in_review", sa.Boolean, nullable=False, server_default=sa.false(), comment="made, and not decided on"),
    sa.Column("refused_task_id", IdColumn, comment="newest task for which a review refused it; a newer one asks again"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("cl_trid", sa.String(64), nullable=False, comment="of the last create sent"),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.UniqueConstraint("registry", "handle"),
    comment="Contact objects at registries. C1",
)


class Handle(msgspec.Struct, frozen=True):
    """A contact object's id at a registry, and whether it is known to be there."""

    handle: str
    exists: bool
    attempts: int
    in_review: bool = False
    refused_task_id: int | None = None


_FIND = Prepared(
    lambda: sa.select(*(getattr(handles.c, name) for name in Handle.__struct_fields__)).where(
        handles.c.registry == sa.bindparam("name"), handles.c.contact_id == sa.bindparam("contact")
    )
)


def find(session: Session, registry: str, contact_id: int) -> Handle | None:
    """The handle of this contact version at this registry."""
    row = _FIND.run(session, name=registry, contact=contact_id).fetchone()
    return None if row is None else Handle(row[0], bool(row[1]), row[2], bool(row[3]), row[4])


def contact_of(session: Session, registry: str, handle: str, account_id: int | None = None) -> int | None:
    """The contact version that a handle stands for at a registry; of this account only, when one is given."""
    from freehold.store.contacts import contacts

    wanted = sa.select(handles.c.contact_id).where(handles.c.registry == registry, handles.c.handle == handle)
    if account_id is not None:
        wanted = wanted.join(contacts, contacts.c.id == handles.c.contact_id).where(contacts.c.account_id == account_id)
    return session.execute(wanted).scalar()


def intend(session: Session, registry: str, contact_id: int, handle: str, trid: str, now: Instant) -> None:
    """Note that a create with this handle and clTRID is about to be sent."""
    changed = session.execute(
        handles.update()
        .where(handles.c.registry == registry, handles.c.contact_id == contact_id)
        .values(handle=handle, cl_trid=trid, attempts=handles.c.attempts + 1, updated_at=now)
    )
    if changed.rowcount == 0:
        session.execute(
            handles.insert().values(
                registry=registry,
                contact_id=contact_id,
                handle=handle,
                exists=False,
                attempts=1,
                cl_trid=trid,
                updated_at=now,
            )
        )


def in_review(session: Session, registry: str, contact_id: int, handle: str, now: Instant) -> None:
    """Note that the registry has the object and is reviewing it."""
    session.execute(
        handles.update()
        .where(handles.c.registry == registry, handles.c.contact_id == contact_id)
        .values(handle=handle, in_review=True, updated_at=now)
    )


def refused(session: Session, registry: str, contact_id: int, task_id: int, now: Instant) -> None:
    """Note that the registry's review refused the object, which is no more."""
    session.execute(
        handles.update()
        .where(handles.c.registry == registry, handles.c.contact_id == contact_id)
        .values(in_review=False, refused_task_id=task_id, updated_at=now)
    )


def exists(session: Session, registry: str, contact_id: int, handle: str, now: Instant) -> None:
    """Note that the registry holds the object, under the handle it gave."""
    session.execute(
        handles.update()
        .where(handles.c.registry == registry, handles.c.contact_id == contact_id)
        .values(handle=handle, exists=True, in_review=False, updated_at=now)
    )


def forget(session: Session, registry: str, contact_id: int, now: Instant) -> None:
    """Note that the registry turned out not to hold the object after all."""
    session.execute(
        handles.update()
        .where(handles.c.registry == registry, handles.c.contact_id == contact_id)
        .values(exists=False, updated_at=now)
    )


def propose(prefix: str, installation: str, contact_id: int, attempt: int) -> str:
    """A handle of 3 to 16 characters: the registrar's prefix and a short hash.

    The same contact version gives the same handle again, so that a lost create is found; another *attempt* gives another
    one, for when somebody else holds the first.
    """
    digest = hashlib.sha256(f"{installation}|{contact_id}|{attempt}".encode()).digest()
    return (prefix + base64.b32encode(digest).decode("ascii"))[:16]
