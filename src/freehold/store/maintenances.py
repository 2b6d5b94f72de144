"""Maintenance that registries announced and that concerns us: pauses that begin and end by themselves."""

from collections.abc import Iterator

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import InstantColumn
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import MINUTE, Instant
from freehold.terms.maintenance import Maintenance

_EARLIER = 5 * MINUTE
"""How long before the start nothing is sent any more: what is in flight gets answered, and clocks may differ."""

maintenances = sa.Table(
    "registry_maintenances",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("maintenance_id", sa.String(255), primary_key=True, comment="the registry's own id"),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("starts_at", InstantColumn, nullable=False, comment="system time"),
    sa.Column("ends_at", InstantColumn, nullable=False, comment="system time"),
    sa.Column("waived", sa.Boolean, nullable=False, comment="somebody resumed the registry in spite of it"),
    comment="Announced maintenance that pauses a registry. C0",
)


def keep(session: Session, registry: str, announced: Maintenance) -> None:
    """Keep an announcement; one that was kept before follows it, and pauses anew where its times were moved."""
    where = maintenances.c.registry == registry, maintenances.c.maintenance_id == announced.id[:255]
    values = {"name": announced.name[:255], "starts_at": announced.starts_at, "ends_at": announced.ends_at}
    kept = session.execute(sa.select(maintenances).where(*where)).first()
    if kept is None:
        session.execute(
            maintenances.insert().values(registry=registry, maintenance_id=announced.id[:255], waived=False, **values)
        )
        return
    moved = (kept.starts_at, kept.ends_at) != (announced.starts_at, announced.ends_at)
    session.execute(maintenances.update().where(*where).values(waived=kept.waived and not moved, **values))


def forget(session: Session, registry: str, maintenance_id: str) -> None:
    """It was called off, has ended, or does not concern us any more."""
    session.execute(
        maintenances.delete().where(
            maintenances.c.registry == registry, maintenances.c.maintenance_id == maintenance_id[:255]
        )
    )


def forget_over(session: Session, now: Instant) -> None:
    """Forget those whose end has passed."""
    session.execute(maintenances.delete().where(maintenances.c.ends_at <= now))


def waive(session: Session, registry: str, now: Instant) -> int:
    """Work in spite of those that pause the registry now; how many."""
    where = (
        maintenances.c.registry == registry,
        maintenances.c.waived.is_(False),
        maintenances.c.starts_at - _EARLIER <= now,
        maintenances.c.ends_at > now,
    )
    return session.execute(maintenances.update().where(*where).values(waived=True)).rowcount


def pauses_of_all(session: Session) -> Iterator[tuple[str, Pause]]:
    """The pauses they make, with the registry, in order of their beginning; those to come and those over included."""
    rows = session.execute(
        sa.select(maintenances).where(maintenances.c.waived.is_(False)).order_by(maintenances.c.starts_at)
    )
    for row in rows:
        words = row.name or row.maintenance_id
        yield row.registry, Pause(PauseSource.MAINTENANCE, Instant(row.starts_at - _EARLIER), row.ends_at, words)
