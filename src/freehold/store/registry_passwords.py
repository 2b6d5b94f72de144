"""Passwords of registry accounts that were changed from here, sealed: the one that works, and one whose fate is not known.

A new password is written here before it is sent; both are kept until a log-in tells which of them holds (epp-facts.md, 2).
A password in the settings that is another than when the change was made is newer than what stands here, and wins.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.types import InstantColumn, SealedColumn
from freehold.terms.instants import Instant

passwords = sa.Table(
    "registry_passwords",
    metadata,
    sa.Column("registry", sa.String(64), primary_key=True),
    sa.Column("configured", SealedColumn, nullable=False, comment="what the settings said then. C3"),
    sa.Column("known", SealedColumn, nullable=False, comment="the last that the registry took. C3"),
    sa.Column("wanted", SealedColumn, comment="sent, or about to be, and not known to hold; none: settled. C3"),
    sa.Column("wanted_first", sa.Boolean, nullable=False, comment="which of the two a log-in tries first"),
    sa.Column("begun_at", InstantColumn, nullable=False, comment="system time of the last change"),
    comment="Passwords of registry accounts, changed by freehold registry password. C3",
)


def candidates(session: Session, registry: str, configured: str) -> Sequence[str]:
    """The passwords to log in with, in the order in which to try them: one, or two while a change is not settled."""
    row = _row(session, registry)
    if row is None or _opened(session, row, "configured") != configured:
        return (configured,)
    known = _opened(session, row, "known")
    if row.wanted is None:
        return (known,)
    wanted = _opened(session, row, "wanted")
    return (wanted, known) if row.wanted_first else (known, wanted)


def unsettled(session: Session, registry: str) -> bool:
    """Whether a change was begun and its fate is not known."""
    row = _row(session, registry)
    return row is not None and row.wanted is not None


def begin(session: Session, registry: str, configured: str, known: str, wanted: str, now: Instant) -> None:
    """Keep a new password beside the one that works, before it is sent."""
    session.execute(passwords.delete().where(passwords.c.registry == registry))
    values = {"configured": configured, "known": known, "wanted": wanted}
    sealed = {
        name: session.vault.seal(f"registry_passwords.{name}", 0, registry, text) for name, text in values.items()
    }
    session.execute(passwords.insert().values(registry=registry, wanted_first=True, begun_at=now, **sealed))


def worked(session: Session, registry: str, configured: str, password: str) -> None:
    """A log-in with this password was taken.

    With the new one, the change is settled. With the former one it is not, since the command that brings the new one may be
    under way; but the former is tried first from then on.
    """
    row = _row(session, registry)
    if row is None:
        return
    where = passwords.c.registry == registry
    if _opened(session, row, "configured") != configured:
        session.execute(passwords.delete().where(where))
    elif row.wanted is not None and password == _opened(session, row, "wanted"):
        known = session.vault.seal("registry_passwords.known", 0, registry, password)
        session.execute(passwords.update().where(where).values(known=known, wanted=None, wanted_first=False))
    elif row.wanted is not None and row.wanted_first:
        session.execute(passwords.update().where(where).values(wanted_first=False))


def refused(session: Session, registry: str) -> None:
    """The registry said definitely no to the new password: the former one holds."""
    session.execute(passwords.update().where(passwords.c.registry == registry).values(wanted=None, wanted_first=False))


def _row(session: Session, registry: str) -> sa.Row[tuple[object, ...]] | None:
    return session.execute(sa.select(passwords).where(passwords.c.registry == registry)).first()


def _opened(session: Session, row: sa.Row[tuple[object, ...]], name: str) -> str:
    sealed: bytes = getattr(row, name)
    return session.vault.open_text(f"registry_passwords.{name}", 0, row.registry, sealed)
