"""``freehold restore``: set up a data folder from a backup; settle a store with the registries, after which it works."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option, database_address
from freehold.cli.output import language_option, output_option, say
from freehold.cli.shorthand import Shorthand

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.db.session import Session

NOT_SETTLED = 3
"""Compared, and of some domains no registry told anything: work does not begin."""


class _Restore(Shorthand):
    meant = "from"


@click.group(cls=_Restore)
def restore() -> None:
    """Set up a new data folder from a backup, and settle a store that went back in time with the registries.

    freehold restore FILE --key KEY --data DIR is short for freehold restore from FILE --key KEY --data DIR.
    """


@restore.command(name="from")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
    help="The master key that the backup was sealed with, from where you keep its copy.",
)  # fmt: skip
@data_option
def from_(file: Path, key: Path, data: Path) -> None:
    """Set the empty or missing folder DATA up from a backup.

    The system made so answers calls and keeps what is submitted, but sends nothing to registries and no mail before you
    run freehold restore settle: what happened after the backup is known to the registries alone.
    """
    from freehold.backups.restoring import restore as restored
    from freehold.clock import SystemClock
    from freehold.terms.instants import utc_text

    header = restored(file, key, data, SystemClock())
    say(f"{data} is as it was at {utc_text(header.made_at)}.")
    say(f"Nothing is sent from it yet. Run: freehold restore settle --data {data}")


@restore.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def mark(data: Path, yes: bool) -> None:
    """Say that the PostgreSQL database went back in time, where Freehold cannot notice by itself.

    After its files were put back from a snapshot, or after a recovery to a point in time. Nothing is sent then before
    freehold restore settle. Stop every server and worker on it first.
    """
    from freehold.clock import SystemClock
    from freehold.db.engine import InUse
    from freehold.opening import open_store
    from freehold.store import restores
    from freehold.terms.instants import utc_text

    url = database_address()
    if url is None:
        raise click.UsageError("Name the PostgreSQL database: a backup of a data folder is marked by its restore.")
    database = open_store(data, url=url, make=False)
    try:
        if database.in_use():
            raise InUse("Servers or workers run on the database. Stop all of them first.")
        if not yes:
            click.confirm("Nothing will be sent from this database before it is settled. Mark it?", abort=True)
        found = database.write_now(lambda session: restores.begin_from_rows(session, SystemClock().now()))
    finally:
        database.close()
    say(f"The last that the database knows of was at {utc_text(found.made_at)}.")
    say(f"Nothing is sent from it. Start the servers, then run: freehold restore settle --data {data}")


@restore.command()
@config_option
@click.option("--per-second", type=click.FloatRange(0.01), help="Look at no more domains a second than this.")
@click.option(
    "--leave-unanswered", is_flag=True, help="Begin to work even though no registry tells anything of some domains."
)
@click.option(
    "--nothing-lost", is_flag=True,
    help="Begin to work without a comparison: the database was moved or switched over with all that was accepted in it.",
)  # fmt: skip
@language_option
@data_option
@output_option
def settle(
    config: Path | None, per_second: float | None, leave_unanswered: bool, nothing_lost: bool, lang: str, data: Path,
    output: str,
) -> int:  # fmt: skip
    """Compare every domain with its registry, let our copy follow, and let the work begin.

    Domains changed after the backup get what the registry shows. What was not finished in the backup is asked about before
    anything is sent. What differs for another reason is listed and left alone. A server that runs on the store does the work
    and begins at once; otherwise this command does, and needs --config. May be interrupted, and goes on where it stood.

    Ends 3 when the registries told nothing of some domains: then nothing begins, unless you say so.
    """
    from freehold.cli.reconcile import carry_out, report
    from freehold.settings import load
    from freehold.store import restores

    url = database_address()
    settings = load(config, os.environ, {"data": data} if url is None else {"data": data, "database": url})
    database, alone = _opened(data, settings.database)
    try:
        if nothing_lost and database.write_now(_taken_back):
            say("The system works on as it is. What was open asks the registry before it sends anything.")
            return 0
        run_id = _run_id(database, per_second)
        if run_id is None:
            say("There is nothing to settle: the system was not restored, or was settled before.")
            return 0
        if alone and not settings.registries:
            raise click.ClickException(
                f"No server runs on {data}, and no registry is configured: start the server, or give --config."
            )
        carry_out(database, settings, run_id, alone=alone, lang=lang)
        report(database, run_id, everything=False, output=output, lang=lang)
        untold = _untold(database, run_id)
        if untold and not leave_unanswered:
            database.write_now(restores.settle_anew)
            say(f"Of {untold} domains no registry told anything. Nothing begins: mend that, and settle again.")
            return NOT_SETTLED
        database.write_now(restores.settled)
        begins = "as soon as freehold serve runs" if alone else "within seconds, by the server that runs on it"
        say(f"The system is settled. Work begins {begins}.")
        return 0
    finally:
        database.close()


def _opened(data: Path, url: str | None) -> "tuple[Database, bool]":
    """The store, and whether no server or worker runs on it."""
    from freehold.db.engine import InUse
    from freehold.opening import open_store

    if url is not None:
        database = open_store(data, url=url, make=False)
        return database, not database.in_use()
    open_store(data, lock=False, make=False).close()
    try:
        return open_store(data, make=False), True
    except InUse:
        return open_store(data, lock=False, make=False), False


def _taken_back(session: "Session") -> bool:
    """Take the mark away where there is one; whether there was."""
    from freehold.store import restores

    if restores.find(session) is None:
        return False
    restores.settled(session)
    return True


def _run_id(database: "Database", per_second: float | None) -> int | None:
    """The comparison that settles the store, begun now if none was; None where there is nothing to settle."""
    from freehold.clock import SystemClock
    from freehold.store import reconciles, restores
    from freehold.terms.drift import Repair

    def work(session: "Session") -> int | None:
        mark = restores.find(session)
        if mark is None:
            return None
        if mark.run_id is not None:
            run = reconciles.get(session, mark.run_id)
            if run.open or run.finished:
                return run.id
        begun = reconciles.begin(session, None, None, Repair.THEIRS, per_second, SystemClock().now())
        restores.settle_by(session, begun)
        return begun

    return database.write_now(work)


def _untold(database: "Database", run_id: int) -> int:
    """How many domains no registry told anything of."""
    from freehold.cli.reconcile import findings
    from freehold.operations.reconcile.compare import NOT_TOLD
    from freehold.terms.drift import Verdict

    unknown = findings(database, run_id, [Verdict.UNKNOWN])
    return sum(any(found.what == NOT_TOLD for found in finding.differences) for finding in unknown)
