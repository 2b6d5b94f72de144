"""``freehold db``: the database's schema and health, and its move to another database."""

from pathlib import Path

import click

from freehold.cli.data_folder import data_option, database_address
from freehold.cli.output import say
from freehold.cli.starting import arm_faults


@click.group()
def db() -> None:
    """Migrate the database to this program's schema, check it, or copy it to another database."""


@db.command()
@data_option
@click.option("--allow-faults", is_flag=True, hidden=True, help="Start although FREEHOLD_FAULTS is set (tests).")
def migrate(data: Path, allow_faults: bool) -> None:
    """Bring the data folder's database to this program's schema.

    On SQLite stop freehold serve first. On PostgreSQL servers of the version before may go on; start this version in their
    place afterwards, one after another. A migration that is killed is undone, or goes on where it was, at the next call.
    """
    from freehold.opening import migrate_store

    arm_faults(allow_faults)
    migrate_store(data, url=database_address(), done=lambda migration: say(f"Migration {migration.revision} is done."))
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


@db.command("copy")
@data_option
@click.option("--from", "source", metavar="URL", help="The database to copy; the data folder's file when left out.")
@click.option("--to", "target", metavar="URL", help="The database to fill; the data folder's file when left out.")
def copy(data: Path, source: str | None, target: str | None) -> None:
    """Copy a whole store from one database to another, SQLite to PostgreSQL or back, open tasks included.

    Stop every Freehold that uses the source first. The target must have no tables. All is copied in one transaction and
    compared row by row; a copy that fails or is killed leaves the target empty. The source stays as it is. The data folder
    with its key serves both: start freehold serve with it and the target's address, and open tasks go on.
    """
    from freehold.db.copying import CopyFailed
    from freehold.opening import copy_store

    if source is None and target is None:
        raise click.UsageError("Give --from or --to: at most one of them is the data folder's file.")
    try:
        copied = copy_store(data, source, target)
    except CopyFailed as failed:
        raise click.ClickException(f"{failed} The target was left empty.") from failed
    say(f"Copied {sum(copied.values()):,} rows of {len(copied)} tables, and compared them.")
