"""``freehold reset``: let a running emulator begin anew."""

from pathlib import Path

import click

from freehold.cli.data_folder import data_option
from freehold.cli.output import say


@click.command()
@data_option
def reset(data: Path) -> None:
    """Let an emulator forget everything that was done and load the seed it was started with again."""
    from freehold.emulator.client import EmulatorClient

    EmulatorClient(data).ask("reset")
    say("The emulator is as its seed says.")
