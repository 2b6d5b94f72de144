"""Bring a database to the newest schema, one migration after another, each in a transaction of its own.

A migration that is killed leaves the database at the one before, and is run again. New databases are made from the table
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


def steps_left(connection: sa.Connection) -> Sequence[str]:
    """The migrations this database still needs, in order; empty when it is up to date.

    Raises CommandError when the database is at a version that this program does not know.
    """
    at = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(FOLDER))
    found = [script.revision for script in scripts.walk_revisions("base", "heads")]
    if at is None:
        return list(reversed(found))
    scripts.get_revision(at)
    return list(reversed(found[: found.index(at)]))


def migrate(engine: sa.Engine) -> Sequence[str]:
    """Carry out what is missing; the migrations done."""
    with engine.connect() as connection:
        left = steps_left(connection)
    for revision in left:
        fault("mig.step.before")
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
        fault("mig.step.after")
    return left


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
