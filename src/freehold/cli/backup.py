"""``freehold backup``: make a sealed backup beside a running server, or verify one."""

from pathlib import Path

import click

from freehold.cli.data_folder import data_option
from freehold.cli.output import output_option, say, write_record
from freehold.cli.shorthand import Shorthand

_LEFT_OUT = "master.key is not in it. Keep a copy of the key in another place: without it nobody can open the backup."


class _Backup(Shorthand):
    meant = "make"


@click.group(cls=_Backup)
def backup() -> None:
    """Make a sealed backup beside a running server, or verify one.

    freehold backup --data DIR is short for freehold backup make --data DIR.
    """


@backup.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; a new one in the data folder's own folder backups when left out.",
)
@data_option
def make(to: Path | None, data: Path) -> None:
    """Back up the store and the operator's policy files into one sealed file.

    A server may run meanwhile. The file has its name only once it is whole and was read back. master.key is what it is
    sealed with, and is not in it: keep a copy elsewhere.
    """
    from freehold.backups.making import make as made_of
    from freehold.cli.clock_choice import business_clock
    from freehold.clock import SystemClock

    business = business_clock("now" if (data / "clock").is_file() else None, data)
    made = made_of(data, to, SystemClock(), business)
    say(f"The backup is whole: {made.file} ({made.octets:,} octets).")
    say(_LEFT_OUT)


@backup.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The master key it was sealed with; the data folder's when left out.",
)  # fmt: skip
@data_option
@output_option
def verify(file: Path, key: Path | None, data: Path, output: str) -> None:
    """Open a backup and check the database in it as freehold db check does. Changes nothing."""
    from freehold.backups.restoring import verify as verified
    from freehold.terms.instants import utc_text

    header = verified(file, key or data / "master.key")
    record = {
        "made": utc_text(header.made_at),
        "schema": header.schema,
        "program": header.program,
        "key": header.key,
    }
    write_record(record, output)
    say("The backup is whole and its database is sound.")
