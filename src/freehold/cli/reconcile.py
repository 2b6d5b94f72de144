"""``freehold reconcile``: compare what we hold with what registries show, and repair on command."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option, database_address
from freehold.cli.output import language_option, output_option, say, write_rows
from freehold.cli.sentences import said

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.settings import Settings
    from freehold.store.reconciles import Finding, Run
    from freehold.terms.drift import Verdict

DIFFERENCES_LEFT = 3
"""Finished, and not everything is the same on both sides."""

_PAGE = 1000
_LOOK_SECONDS = 0.5
_COLUMNS = ("domain", "verdict", "differences", "repaired_by")


@click.command()
@click.option("--registry", "registry_name", help="Domains of this registry only.")
@click.option("--tld", help="Domains under this suffix only.")
@click.option(
    "--repair",
    type=click.Choice(["ours", "theirs", "rebuild"]),
    help="Repair: ours sends what we hold where ours is newer, theirs takes over what the registry shows where theirs is, "
    "rebuild does so too where our copy was entered from a list and never read from the registry.",
)
@click.option("--resume", is_flag=True, help="Go on with the last comparison, or show what it found.")
@click.option("--per-second", type=click.FloatRange(0.01), help="Look at no more domains a second than this.")
@click.option("--all", "everything", is_flag=True, help="List domains that are the same as well.")
@language_option
@config_option
@data_option
@output_option
def reconcile(
    registry_name: str | None, tld: str | None, repair: str | None, resume: bool, per_second: float | None,
    everything: bool, lang: str, config: Path | None, data: Path, output: str,
) -> int:  # fmt: skip
    """Compare our copy of the domains with what their registries show.

    Found of each domain: same; ours newer; theirs newer; unknown (a person has to look); missing there. Nothing is changed
    without --repair. With ours, tasks are made that look at the registry before they send.

    A server that runs on the data folder does the work, within its registries' pace; otherwise this command does, and needs
    --config. What was found is kept: after a kill, --resume goes on. Ends 0 when all is the same or repaired, else 3.
    """
    from freehold.db.engine import InUse
    from freehold.opening import open_store
    from freehold.settings import load

    settings = load(config, os.environ, {"data": data})
    url = database_address() or settings.database
    suffix = None if tld is None else _suffix(tld)
    open_store(data, url=url, lock=False, make=False).close()
    try:
        database = open_store(data, url=url, make=False)
        alone = not database.in_use()
    except InUse:
        database, alone = open_store(data, url=url, lock=False, make=False), False
    try:
        if alone and not settings.registries:
            raise click.ClickException(said("reconcile.nobody", lang, data=data))
        run_id = _run_id(database, settings, registry_name, suffix, repair, per_second, resume=resume, lang=lang)
        try:
            carry_out(database, settings, run_id, alone=alone, lang=lang)
        except KeyboardInterrupt:
            say(said("reconcile.interrupted" if alone else "reconcile.goes_on", lang))
            raise
        return report(database, run_id, everything=everything, output=output, lang=lang)
    finally:
        database.close()


def _suffix(text: str) -> str:
    from freehold.terms.domain_name import MalformedName, suffix_of

    try:
        return suffix_of(text)
    except MalformedName as error:
        raise click.UsageError(f"--tld {text} is no suffix: {error}.") from error


def _run_id(
    database: "Database", settings: "Settings", registry: str | None, tld: str | None, repair: str | None,
    per_second: float | None, *, resume: bool, lang: str,
) -> int:  # fmt: skip
    """The run to be carried out: the interrupted one, or a new one."""
    from freehold.clock import SystemClock
    from freehold.operations.registry_states import names_known
    from freehold.store import reconciles
    from freehold.terms.drift import Repair

    with database.reading() as session:
        last = reconciles.last_run(session)
        known = names_known(session, settings.registries)
    if resume:
        if last is None or not (last.open or last.finished):
            raise click.ClickException(said("reconcile.nothing_to_resume", lang))
        if registry or tld or repair or per_second:
            raise click.UsageError("--resume goes on with what was ordered before: give no other order with it.")
        return last.id
    if registry is not None and registry not in known:
        raise click.ClickException(said("registry.unknown", lang, registry=registry, names=", ".join(known) or "-"))
    wanted = None if repair is None else Repair(repair)
    return database.write_now(
        lambda session: reconciles.begin(session, registry, tld, wanted, per_second, SystemClock().now())
    )


def carry_out(database: "Database", settings: "Settings", run_id: int, *, alone: bool, lang: str) -> None:
    """Bring the run to its end here, or watch the server do so."""
    if not _get(database, run_id).open:
        return
    if alone:
        asyncio.run(_alone(database, settings, run_id))
        return
    from freehold.clock import wait

    told = -1
    while (run := _get(database, run_id)).open:
        number = sum(_counts(database, run).values())
        if number // 1000 > told:
            told = number // 1000
            say(said("reconcile.so_far", lang, number=number))
        wait(_LOOK_SECONDS)
    if not run.finished:
        raise click.ClickException(said("reconcile.given_up", lang))


async def _alone(database: "Database", settings: "Settings", run_id: int) -> None:
    """Do the work here, with sessions of our own: no server has them."""
    import random

    from freehold.cli.clock_choice import business_clock
    from freehold.clock import SystemClock
    from freehold.gateway.catalogue import Catalogue
    from freehold.gateway.trids import Trids
    from freehold.opening import installation_prefix
    from freehold.operations.office import Office
    from freehold.operations.reconcile.run import Reconciler
    from freehold.operations.reconcile.unattended import Unattended
    from freehold.operations.registry_books import RegistryBooks
    from freehold.policy import extensions
    from freehold.policy.loading import Policies
    from freehold.store import registries

    system = SystemClock()
    trids = Trids(installation_prefix(database), random.SystemRandom())
    policies = Policies.load(settings.policy_folder)
    catalogue = Catalogue.from_settings(
        settings, trids.new, books=RegistryBooks(database, system), named=extensions.namer(policies, system.now)
    )
    with database.reading() as session:
        pauses = registries.all_pauses(session)
    for registry in catalogue.by_name.values():
        registry.manners.pauses = pauses.get(registry.name, ())
    office = Office(
        catalogue=catalogue, queue=Unattended(), system_now=lambda: 0, base_url=lambda: "", policies=policies,
        real_name_duty=settings.real_name_duty, most_domains=settings.limits.most_domains,
        confirmations=settings.confirmations,
    )  # fmt: skip
    business = business_clock("now" if (settings.data / "clock").is_file() else None, settings.data)
    try:
        await Reconciler(database, office, system, business).run(run_id)
    finally:
        await asyncio.gather(*(registry.close() for registry in catalogue.by_name.values()), return_exceptions=True)


def report(database: "Database", run_id: int, *, everything: bool, output: str, lang: str) -> int:
    """Write what the run found; how the command ends."""
    from freehold.terms.drift import Verdict

    counted = _counts(database, _get(database, run_id))
    only: list[Verdict] = [verdict for verdict in Verdict if everything or verdict is not Verdict.SAME]
    left = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal left
        for finding in findings(database, run_id, only):
            left += finding.verdict is not Verdict.SAME and finding.repaired_by is None
            yield _row(finding, lang)

    write_rows(_COLUMNS, rows(), output)
    summary = ", ".join(f"{_verdict(verdict, lang)}: {counted.get(verdict, 0)}" for verdict in Verdict)
    say(f"{summary}.")
    return DIFFERENCES_LEFT if left else 0


def findings(database: "Database", run_id: int, only: "list[Verdict]") -> "Iterator[Finding]":
    """The run's findings with these verdicts, a page a transaction, so that a long list does not hold the journal."""
    from freehold.store import reconciles

    after = 0
    while True:
        with database.reading() as session:
            page = reconciles.page(session, run_id, after, _PAGE, only=only)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].domain_id


def _row(finding: "Finding", lang: str) -> dict[str, object]:
    from freehold.terms.domain_name import DomainName

    return {
        "domain": DomainName(finding.domain_name).unicode,
        "verdict": _verdict(finding.verdict, lang),
        "differences": "; ".join(map(str, finding.differences)),
        "repaired_by": finding.repaired_by,
    }


def _get(database: "Database", run_id: int) -> "Run":
    from freehold.store import reconciles

    with database.reading() as session:
        return reconciles.get(session, run_id)


def _counts(database: "Database", run: "Run") -> "dict[Verdict, int]":
    from freehold.store import reconciles

    with database.reading() as session:
        return reconciles.counts(session, run.id)


def _verdict(verdict: "Verdict", lang: str) -> str:
    from freehold.languages import pick, sentence

    return sentence(f"verdict.{verdict.value}", verdict.value, pick(lang))
