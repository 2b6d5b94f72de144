"""``freehold db``: the database's schema and health."""

from pathlib import Path

import click

from freehold.cli.data_folder import data_option, database_address
from freehold.cli.output import say


@click.group()
def db() -> None:
    """Migrate the database to this program's schema, or check it."""


@db.command()
@data_option
def migrate(data: Path) -> None:
    """Bring the data folder's database to this program's schema.

    Stop freehold serve first, and make a copy of the folder. A migration that is killed is undone, and is run again by
    the next call.
    """
    from freehold.opening import migrate_store

    done = migrate_store(data, url=database_address())
    for revision in done:
        say(f"Migration {revision} is done.")
    say("The database is up to date.")


@db.command()
@data_option
def check(data: Path) -> None:
    """Check the database: schema, key, integrity of the file, references between rows. Changes nothing."""
    from freehold.opening import check_store

    troubles = check_store(data, url=database_address())
    for trouble in troubles:
        say(trouble)
    if troubles:
        raise click.ClickException(
            f"{len(troubles)} found in the database. Restore a backup, or ask for help with these."
        )
    say("The database is sound.")
