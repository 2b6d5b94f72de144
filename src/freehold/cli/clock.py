"""``freehold clock``: see and move the business time of a running emulator."""

import re
from pathlib import Path

import click

from freehold.cli.data_folder import data_option
from freehold.terms.instants import DAY, HOUR, MINUTE, SECOND, Instant, from_text, utc_text

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_LENGTH = re.compile(r"(\d{1,9})([smhdw])")


@click.group()
def clock() -> None:
    """See and move the business time of an emulator (freehold serve --clock)."""


@clock.command()
@data_option
def show(data: Path) -> None:
    """Print the business time, in UTC."""
    _tell(data, "clock")


@clock.command()
@click.argument("length")
@data_option
def advance(length: str, data: Path) -> None:
    """Let time pass: LENGTH is a number with s, m, h, d or w, such as 61d or 2h30m."""
    _tell(data, "advance", milliseconds=read_length(length))


@clock.command(name="set")
@click.argument("time")
@data_option
def set_(time: str, data: Path) -> None:
    """Let business time stand at TIME, 2026-03-01 or 2026-03-01T09:00Z, and run on from there."""
    try:
        at = from_text(time)
    except ValueError as error:
        raise click.UsageError(f"{time}: write a time as 2026-03-01 or 2026-03-01T09:00Z.") from error
    _tell(data, "move", at=at)


def read_length(text: str) -> int:
    """A length of time in milliseconds; a usage error when it is none."""
    pieces = _LENGTH.findall(text)
    if not pieces or "".join(number + unit for number, unit in pieces) != text:
        raise click.UsageError(f"{text}: write a length as 61d, 90m or 2h30m.")
    return sum(int(number) * _UNITS[unit] for number, unit in pieces)


def _tell(data: Path, do: str, **values: int) -> None:
    from freehold.emulator.client import EmulatorClient

    click.echo(utc_text(Instant(EmulatorClient(data).ask(do, **values))))
