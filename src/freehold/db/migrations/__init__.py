"""Bring a database to the newest schema, one migration after another, each in a transaction of its own.

A migration that is killed leaves the database at the one before, and is run again: the engine handed in must hold
definitions in its transactions (``Database.engine_for_migrations``). New databases are made from the table
definitions instead; a test holds both ways equal.
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from freehold.faults import fault

FOLDER = Path(__file__).parent


class LooseRows(Exception):
    """A migration would leave rows that refer to rows which are not there; it was undone."""


def steps_left(connection: sa.Connection, folder: Path = FOLDER) -> Sequence[str]:
    """The migrations this database still needs, in order; empty when it is up to date.

    Raises CommandError when the database is at a version that *folder* does not know.
    """
    at = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(folder))
    found = [script.revision for script in scripts.walk_revisions("base", "heads")]
    if at is None:
        return list(reversed(found))
    scripts.get_revision(at)
    return list(reversed(found[: found.index(at)]))


def migrate(engine: sa.Engine, folder: Path = FOLDER) -> Sequence[str]:
    """Carry out what is missing; the migrations done. Raises LooseRows, and CommandError as ``steps_left`` does."""
    with engine.connect() as connection:
        left = steps_left(connection, folder)
    for revision in left:
        fault("mig.step.before")
        with engine.begin() as connection:
            command.upgrade(_config(connection, folder), revision)
            _check_references(connection, revision)
        fault("mig.step.after")
    return left


def _check_references(connection: sa.Connection, revision: str) -> None:
    """Other databases enforce references while they are migrated; SQLite is told not to."""
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise LooseRows(
            f"Migration {revision} was undone: row {loose[1]} of {loose[0]} refers to a row of {loose[2]} that is not there. "
            "Restore a backup, or ask for help with this."
        )


def _config(connection: sa.Connection, folder: Path) -> Config:
    config = Config()
    # A percent sign in a path would be read as the start of a reference to another option.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
