"""``freehold registry``: how each registry stands; pausing one and letting it go on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option, open_store
from freehold.cli.output import language_option, output_option, say, write_rows
from freehold.cli.registry_changes import changes
from freehold.cli.registry_check import check
from freehold.cli.registry_password import password
from freehold.cli.registry_unused_contacts import unused_contacts
from freehold.cli.sentences import said

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.operations.registry_states import RegistryState
    from freehold.terms.instants import Instant

_COLUMNS = (
    "registry", "state", "why", "until", "chunks", "waiting", "changes_today", "changes_a_day", "last_log_in",
    "client_certificate_days", "server_certificate_days", "address", "suffixes",
)  # fmt: skip
_MINUTE = 60_000
_MOST_MINUTES = 10 * 365 * 24 * 60
"""Ten years: who means longer leaves it out."""


@click.group()
def registry() -> None:
    """See how registries stand, check a connection, pause one and let it go on."""


registry.add_command(check)
registry.add_command(password)
registry.add_command(changes)
registry.add_command(unused_contacts)


@registry.command(name="list")
@config_option
@language_option
@data_option
@output_option
def list_(config: Path | None, lang: str, data: Path, output: str) -> None:
    """List registries: whether work goes on there, what waits, and how long certificates hold.

    State: open; paused (nothing is sent); quiet (its quiet hours: nothing is changed); full (the day's changes are used
    up). Nobody is connected to: the registry's certificate is the one of the last log-in.
    """
    from freehold.clock import SystemClock
    from freehold.operations.registry_states import states
    from freehold.settings import load
    from freehold.terms.instants import utc_text

    configured = load(config, os.environ, {}).registries
    now = SystemClock().now()
    with open_store(data) as database, database.reading() as session:
        found = states(session, configured, now)
    write_rows(_COLUMNS, [_row(one, lang, now) for one in found], output)
    for one in found:
        if one.trouble:
            say(f"{one.name}: {one.trouble}.")
        for pause in one.announced:
            say(said("registry.announced", lang, registry=one.name, begins=utc_text(pause.since),
                      until=utc_text(pause.until or pause.since), words=pause.words))  # fmt: skip
        for warning in () if one.login is None else one.login.warnings:
            if warning.state(now) != "good":
                say(f"{one.name}: {warning.told(now)}.")


@registry.command()
@click.argument("name")
@click.option("--until", help="When it ends by itself: a time such as 2026-03-01T09:00Z.")
@click.option(
    "--minutes",
    type=click.IntRange(1, _MOST_MINUTES),
    help="How long it lasts; without this and --until, until resumed.",
)
@click.option("--reason", default="", help="Why, for whoever looks.")
@config_option
@language_option
@data_option
def pause(
    name: str, until: str | None, minutes: int | None, reason: str, config: Path | None, lang: str, data: Path
) -> None:
    """Pause the registry NAME: nothing is sent to it, tasks wait.

    A running server follows within seconds: what is in flight is answered, then it logs out.
    """
    from freehold.clock import SystemClock
    from freehold.operations import registry_pauses
    from freehold.terms.holds import PauseSource
    from freehold.terms.instants import Instant, utc_text

    now = SystemClock().now()
    end = _end(until, now) if until is not None else None if minutes is None else Instant(now + minutes * _MINUTE)

    def work(session: "Session") -> None:
        _must_be_known(session, name, config, lang)
        registry_pauses.pause(session, name, PauseSource.OPERATOR, reason, now, end)

    with open_store(data) as database:
        database.write_now(work)
    if end is None:
        say(said("registry.paused", lang, registry=name))
    else:
        say(said("registry.paused_until", lang, registry=name, until=utc_text(end)))


@registry.command()
@click.argument("name")
@config_option
@language_option
@data_option
def resume(name: str, config: Path | None, lang: str, data: Path) -> None:
    """Let work at the registry NAME go on, whoever paused it: you, a notice, a refused log-in."""
    from freehold.clock import SystemClock
    from freehold.operations import registry_pauses

    def work(session: "Session") -> int:
        _must_be_known(session, name, config, lang)
        return registry_pauses.resume(session, name, SystemClock().now())

    with open_store(data) as database:
        ended = database.write_now(work)
    say(said("registry.resumed" if ended else "registry.not_paused", lang, registry=name))


def _must_be_known(session: "Session", name: str, config: Path | None, lang: str) -> None:
    from freehold.operations.registry_states import names_known
    from freehold.settings import load

    names = names_known(session, load(config, os.environ, {}).registries)
    if name not in names:
        raise click.ClickException(said("registry.unknown", lang, registry=name, names=", ".join(names) or "-"))


def _end(text: str, now: "Instant") -> "Instant":
    from freehold.terms.instants import from_text

    try:
        end = from_text(text)
    except ValueError as error:
        raise click.UsageError(f"--until {text}: write a time as 2026-03-01T09:00Z.") from error
    if end <= now:
        raise click.UsageError(f"--until {text} is over already.")
    return end


def _row(one: "RegistryState", lang: str, now: "Instant") -> dict[str, object]:
    from freehold.languages import pick, sentence
    from freehold.terms.instants import utc_text

    days = {certificate.whose: certificate.days_left(now) for certificate in one.certificates}
    if one.pauses:
        why = "; ".join(
            ": ".join(filter(None, (said(f"pause.{pause.source.value}", lang), pause.words))) for pause in one.pauses
        )
    else:
        why = "" if one.reason is None else sentence(one.reason.code, one.reason.sentence, pick(lang))
    return {
        "registry": one.name,
        "state": one.state,
        "why": why,
        "until": None if one.until is None else utc_text(one.until),
        "chunks": one.open_chunks,
        "waiting": one.waiting_chunks,
        "changes_today": one.changes_today,
        "changes_a_day": None if one.settings is None else one.settings.changes_a_day,
        "last_log_in": None if one.login is None else utc_text(one.login.at),
        "client_certificate_days": days.get("client"),
        "server_certificate_days": days.get("server"),
        "address": None if one.settings is None else one.settings.address,
        "suffixes": None if one.settings is None else ", ".join(one.settings.tlds),
    }
