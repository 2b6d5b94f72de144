"""Which schema a database is at, and which programs may work on it (REL-19, decision 0019).

A schema serves the program that was written for it, and older ones for as long as migrations only add to it. The oldest
that may still work on it stands in the database, since an older program cannot know what a newer one did.
"""

from typing import NamedTuple

import sqlalchemy as sa

from freehold.db.schema import installation

SCHEMA_VERSION = "0001"
"""The newest migration (``db/migrations/versions``)."""

RUNS_FROM = "0001"
"""The oldest schema that this program works on: the newest migration that is no contract."""

LEAST_PROGRAM = "0001"
"""The oldest program that works on this program's schema: what its last contract says."""

PROGRAMS = int.from_bytes(b"PROG")
"""The class of the advisory locks by which processes on PostgreSQL say which schema they were written for.

Number 0 in it is whoever migrates.
"""

_LEAST = "least_program"

_stamps = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), primary_key=True))


class Stamp(NamedTuple):
    """Where a database is."""

    version: str
    """The newest migration it had."""
    least: str
    """The ``SCHEMA_VERSION`` of the oldest program that may work on it."""

    @property
    def of_this_program(self) -> bool:
        """Whether it is neither behind nor ahead."""
        return self.version == SCHEMA_VERSION

    @property
    def misfit(self) -> str:
        """Why this program cannot work on it, and what helps; empty when it can."""
        if self.version >= RUNS_FROM and self.least <= SCHEMA_VERSION:
            return ""
        advice = "Run freehold db migrate first." if self.version < SCHEMA_VERSION else "Install a newer Freehold."
        return f"The database is at schema {self.version}, this program at {SCHEMA_VERSION}. {advice}"


def read(connection: sa.Connection) -> Stamp | None:
    """Where the database is; None when it is empty."""
    if not sa.inspect(connection).has_table(_stamps.name):
        return None
    version = str(connection.execute(sa.select(_stamps.c.version_num)).scalar_one())
    # Without a word about others, a schema is for the program that was written for it.
    return Stamp(version, _least(connection) or version)


def put(connection: sa.Connection) -> None:
    """Stamp tables that were made from this program's definitions."""
    _stamps.create(connection)
    connection.execute(_stamps.insert().values(version_num=SCHEMA_VERSION))
    if LEAST_PROGRAM != SCHEMA_VERSION and _least(connection) is None:
        connection.execute(installation.insert().values(name=_LEAST, value=LEAST_PROGRAM.encode("ascii")))


def added_to(connection: sa.Connection, before: str) -> None:
    """Note that a migration only added to the schema *before*: whoever worked on that goes on."""
    if _least(connection) is None:
        connection.execute(installation.insert().values(name=_LEAST, value=before.encode("ascii")))


def taken_from(connection: sa.Connection, least: str) -> None:
    """Note that a migration took away what programs before *least* need."""
    connection.execute(installation.delete().where(installation.c.name == _LEAST))
    connection.execute(installation.insert().values(name=_LEAST, value=least.encode("ascii")))


def _least(connection: sa.Connection) -> str | None:
    found = connection.execute(sa.select(installation.c.value).where(installation.c.name == _LEAST)).scalar()
    return None if found is None else bytes(found).decode("ascii")
