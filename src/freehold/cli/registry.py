"""``freehold registry``: the connection to a registry, tried out."""

import asyncio
import os
import random
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.output import output_option, say, write_record

if TYPE_CHECKING:
    from freehold.epp.documents import Greeting
    from freehold.settings import RegistrySettings


@click.group()
def registry() -> None:
    """Check the connection to a registry."""


@registry.command()
@click.argument("name")
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="Settings, a TOML file that names the registry.",
)
@output_option
def check(name: str, config: Path, output: str) -> None:
    """Log in at the registry NAME, show what it offers and what Freehold will use, and log out.

    Nothing is changed at the registry.
    """
    from freehold.epp.namespaces import CONTACT, EXTENSIONS, OBJECTS
    from freehold.settings import load

    configured = load(config, os.environ, {}).registries
    if name not in configured:
        raise click.ClickException(
            f"There is no registry {name} in {config.name}; it has {', '.join(configured) or 'none'}."
        )
    wanted = configured[name]
    try:
        greeting = asyncio.run(greeting_of(wanted))
    except Unreachable as error:
        raise click.ClickException(str(error)) from error
    known = (*OBJECTS, *EXTENSIONS)
    offered = (*greeting.object_uris, *greeting.extension_uris)
    record = {
        "registry": name,
        "address": wanted.address,
        "server": greeting.server_id,
        "its_time": greeting.server_date,
        "offers": ", ".join(offered),
        "used": ", ".join(uri for uri in known if uri in offered),
        "contacts": "kept by the registry" if CONTACT in greeting.object_uris else "kept here",
        "suffixes": ", ".join(wanted.tlds),
        "sessions": wanted.sessions,
        "window": wanted.window,
        "commands_per_second": wanted.commands_per_second,
    }
    write_record(record, output)
    say(f"{name} let us in and out again.")


class Unreachable(Exception):
    """The registry does not let us in; the sentence says why and what to look at."""


async def greeting_of(wanted: "RegistrySettings") -> "Greeting":
    """Log in, take what the registry offers, log out; raises Unreachable."""
    from freehold.gateway.session import LoginRefused, NotSent, open_session
    from freehold.gateway.trids import Trids

    trids = Trids("CHECK", random.SystemRandom())
    try:
        session = await open_session(wanted, trids.new())
    except LoginRefused as error:
        raise Unreachable(
            f"{wanted.name} refuses the log-in: {error}. Check login and password, and how many sessions are open."
        ) from error
    except NotSent as error:
        raise Unreachable(f"{wanted.name} at {wanted.address}: {_advice(error)}") from error
    except (FileNotFoundError, PermissionError) as error:
        raise Unreachable(f"{wanted.name}: {error.strerror}: {error.filename}") from error
    greeting = session.greeting
    await session.log_out(trids.new())
    assert greeting is not None
    return greeting


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
