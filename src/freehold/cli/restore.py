"""``freehold restore``: set up a data folder from a backup; settle it with the registries, after which it works."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option
from freehold.cli.output import language_option, output_option, say
from freehold.cli.shorthand import Shorthand

if TYPE_CHECKING:
    from freehold.db.engine import Database

NOT_SETTLED = 3
"""Compared, and of some domains no registry told anything: work does not begin."""


class _Restore(Shorthand):
    meant = "from"


@click.group(cls=_Restore)
def restore() -> None:
    """Set up a new data folder from a backup, and settle it with the registries.

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
@config_option
@click.option("--per-second", type=click.FloatRange(0.01), help="Look at no more domains a second than this.")
@click.option(
    "--leave-unanswered", is_flag=True, help="Begin to work even though no registry tells anything of some domains."
)
@language_option
@data_option
@output_option
def settle(
    config: Path | None, per_second: float | None, leave_unanswered: bool, lang: str, data: Path, output: str
) -> int:
    """Compare every domain with its registry, let our copy follow, and let the work begin.

    Domains changed after the backup get what the registry shows. What was not finished in the backup is asked about before
    anything is sent. What differs for another reason is listed and left alone. A server that runs on the folder does the work
    and begins at once; otherwise this command does, and needs --config. May be interrupted, and goes on where it stood.

    Ends 3 when the registries told nothing of some domains: then nothing begins, unless you say so.
    """
    from freehold.cli.reconcile import carry_out, report
    from freehold.db.engine import InUse
    from freehold.opening import open_store
    from freehold.settings import load
    from freehold.store import restores

    settings = load(config, os.environ, {"data": data})
    open_store(data, lock=False, make=False).close()
    try:
        database, alone = open_store(data, make=False), True
    except InUse:
        database, alone = open_store(data, lock=False, make=False), False
    try:
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


def _run_id(database: "Database", per_second: float | None) -> int | None:
    """The comparison that settles the store, begun now if none was; None where there is nothing to settle."""
    from freehold.clock import SystemClock
    from freehold.db.session import Session
    from freehold.store import reconciles, restores
    from freehold.terms.drift import Repair

    def work(session: Session) -> int | None:
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
