"""Where a command finds settings and store; opens the store beside a server that may be running on it: without the lock that keeps two engines apart."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from freehold.db.engine import Database
    from freehold.terms.instants import Instant

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_ADDRESS = "freehold.database"

config_option = click.option(
    "--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Settings, a TOML file."
)


def data_option(command: Decorated) -> Decorated:
    """Give a command the options ``--data`` and ``--database``; the latter is ``database_address``'s to tell."""
    with_folder = click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("data"),
        show_default=True,
        help="The data folder, the one given to freehold serve.",
    )(command)
    return click.option(
        "--database",
        expose_value=False,
        callback=_keep,
        metavar="URL",
        help="URL of the database, the one given to freehold serve; FREEHOLD_DATABASE, or the folder's file, when left out.",
    )(with_folder)


def _keep(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    context.meta[_ADDRESS] = value or None


def database_address() -> str | None:
    """What ``--database`` or the environment says of this command's database; none: it is in the data folder."""
    from freehold.settings import database_from_environment

    said: str | None = click.get_current_context().meta.get(_ADDRESS)
    return said or database_from_environment()


def make_ready(data: Path) -> None:
    """Make the folder where it is missing; raises ClickException where nothing can be kept in it."""
    from freehold.db.durable import make_folder

    try:
        make_folder(data)
    except OSError as error:
        why = "it is a file" if data.is_file() else error.strerror
        raise click.ClickException(
            f"--data {data}: no folder can be made there: {why}. Name one that this user may write to."
        ) from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise click.ClickException(
            f"{data} cannot be written to. Give this user the right, or choose another folder with --data."
        )


@contextmanager
def open_store(data: Path, *, make: bool = False) -> Iterator["Database"]:
    """The store of a data folder, for as long as the command needs it; with *make*, a new folder is set up first."""
    from freehold import opening

    database = opening.open_store(data, url=database_address(), lock=False, make=make)
    try:
        yield database
    finally:
        database.close()


def business_now(data: Path) -> "Instant":
    """The business time of the server on this folder: moved, when it was started with ``--clock``."""
    from freehold.cli.clock_choice import business_clock

    return business_clock("now" if (data / "clock").is_file() else None, data).now()
