"""``freehold doctor``: look at everything a running Freehold needs, and say what to do about what is wrong."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from freehold.cli.data_folder import data_option
from freehold.cli.output import output_option, write_rows

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.epp.documents import Greeting
    from freehold.settings import RegistrySettings, Settings
    from freehold.terms.instants import Instant

State = Literal["good", "look", "bad"]

_OLDEST_PYTHON = (3, 11)
_LEAST_ROOM = 512 * 1024 * 1024
"""Octets free below which a large task may fill the disk: 100,000 items take about 100 MB with their journal."""

_LARGEST_STEP_BACK_SECONDS = 60
_CONNECT_SECONDS = 5.0


_RENEW = {
    "client": "Get a new one from the registry or its CA, and name it in client_certificate; without it nobody is let in.",
    "server": "It is the registry's to renew. Ask them when, and for the new CA if that changes (ca_file).",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look found; *advice* says what to do unless all is good."""

    check: str
    state: State
    found: str
    advice: str = ""


@click.command()
@data_option
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Settings, a TOML file.")
@click.option("--listen", default="127.0.0.1:8400", show_default=True, help="Where the server listens, or shall.")
@output_option
def doctor(data: Path, config: Path | None, listen: str, output: str) -> int:
    """Find what is wrong with this installation, and say what to do about it.

    Ends 0 when nothing is bad, 1 otherwise. Nothing is changed; may be run beside a server.
    """
    checks: list[Callable[[], Iterator[Finding]]] = [
        _python,
        _sqlite,
        lambda: _folder(data),
        lambda: _store(data),
        lambda: _clock(data),
        lambda: _port(listen),
        lambda: _settings(config),
        lambda: _paused(data),
        lambda: _mails(data),
        lambda: _reviews(data),
    ]
    findings = [finding for check in checks for finding in check()]
    columns = ("check", "state", "found", "advice")
    rows = [{column: getattr(finding, column) for column in columns} for finding in findings]
    write_rows(columns, rows, output)
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def _python() -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST_PYTHON:
        yield Finding("Python", "bad", found, "Install Python 3.11 or newer and run make setup again.")
    else:
        yield Finding("Python", "good", found)


def _sqlite() -> Iterator[Finding]:
    try:
        import pysqlite3

        from freehold.db.engine import OLDEST_SQLITE
    except ImportError as error:
        yield Finding("SQLite", "bad", f"{error.name} is missing", "Run make setup again.")
        return
    if pysqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        yield Finding(
            "SQLite", "bad", pysqlite3.sqlite_version, f"It must be {wanted} or newer to be safe. Run make setup again."
        )
    else:
        yield Finding("SQLite", "good", pysqlite3.sqlite_version)


def _folder(data: Path) -> Iterator[Finding]:
    if not data.exists():
        yield Finding("data folder", "look", f"{data} is not there", "freehold serve makes it at its first start.")
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "data folder", "bad", f"{data} is closed to this user", "Give the user that runs Freehold all rights to it."
        )
        return
    if data.stat().st_mode & 0o077:
        yield Finding("data folder", "look", f"others may look into {data}", f"Run chmod 700 {data}.")
    else:
        yield Finding("data folder", "good", str(data))
    free = shutil.disk_usage(data).free
    room = f"{free // 1024**2:,} MiB free"
    if free < _LEAST_ROOM:
        yield Finding("disk", "bad", room, "Make room; a full disk stops all changes.")
    else:
        yield Finding("disk", "good", room)


def _store(data: Path) -> Iterator[Finding]:
    """The key fits the database, and the database is of this program's schema; both open as a server opens them."""
    if not (data / "freehold.db").is_file():
        return
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.opening import open_store

    try:
        open_store(data, lock=False, make=False).close()
    except (CannotOpen, WrongKey) as error:
        yield Finding("store", "bad", "it does not open", str(error))
    except OSError as error:
        yield Finding("store", "bad", error.strerror or "it cannot be read", "Give this user the right to read it.")
    else:
        yield Finding("store", "good", "it opens with its key")


def _clock(data: Path) -> Iterator[Finding]:
    """The clock must not be behind what was written: signatures and nonces count on it."""
    from freehold.clock import SystemClock
    from freehold.terms.instants import SECOND, Instant, utc_text

    now = SystemClock().now()
    newest = max((file.stat().st_mtime for file in data.glob("freehold.db*")), default=0.0)
    if newest * SECOND - now > _LARGEST_STEP_BACK_SECONDS * SECOND:
        yield Finding(
            "clock",
            "bad",
            f"it is {utc_text(now)}, and the store was written at {utc_text(Instant(int(newest * SECOND)))}",
            "Set the clock, and keep it with NTP: calls are refused when it is 15 minutes off.",
        )
    else:
        yield Finding("clock", "good", utc_text(now))


def _port(listen: str) -> Iterator[Finding]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise click.UsageError(f"--listen {listen}: write HOST:PORT.")
    address = (host.strip("[]"), int(port))
    try:
        family, *_, found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        yield Finding("port", "bad", f"{host} is no address of this machine: {error.strerror}", "Correct --listen.")
        return
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(found)
        except OSError as error:
            answer = _healthy(address)
            if answer:
                yield Finding("port", "good", f"Freehold is running at {listen}")
            else:
                yield Finding(
                    "port",
                    "bad",
                    f"{listen}: {error.strerror}",
                    "End the other program, or choose another port with --listen.",
                )
        else:
            yield Finding("port", "good", f"{listen} is free")


def _healthy(address: tuple[str, int]) -> bool:
    """Whether a Freehold answers there."""
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(*address, timeout=_CONNECT_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _settings(config: Path | None) -> Iterator[Finding]:
    from freehold.settings import BadSettings, load

    try:
        settings = load(config, os.environ, {})
    except BadSettings as error:
        yield Finding("settings", "bad", "they do not load", str(error))
        return
    yield Finding("settings", "good", str(config) if config is not None else "the defaults")
    yield from _registries(settings)
    yield from _providers(settings)


@contextmanager
def _opened(data: Path) -> "Iterator[Database | None]":
    """The store, where there is one that opens; what keeps it from opening is told by the look at the store."""
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.opening import open_store

    database = None
    if (data / "freehold.db").is_file():
        with suppress(CannotOpen, WrongKey, OSError):
            database = open_store(data, lock=False, make=False)
    try:
        yield database
    finally:
        if database is not None:
            database.close()


def _paused(data: Path) -> Iterator[Finding]:
    """A registry that is paused keeps its tasks waiting, and nobody may remember."""
    from freehold.clock import SystemClock
    from freehold.operations.registry_states import states
    from freehold.store import rechecks

    with _opened(data) as database:
        if database is None:
            return
        with database.reading() as session:
            found = [one for one in states(session, {}, SystemClock().now()) if one.pauses]
            drifted = rechecks.drifted(session)
    for one in found:
        words = "; ".join(f"{pause.source.value} {pause.words}".strip() for pause in one.pauses)
        advice = f"When the cause is mended: freehold registry resume {one.name}. {one.waiting_chunks} chunks wait."
        yield Finding(f"registry {one.name}", "look", f"it is paused: {words}", advice)
    if drifted:
        found_words = f"{len(drifted)} domains were changed at their registries by somebody else"
        yield Finding("changes elsewhere", "look", found_words, "See freehold registry changes.")


def _mails(data: Path) -> Iterator[Finding]:
    """Mails that never arrived, of the last 30 days, and those that wait because something keeps them."""
    from freehold.cli.data_folder import business_now
    from freehold.store import outbox
    from freehold.terms.instants import DAY, Instant
    from freehold.terms.mails import MailState

    with _opened(data) as database:
        if database is None:
            return
        with database.reading() as session:
            counts = outbox.counts(session, Instant(business_now(data) - 30 * DAY))
            put_off = outbox.put_off_now(session)
    lost = {state: counts[state] for state in (MailState.GIVEN_UP, MailState.BOUNCED) if state in counts}
    for state, count in lost.items():
        advice = f"See freehold mail list --state {state.word}; mend the address or the server, then freehold mail retry EVENT."
        yield Finding("mail", "look", f"{count} in the last 30 days: {state.word}", advice)
    if put_off:
        advice = "They are tried again by themselves; freehold mail list --state waiting says why they wait."
        yield Finding("mail", "look", f"{put_off} could not be sent yet", advice)
    if not lost and not put_off:
        yield Finding("mail", "good", f"{counts.get(MailState.WAITING, 0)} wait")


def _reviews(data: Path) -> Iterator[Finding]:
    """Documents that the review service could not be asked about wait, and so do their owners."""
    from freehold.store import reviews

    with _opened(data) as database:
        if database is None:
            return
        with database.reading() as session:
            found = reviews.troubled(session)
    if found:
        advice = (
            "It is asked again by itself; see the settings under [review], or decide by hand: "
            "freehold profile list --state auditing, freehold review list."
        )
        yield Finding("review", "look", f"{len(found)} documents wait: {found[0].trouble}", advice)


_ON_WARNINGS = "A password is changed with freehold registry password; all else is in the registry's words."


def _registries(settings: "Settings") -> Iterator[Finding]:
    from freehold.cli.registry import Unreachable, try_out
    from freehold.cli.registry_account import named_of, passwords_of
    from freehold.clock import SystemClock

    if not settings.registries:
        yield Finding("registries", "good", "none is configured; freehold serve runs a practice registry")
    for name, registry in settings.registries.items():
        server_ends_at = None
        try:
            session = asyncio.run(
                try_out(registry, named_of(registry, settings.policy_folder), passwords_of(registry, settings.data))
            )
        except Unreachable as error:
            yield Finding(f"registry {name}", "bad", "it does not let us in", str(error))
        else:
            assert session.greeting is not None
            server_ends_at = session.server_certificate_ends_at
            yield Finding(f"registry {name}", "good", f"{session.greeting.server_id} at {registry.address}")
            now = SystemClock().now()
            for warning in session.warnings:
                yield Finding(f"registry {name}, {warning.kind}", warning.state(now), warning.told(now), _ON_WARNINGS)
            yield from _codes(registry, settings, session.greeting)
        yield from _certificates(name, registry, server_ends_at)


def _codes(registry: "RegistrySettings", settings: "Settings", greeting: "Greeting") -> Iterator[Finding]:
    """Where a registry wants verification codes, a provider issues them, and a practice one is no provider."""
    from freehold.cli.registry import suffixes_without_codes
    from freehold.clock import SystemClock
    from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
    from freehold.terms.methods import Facts

    facts = Facts(CONTACT in greeting.object_uris, VERIFICATION_CODE in greeting.extension_uris)
    lacking = suffixes_without_codes(registry, facts, settings, SystemClock().now())
    if lacking:
        yield Finding(
            f"codes {registry.name}", "look", f"{', '.join(lacking)} wants verification codes, and there is no provider",
            "Name a code_provider for the registry; until then such domains wait for a person.",
        )  # fmt: skip
    elif registry.code_provider is not None:
        yield Finding(f"codes {registry.name}", "good", f"by {registry.code_provider}")


def _providers(settings: "Settings") -> Iterator[Finding]:
    from freehold.gateway.code_providers.desk import UnusableProvider, look

    for name, provider in settings.code_providers.items():
        try:
            found = look(provider)
        except UnusableProvider as error:
            yield Finding(f"code provider {name}", "bad", "it cannot be used", str(error))
        else:
            yield Finding(f"code provider {name}", "good", found)


def _certificates(name: str, registry: "RegistrySettings", server_ends_at: "Instant | None") -> Iterator[Finding]:
    """Ours is looked at also when the registry lets nobody in: its end may be why."""
    from freehold.cli.registry import certificates_of
    from freehold.clock import SystemClock
    from freehold.gateway.certificates import Unreadable

    now = SystemClock().now()
    try:
        found = certificates_of(registry, server_ends_at)
    except Unreadable as error:
        yield Finding(f"client certificate {name}", "bad", "it cannot be read", f"{error}.")
        return
    for certificate in found:
        state = certificate.state(now)
        advice = "" if state == "good" else _RENEW[certificate.whose]
        yield Finding(f"{certificate.whose} certificate {name}", state, f"it {certificate.told(now)}", advice)
