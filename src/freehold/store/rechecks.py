"""Domains that a registry said were changed by somebody else (RFC 8590): to be looked at there, and what was found."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import IdColumn, InstantColumn
from freehold.store.domains import domains
from freehold.store.reconciles import Finding
from freehold.store.tasks import items
from freehold.terms.drift import Difference, Verdict
from freehold.terms.instants import Instant

rechecks = sa.Table(
    "registry_rechecks",
    metadata,
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), primary_key=True, autoincrement=False),
    sa.Column("registry", sa.String(64), nullable=False),
    sa.Column("told_at", InstantColumn, nullable=False, comment="system time of the registry's last notice"),
    sa.Column("words", sa.String(255), nullable=False, comment="what, by whom and why, as the registry says"),
    sa.Column("looked_at", InstantColumn, comment="system time; none: still to be looked at"),
    sa.Column("verdict", sa.String(16), comment="how the two sides differ"),
    sa.Column("differences", sa.LargeBinary, comment="no personal data: handles, dates, statuses"),
    comment="Changes that registries gave notice of and nobody here asked for. C1",
)


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """A domain that somebody else changed at its registry."""

    domain_name: str
    registry: str
    told_at: Instant
    words: str
    looked_at: Instant | None
    verdict: Verdict | None
    differences: tuple[Difference, ...]


def ask(session: Session, registry: str, domain_name: str, words: str, now: Instant) -> None:
    """Let a domain be looked at; a name that nobody here holds is left."""
    domain_id = session.execute(sa.select(domains.c.id).where(domains.c.name == domain_name)).scalar()
    if domain_id is None:
        return
    session.execute(rechecks.delete().where(rechecks.c.domain_id == domain_id))
    session.execute(rechecks.insert().values(domain_id=domain_id, registry=registry, told_at=now, words=words[:255]))


def told_since(session: Session, domain_id: int, since: Instant) -> str | None:
    """What the registry said of a change by somebody else since then; None when it said nothing."""
    return session.execute(
        sa.select(rechecks.c.words).where(rechecks.c.domain_id == domain_id, rechecks.c.told_at >= since)
    ).scalar()


def waiting(session: Session, limit: int) -> list[int]:
    """Domains to be looked at, the first told first.

    One that a task is changing waits: its own item asks the registry, and what is left is compared after.
    """
    busy = sa.exists().where(items.c.busy_domain_id == rechecks.c.domain_id)
    return list(
        session.execute(
            sa.select(rechecks.c.domain_id)
            .where(rechecks.c.looked_at.is_(None), ~busy)
            .order_by(rechecks.c.told_at, rechecks.c.domain_id)
            .limit(limit)
        ).scalars()
    )


def looked(session: Session, finding: Finding, began: Instant, now: Instant) -> None:
    """Keep what was found; nothing is kept of a domain that is the same on both sides.

    A notice that came after the look *began* asks for another look.
    """
    where = rechecks.c.domain_id == finding.domain_id, rechecks.c.told_at <= began
    if finding.verdict is Verdict.SAME:
        session.execute(rechecks.delete().where(*where))
        return
    session.execute(
        rechecks.update()
        .where(*where)
        .values(looked_at=now, verdict=finding.verdict.value, differences=msgspec.json.encode(finding.differences))
    )


def settle(session: Session, found: Sequence[Finding]) -> None:
    """A comparison found these the same, or repaired them: they have drifted no more."""
    ids = [finding.domain_id for finding in found]
    if ids:
        session.execute(rechecks.delete().where(rechecks.c.domain_id.in_(ids), rechecks.c.looked_at.is_not(None)))


def drifted(session: Session) -> list[Drift]:
    """All of them, the first told first; those still to be looked at have no verdict."""
    rows = session.execute(
        sa.select(rechecks, domains.c.name)
        .join(domains, domains.c.id == rechecks.c.domain_id)
        .order_by(rechecks.c.told_at, rechecks.c.domain_id)
    )
    return [
        Drift(
            domain_name=row.name,
            registry=row.registry,
            told_at=row.told_at,
            words=row.words,
            looked_at=row.looked_at,
            verdict=None if row.verdict is None else Verdict(row.verdict),
            differences=()
            if row.differences is None
            else msgspec.json.decode(row.differences, type=tuple[Difference, ...]),
        )
        for row in rows
    ]
