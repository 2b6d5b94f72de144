"""``freehold registry check``: a connection to a registry, tried out."""

import asyncio
import os
import random
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.output import output_option, say, write_record
from freehold.cli.registry_account import named_of, passwords_of, settings_option

if TYPE_CHECKING:
    from freehold.epp.documents import Greeting
    from freehold.gateway.certificates import Certificate
    from freehold.gateway.negotiation import Named
    from freehold.gateway.session import Session
    from freehold.settings import RegistrySettings, Settings
    from freehold.terms.instants import Instant
    from freehold.terms.methods import Facts

_WRONG_LOGIN = 2200


@click.command()
@click.argument("name")
@settings_option
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder, for a password changed by freehold registry password; the settings' own when left out.",
)
@output_option
def check(name: str, config: Path | None, data: Path | None, output: str) -> None:
    """Log in at the registry NAME, show what it offers and what Freehold will use, and log out.

    Nothing is changed at the registry.
    """
    from freehold.clock import SystemClock
    from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
    from freehold.gateway.fees import NAMESPACE as FEES
    from freehold.settings import load
    from freehold.terms.instants import utc_text
    from freehold.terms.methods import Facts

    settings = load(config, os.environ, {})
    configured = settings.registries
    if name not in configured:
        raise click.ClickException(
            f"There is no registry {name} in {config.name if config else 'the settings'}; "
            f"it has {', '.join(configured) or 'none'}."
        )
    wanted = configured[name]
    try:
        session = asyncio.run(
            try_out(wanted, named_of(wanted, settings.policy_folder), passwords_of(wanted, data or settings.data))
        )
    except Unreachable as error:
        raise click.ClickException(str(error)) from error
    assert session.greeting is not None
    facts = Facts(CONTACT in session.greeting.object_uris, VERIFICATION_CODE in session.greeting.extension_uris)
    now = SystemClock().now()
    record = _offer(wanted, session, session.greeting) | {
        "methods": "; ".join(_ways(wanted, facts, settings.policy_folder, now)),
        "code_provider": wanted.code_provider or "",
        "fee_at_most": wanted.fee_at_most or "",
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
    if FEES in session.extensions and wanted.fee_at_most is None:
        say(f"{name} tells fees and has no fee_at_most: a change that it wants a fee for fails.")
    if FEES not in session.extensions and wanted.fee_at_most is not None:
        say(f"{name} has a fee_at_most and tells no fees: none can be agreed to.")
    for suffix in suffixes_without_codes(wanted, facts, settings, now):
        say(f"{suffix} wants verification codes, and {name} has no code_provider: its domains wait for a person.")
    for warning in session.warnings:
        say(f"{name}: {warning.told(now)}.")
    for certificate in certificates:
        if certificate.state(now) != "good":
            say(f"The {certificate.whose} certificate {certificate.told(now)}.")


def _offer(wanted: "RegistrySettings", session: "Session", greeting: "Greeting") -> dict[str, object]:
    """What the registry offers, and what of it is used."""
    from freehold.epp.namespaces import CONTACT
    from freehold.gateway.negotiation import agreed_objects

    return {
        "registry": wanted.name,
        "address": wanted.address,
        "server": greeting.server_id,
        "its_time": greeting.server_date,
        "offers": ", ".join((*greeting.object_uris, *greeting.extension_uris)),
        "used": ", ".join((*agreed_objects(greeting), *session.extensions)),
        "contacts": "kept by the registry" if CONTACT in greeting.object_uris else "kept here",
        "suffixes": ", ".join(wanted.tlds),
    }


def _ways(wanted: "RegistrySettings", facts: "Facts", folder: Path | None, now: "Instant") -> Iterator[str]:
    """How each suffix it serves is changed there, and what decided it."""
    from freehold.policy.loading import Policies
    from freehold.policy.ways import way_of
    from freehold.terms.domain_name import suffix_of
    from freehold.terms.methods import Method

    policies = Policies.load(folder)
    settled = None if wanted.method == "policy" else Method(wanted.method)
    for suffix in wanted.tlds:
        if suffix != "*":
            policy = policies.of_suffix(suffix_of(suffix), now)
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
    from freehold.gateway.transport import UnusableFile

    cause = error.__cause__
    match cause:
        case UnusableFile():
            return str(cause)
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {cause.verify_message.rstrip('.')}. Check ca_file and server_name."
        case ssl.SSLError():
            return f"TLS fails: {cause.reason}. Check the port, and whether it wants a client certificate."
        case TimeoutError():
            return "no answer in time. Check the address, the firewall, and whether the registry lets this address in."
        case OSError():
            return f"it cannot be reached: {cause.strerror or cause}. Check the address and the firewall."
        case _:
            return f"{error}. Check that it is an EPP server with TLS."
