"""What must be remembered of each registry account: pauses, the changes counted of its day, and when it last let us in."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import InstantColumn
from freehold.store import maintenances
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import Instant
from freehold.terms.login_warnings import LoginWarning

pauses = sa.Table(
    "registry_pauses",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(16), primary_key=True, comment="who paused it; pauses of different sources coexist"),
    sa.Column("since", InstantColumn, nullable=False, comment="system time"),
    sa.Column("until", InstantColumn, comment="system time; none: until somebody ends it"),
    sa.Column("words", sa.String(255), nullable=False),
    comment="Registries at which nothing is sent. C0",
)

days = sa.Table(
    "registry_days",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True, comment="the registry's calendar day, YYYY-MM-DD"),
    sa.Column("changes", sa.Integer, nullable=False, comment="drawn of the day's quota, before they are sent"),
    comment="Changes counted for registries that limit them by the day. C0",
)

logins = sa.Table(
    "registry_logins",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("at", InstantColumn, nullable=False, comment="system time of the last log-in"),
    sa.Column("server_certificate_ends_at", InstantColumn, comment="of the certificate that the registry showed"),
    sa.Column("warnings", sa.LargeBinary, nullable=False, comment="what it warned of (RFC 8807)"),
    comment="When each registry last let us in. C0",
)


def pause(session: Session, registry: str, new: Pause) -> None:
    """Keep a pause; a former one of the same source is replaced."""
    session.execute(pauses.delete().where(pauses.c.registry == registry, pauses.c.source == new.source.value))
    session.execute(
        pauses.insert().values(
            registry=registry, source=new.source.value, since=new.since, until=new.until, words=new.words[:255]
        )
    )


def resume(session: Session, registry: str, source: PauseSource | None = None) -> int:
    """End the pauses of a registry, or that of one source; how many there were."""
    where = [pauses.c.registry == registry]
    if source is not None:
        where.append(pauses.c.source == source.value)
    return session.execute(pauses.delete().where(*where)).rowcount


def all_pauses(session: Session) -> dict[str, tuple[Pause, ...]]:
    """Every registry's pauses, those of announced maintenance too; those to come and those over included."""
    found: dict[str, tuple[Pause, ...]] = {}
    for row in session.execute(sa.select(pauses).order_by(pauses.c.registry, pauses.c.since)):
        kept = Pause(PauseSource(row.source), row.since, row.until, row.words)
        found[row.registry] = (*found.get(row.registry, ()), kept)
    for registry, announced in maintenances.pauses_of_all(session):
        found[registry] = (*found.get(registry, ()), announced)
    return found


def forget_pauses_over(session: Session, now: Instant) -> int:
    """Forget pauses whose end has passed, announced maintenance too; how many of the former."""
    maintenances.forget_over(session, now)
    return session.execute(pauses.delete().where(pauses.c.until <= now)).rowcount


def draw(session: Session, registry: str, day: str, quota: int, wanted: int) -> int:
    """Count up to *wanted* changes of the day; how many of them the quota has left. Former days are forgotten."""
    where = days.c.registry == registry, days.c.day == day
    drawn = session.execute(sa.select(days.c.changes).where(*where)).scalar()
    if drawn is None:
        session.execute(days.delete().where(days.c.registry == registry, days.c.day < day))
        session.execute(days.insert().values(registry=registry, day=day, changes=0))
        drawn = 0
    granted = max(0, min(wanted, quota - drawn))
    if granted:
        session.execute(days.update().where(*where).values(changes=days.c.changes + granted))
    return granted


def give_back(session: Session, registry: str, day: str, count: int) -> None:
    """Count back what was drawn and not sent."""
    session.execute(
        days.update()
        .where(days.c.registry == registry, days.c.day == day, days.c.changes >= count)
        .values(changes=days.c.changes - count)
    )


def drawn_of(session: Session, registry: str, day: str) -> int:
    """How many changes of the day are counted."""
    found = session.execute(sa.select(days.c.changes).where(days.c.registry == registry, days.c.day == day)).scalar()
    return int(found or 0)


class Login(msgspec.Struct, frozen=True):
    """The last log-in at a registry."""

    at: Instant
    server_certificate_ends_at: Instant | None
    warnings: tuple[LoginWarning, ...] = ()


def logged_in(session: Session, registry: str, login: Login) -> None:
    """Note a log-in."""
    session.execute(logins.delete().where(logins.c.registry == registry))
    session.execute(
        logins.insert().values(
            registry=registry,
            at=login.at,
            server_certificate_ends_at=login.server_certificate_ends_at,
            warnings=msgspec.json.encode(login.warnings),
        )
    )


def all_logins(session: Session) -> dict[str, Login]:
    """The last log-in at each registry."""
    return {
        row.registry: Login(
            row.at,
            row.server_certificate_ends_at,
            msgspec.json.decode(row.warnings, type=tuple[LoginWarning, ...]),
        )
        for row in session.execute(sa.select(logins))
    }


def known(session: Session) -> Sequence[str]:
    """Names of all registries that were ever logged in at or paused."""
    names = sa.union(sa.select(logins.c.registry), sa.select(pauses.c.registry))
    return sorted(session.execute(names).scalars())
