"""``freehold registry password``: a new password for a registry account, kept before it is sent."""

import asyncio
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.data_folder import data_option, open_store
from freehold.cli.output import language_option, say
from freehold.cli.registry_account import settings_option
from freehold.cli.sentences import said

if TYPE_CHECKING:
    from freehold.operations.registry_passwords import Changed

NOT_KNOWN = 3
"""No answer that counts came, and the registry could not be asked: both passwords are kept."""


@click.command()
@click.argument("name")
@click.option(
    "--from-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The new password, the file's first line. Made here when left out.",
    metavar="FILE",
)  # fmt: skip
@click.option("--stdin", is_flag=True, help="Read the new password from standard input, one line.")
@click.option("--show", is_flag=True, help="Print the password that holds at the end.")
@settings_option
@click.option("--allow-faults", is_flag=True, hidden=True, help="Start although FREEHOLD_FAULTS is set (tests).")
@language_option
@data_option
def password(
    name: str, from_file: Path | None, stdin: bool, show: bool, config: Path | None, allow_faults: bool, lang: str, data: Path
) -> int:  # fmt: skip
    """Change our password at the registry NAME, to a given one or to one made here.

    It is sealed in the data folder before it is sent, and used from there, by a running server too, until the settings name
    another. After a kill or a lost answer run it again: it finds out which of the two holds. Ends 0 when it is changed, 3
    when the registry could not be asked.
    """
    from freehold.cli.registry_account import named_of
    from freehold.cli.starting import arm_faults
    from freehold.clock import SystemClock
    from freehold.gateway.trids import Trids
    from freehold.opening import installation_prefix
    from freehold.operations.registry_passwords import PasswordChange, UnfitPassword
    from freehold.settings import load

    arm_faults(allow_faults)
    if from_file is not None and stdin:
        raise click.UsageError("Give the new password by --from-file or by --stdin, not by both.")
    settings = load(config, os.environ, {"data": data})
    wanted = settings.registries.get(name)
    if wanted is None:
        known = ", ".join(settings.registries) or "-"
        raise click.ClickException(said("registry.unknown", lang, registry=name, names=known))
    new = _first_line(from_file.read_text(encoding="utf-8")) if from_file else None
    new = _first_line(sys.stdin.readline()) if stdin else new
    with open_store(data, make=True) as database:
        trids = Trids(installation_prefix(database), random.SystemRandom())
        named = named_of(wanted, settings.policy_folder)
        change = PasswordChange(database, wanted, named, trids.new, SystemClock())
        try:
            ended = asyncio.run(change.run(new))
        except UnfitPassword as error:
            raise click.ClickException(said("registry.password_unfit", lang, registry=name, why=error)) from error
    return _told(ended, name, lang, show=show)


def _first_line(text: str) -> str:
    return text.partition("\n")[0].removesuffix("\r")


def _told(ended: "Changed", name: str, lang: str, *, show: bool) -> int:
    from freehold.operations.registry_passwords import Result

    if show and ended.password is not None:
        click.echo(ended.password)
    match ended.result:
        case Result.CHANGED:
            say(said("registry.password_changed", lang, registry=name))
            return 0
        case Result.COMPLETED:
            say(said("registry.password_completed", lang, registry=name))
            return 0
        case Result.UNKNOWN:
            say(said("registry.password_unknown", lang, registry=name, why=ended.words))
            return NOT_KNOWN
        case Result.NOT_BEGUN:
            raise click.ClickException(said("registry.password_not_begun", lang, registry=name, why=ended.words))
        case Result.REFUSED:
            raise click.ClickException(said("registry.password_refused", lang, registry=name, why=ended.words or "-"))
        case Result.LOCKED_OUT:
            raise click.ClickException(said("registry.password_locked_out", lang, registry=name, why=ended.words))
