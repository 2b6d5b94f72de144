"""Bring a database to the newest schema, one migration after another, each safe to kill and repeat (REL-19).

What a migration is stands in ``migration.py``. New databases are made from the table definitions instead; a test holds
both ways equal. The engine handed in must hold definitions in its transactions (``Database.engine_for_migrations``).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from freehold.clock import wait
from freehold.db import stamp
from freehold.db.migrations import backfills, indexes
from freehold.db.migrations.migration import Migration, Phase
from freehold.db.refusing import InUse
from freehold.db.schema import metadata
from freehold.faults import fault

FOLDER = Path(__file__).parent

_LOCK_SECONDS = 2
"""How long a change of tables waits for those who read them: whoever comes after it waits as long."""

_TRIES, _BETWEEN_TRIES_SECONDS = 20, 1.0

_IN_THE_WAY = frozenset({"55P03", "40P01"})
"""What PostgreSQL says when a lock was not given in time, and when two waited for each other."""


class LooseRows(Exception):
    """A migration would leave rows that refer to rows which are not there; it was undone."""


def every_migration(folder: Path = FOLDER) -> list[Migration]:
    """All that the folder holds, in order. Raises NotAMigration with what is wrong with one."""
    scripts = ScriptDirectory(str(folder)).walk_revisions("base", "heads")
    return [Migration.of(script.module) for script in reversed(list(scripts))]


def steps_left(connection: sa.Connection, folder: Path = FOLDER) -> list[Migration]:
    """The migrations this database still needs, in order; empty when it is up to date.

    Raises CommandError when the database is at a version that *folder* does not know.
    """
    at = MigrationContext.configure(connection).get_current_revision()
    every = every_migration(folder)
    if at is None:
        return every
    ScriptDirectory(str(folder)).get_revision(at)
    return [migration for migration in every if migration.revision > at]


def migrate(
    engine: sa.Engine, folder: Path = FOLDER, done: Callable[[Migration], None] = lambda _migration: None
) -> Sequence[str]:
    """Carry out what is missing, and tell *done* of each; the migrations done.

    Raises LooseRows, InUse, NotAMigration, and CommandError as ``steps_left`` does; what was told is done all the same.
    """
    with _alone(engine):
        with engine.connect() as connection:
            left = steps_left(connection, folder)
        for migration in left:
            fault("mig.step.before")
            _carry_out(engine, migration, folder)
            fault("mig.step.after")
            done(migration)
    return [migration.revision for migration in left]


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[None]:
    """Keep others from migrating the same database meanwhile; SQLite's file is locked anyway."""
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as connection:
        # A session of its own for as long as this lasts: the lock goes with it, however it ends.
        connection.detach()
        alone = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({stamp.PROGRAMS}, 0)").scalar()
        connection.commit()
        if not alone:
            raise InUse("Another freehold db migrate is at work on the database. Wait for it.")
        yield


def _carry_out(engine: sa.Engine, migration: Migration, folder: Path) -> None:
    if migration.index is not None and engine.dialect.name == "postgresql":
        indexes.build(engine, migration.index)
    if migration.backfill is not None:
        while backfills.fill_a_batch(engine, migration, migration.backfill):
            pass
    _finish(engine, migration, folder)


def _finish(engine: sa.Engine, migration: Migration, folder: Path) -> None:
    """The transaction after which the migration is done; begun again when readers were in its way."""
    for _ in range(_TRIES):
        try:
            with engine.begin() as connection:
                _finish_in(connection, migration, folder)
            return
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _IN_THE_WAY:
                raise
        wait(_BETWEEN_TRIES_SECONDS)
    raise InUse(
        f"Migration {migration.revision} did not get at its tables: something reads them for minutes. End it, and run "
        "freehold db migrate again; nothing was changed."
    )


def _finish_in(connection: sa.Connection, migration: Migration, folder: Path) -> None:
    context = MigrationContext.configure(
        connection,
        # Of the definitions only the names of constraints are wanted: those a migration does not name are named alike.
        opts={"target_metadata": metadata},
    )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
    if migration.phase is Phase.CONTRACT:
        _refuse_beside_older(connection, migration)
    if migration.backfill is not None:
        backfills.fill_the_rest(connection, migration, migration.backfill)
    with Operations.context(context) as operations:
        if migration.upgrade is not None:
            migration.upgrade()
        if migration.index is not None and connection.dialect.name == "sqlite":
            index = migration.index
            operations.create_index(index.name, index.table, list(index.columns), unique=index.unique)
    _check_references(connection, migration)
    context.stamp(ScriptDirectory(str(folder)), migration.revision)
    if migration.phase is Phase.CONTRACT:
        stamp.taken_from(connection, migration.least)
    elif migration.before is not None:
        stamp.added_to(connection, migration.before)


def _refuse_beside_older(connection: sa.Connection, migration: Migration) -> None:
    """On SQLite nobody is beside whoever migrates. On PostgreSQL each process says what it was written for, and one that
    starts now says so first, and then looks where the database is (``db/cluster.py``)."""
    if connection.dialect.name == "sqlite":
        return
    for version in range(1, int(migration.least)):
        free = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({stamp.PROGRAMS}, {version})").scalar()
        if not free:
            raise InUse(
                f"Migration {migration.revision} takes away what programs of schema {version:04d} need, and one is at work. "
                "Start a newer version in the place of each; then run freehold db migrate again."
            )


def _check_references(connection: sa.Connection, migration: Migration) -> None:
    """Other databases enforce references while they are migrated; SQLite is told not to."""
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise LooseRows(
            f"Migration {migration.revision} was undone: row {loose[1]} of {loose[0]} refers to a row of {loose[2]} that is "
            "not there. Restore a backup, or ask for help with this."
        )
