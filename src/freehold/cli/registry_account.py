"""What a command needs of a registry account: its settings, what the policies name, and passwords changed from here."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import open_store

if TYPE_CHECKING:
    from freehold.gateway.negotiation import Named
    from freehold.settings import RegistrySettings

settings_option = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Settings, a TOML file that names the registry; the environment's (FREEHOLD_REGISTRIES__…) when left out.",
)


def named_of(wanted: "RegistrySettings", folder: Path | None) -> "Named":
    """The extensions that the policies of the account's suffixes name; *folder* is the operator's own."""
    from freehold.clock import SystemClock
    from freehold.policy import extensions
    from freehold.policy.loading import Policies

    return partial(extensions.namer(Policies.load(folder), SystemClock().now), wanted)


def passwords_of(wanted: "RegistrySettings", data: Path) -> "Sequence[str]":
    """The passwords to log in with: the settings' own, or those that were changed from this data folder."""
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.store import registry_passwords

    try:
        with open_store(data) as database, database.reading() as session:
            return registry_passwords.candidates(session, wanted.name, wanted.password)
    except (CannotOpen, WrongKey):
        # A connection may be checked before there is any data folder; what is wrong with one, the doctor tells.
        return (wanted.password,)
