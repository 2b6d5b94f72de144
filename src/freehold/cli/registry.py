"""``freehold registry``: connections to registries, tried out; how each stands; pausing one and letting it go on."""

import asyncio
import os
import random
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import config_option, data_option, open_store
from freehold.cli.output import language_option, output_option, say, write_record, write_rows
from freehold.cli.registry_account import named_of, passwords_of, settings_option
from freehold.cli.registry_changes import changes
from freehold.cli.registry_password import password
from freehold.cli.registry_unused_contacts import unused_contacts
from freehold.cli.sentences import said

if TYPE_CHECKING:
    from freehold.db.session import Session as StoreSession
    from freehold.gateway.certificates import Certificate
    from freehold.gateway.negotiation import Named
    from freehold.gateway.session import Session
    from freehold.operations.registry_states import RegistryState
    from freehold.settings import RegistrySettings, Settings
    from freehold.terms.instants import Instant
    from freehold.terms.methods import Facts

_COLUMNS = (
    "registry", "state", "why", "until", "chunks", "waiting", "changes_today", "changes_a_day", "last_log_in",
    "client_certificate_days", "server_certificate_days", "address", "suffixes",
)  # fmt: skip
_MINUTE = 60_000
_WRONG_LOGIN = 2200


@click.group()
def registry() -> None:
    """See how registries stand, check a connection, pause one and let it go on."""


registry.add_command(password)
registry.add_command(changes)
registry.add_command(unused_contacts)


@registry.command()
@click.argument("name")
@settings_option
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder, for a password changed by freehold registry password; the settings' own when left out.",
)
@output_option
def check(name: str, config: Path, data: Path | None, output: str) -> None:
    """Log in at the registry NAME, show what it offers and what Freehold will use, and log out.

    Nothing is changed at the registry.
    """
    from freehold.clock import SystemClock
    from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
    from freehold.gateway.negotiation import agreed_objects
    from freehold.settings import load
    from freehold.terms.instants import utc_text
    from freehold.terms.methods import Facts

    settings = load(config, os.environ, {})
    configured = settings.registries
    if name not in configured:
        raise click.ClickException(
            f"There is no registry {name} in {config.name}; it has {', '.join(configured) or 'none'}."
        )
    wanted = configured[name]
    try:
        session = asyncio.run(
            try_out(wanted, named_of(wanted, settings.policy_folder), passwords_of(wanted, data or settings.data))
        )
    except Unreachable as error:
        raise click.ClickException(str(error)) from error
    greeting = session.greeting
    assert greeting is not None
    facts = Facts(CONTACT in greeting.object_uris, VERIFICATION_CODE in greeting.extension_uris)
    now = SystemClock().now()
    record = {
        "registry": name,
        "address": wanted.address,
        "server": greeting.server_id,
        "its_time": greeting.server_date,
        "offers": ", ".join((*greeting.object_uris, *greeting.extension_uris)),
        "used": ", ".join((*agreed_objects(greeting), *session.extensions)),
        "contacts": "kept by the registry" if CONTACT in greeting.object_uris else "kept here",
        "suffixes": ", ".join(wanted.tlds),
        "methods": "; ".join(_ways(wanted, facts, settings.policy_folder, now)),
        "code_provider": wanted.code_provider or "",
        "sessions": wanted.sessions,
        "window": wanted.window,
        "commands_per_second": wanted.commands_per_second,
    }
    certificates = certificates_of(wanted, session.server_certificate_ends_at)
    for certificate in certificates:
        record[f"{certificate.whose}_certificate_ends"] = utc_text(certificate.ends_at)
        record[f"{certificate.whose}_certificate_days"] = certificate.days_left(now)
    write_record(record, output)
    say(f"{name} let us in and out again.")
    for suffix in suffixes_without_codes(wanted, facts, settings, now):
        say(f"{suffix} wants verification codes, and {name} has no code_provider: its domains wait for a person.")
    for warning in session.warnings:
        say(f"{name}: {warning.told(now)}.")
    for certificate in certificates:
        if certificate.state(now) != "good":
            say(f"The {certificate.whose} certificate {certificate.told(now)}.")


def _ways(wanted: "RegistrySettings", facts: "Facts", folder: Path | None, now: "Instant") -> Iterator[str]:
    """How each suffix it serves is changed there, and what decided it."""
    import idna

    from freehold.policy.loading import Policies
    from freehold.policy.ways import way_of
    from freehold.terms.methods import Method

    policies = Policies.load(folder)
    settled = None if wanted.method == "policy" else Method(wanted.method)
    for suffix in wanted.tlds:
        if suffix != "*":
            policy = policies.of_suffix(idna.encode(suffix.strip("."), uts46=True).decode("ascii"), now)
            way = way_of(policy, facts, settled=settled)
            yield f"{suffix}: {way.method.value} ({way.why.value})"


def suffixes_without_codes(
    wanted: "RegistrySettings", facts: "Facts", settings: "Settings", now: "Instant"
) -> list[str]:
    """Suffixes the account changes with a verification code, while it has no provider of codes."""
    from freehold.terms.methods import Method

    if wanted.code_provider is not None or settings.real_name_duty == "off":
        return []
    found = (way.partition(": ") for way in _ways(wanted, facts, settings.policy_folder, now))
    return [suffix for suffix, _, way in found if way.startswith(f"{Method.REGISTRAR_ONLY_WITH_CODE.value} ")]


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
@click.option("--minutes", type=click.IntRange(1), help="How long it lasts; without this and --until, until resumed.")
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

    def work(session: "StoreSession") -> None:
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

    def work(session: "StoreSession") -> int:
        _must_be_known(session, name, config, lang)
        return registry_pauses.resume(session, name, SystemClock().now())

    with open_store(data) as database:
        ended = database.write_now(work)
    say(said("registry.resumed" if ended else "registry.not_paused", lang, registry=name))


def _must_be_known(session: "StoreSession", name: str, config: Path | None, lang: str) -> None:
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


class Unreachable(Exception):
    """The registry does not let us in; the sentence says why and what to look at."""


async def try_out(wanted: "RegistrySettings", named: "Named", passwords: "Sequence[str]") -> "Session":
    """Log in and out again; the session that was, with what the registry offered. Raises Unreachable.

    *named* tells the extensions that the policies of the account's suffixes name; each of the *passwords* is tried once.
    """
    from freehold.gateway.session import LoginRefused, NotSent, open_session
    from freehold.gateway.trids import Trids

    trids = Trids("CHECK", random.SystemRandom())
    *first, last = passwords
    try:
        for one in first:
            try:
                session = await open_session(replace(wanted, password=one), trids.new(), named)
                break
            except LoginRefused as error:
                if error.response.code != _WRONG_LOGIN:
                    raise
        else:
            session = await open_session(replace(wanted, password=last), trids.new(), named)
    except LoginRefused as error:
        raise Unreachable(
            f"{wanted.name} refuses the log-in: {error}. Check login and password, and how many sessions are open."
        ) from error
    except NotSent as error:
        raise Unreachable(f"{wanted.name} at {wanted.address}: {_advice(error)}") from error
    except (FileNotFoundError, PermissionError) as error:
        raise Unreachable(f"{wanted.name}: {error.strerror}: {error.filename}") from error
    await session.log_out(trids.new())
    return session


def certificates_of(wanted: "RegistrySettings", server_ends_at: "Instant | None") -> "list[Certificate]":
    """Until when our certificate and the registry's hold; raises Unreadable."""
    from freehold.gateway.certificates import Certificate, ends_of

    found = ends_of(wanted)
    if server_ends_at is not None:
        found.append(Certificate("server", server_ends_at))
    return found


def _advice(error: Exception) -> str:
    cause = error.__cause__
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {cause.verify_message}. Check ca_file and server_name."
        case ssl.SSLError():
            return f"TLS fails: {cause.reason}. Check the port, and whether it wants a client certificate."
        case FileNotFoundError() | PermissionError():
            return f"{cause.strerror}: a file named in the settings (ca_file, client_certificate)."
        case TimeoutError():
            return "no answer in time. Check the address, the firewall, and whether the registry lets this address in."
        case OSError():
            return f"it cannot be reached: {cause.strerror or cause}. Check the address and the firewall."
        case _:
            return f"{error}. Check that it is an EPP server with TLS."
