"""``freehold fault``: order misbehaviour of a running emulator, of its API and of its practice registry."""

from pathlib import Path
from typing import Any

import click

from freehold.cli.data_folder import data_option
from freehold.cli.output import output_option, say, write_rows

_COLUMNS = ("target", "what")


@click.group()
def fault() -> None:
    """Order misbehaviour of an emulator, per action of the API and per domain at its registry."""


@fault.command()
@click.argument("orders", nargs=-1, required=True, metavar="KEY=VALUE...")
@data_option
def add(orders: tuple[str, ...], data: Path) -> None:
    r"""Order misbehaviour; keys are those of a seed file's faults.

    \b
    freehold fault add action=QueryTaskList code=Throttling.User share=0.05
    freehold fault add 'action=*' delay_seconds=0.2
    freehold fault add domain=boom.xyz answer=2304
    freehold fault add domain=drop.top drop=after-doing times=1
    """
    from freehold.emulator.client import EmulatorClient

    client = EmulatorClient(data)
    client.ask("add-fault", fault=dict(_pair(entry) for entry in orders))
    say("Ordered.")


@fault.command(name="list")
@output_option
@data_option
def list_(output: str, data: Path) -> None:
    """List the orders in force."""
    from freehold.emulator.client import EmulatorClient

    found = EmulatorClient(data).ask("faults")
    write_rows(_COLUMNS, map(_row, found), output)


@fault.command()
@data_option
def clear(data: Path) -> None:
    """Take all orders back."""
    from freehold.emulator.client import EmulatorClient

    EmulatorClient(data).ask("clear-faults")
    say("No orders are in force.")


def _row(order: dict[str, Any]) -> dict[str, str]:
    target = next(key for key in ("action", "domain") if key in order)
    rest = " ".join(f"{key}={value}" for key, value in order.items() if key != target)
    return {"target": f"{target} {order[target]}", "what": rest}


def _pair(entry: str) -> tuple[str, Any]:
    key, equals, value = entry.partition("=")
    if not equals:
        raise click.UsageError(f"{entry}: write an order as KEY=VALUE, such as action=QueryTaskList.")
    return key, _value(value)


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
