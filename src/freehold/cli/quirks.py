"""``freehold quirks``: where the published API is odd, and how to have it the other way."""

import click

from freehold.cli.output import output_option, write_rows


@click.group()
def quirks() -> None:
    """See where the published API is odd; the setting quirks switches to the other way."""


@quirks.command(name="list")
@output_option
def list_(output: str) -> None:
    """List the quirks: what is usual here, what the switch makes of it, and where either was read."""
    from freehold.rpc.quirks import QUIRKS

    columns = ("name", "usual", "switched", "source")
    write_rows(columns, ({column: getattr(quirk, column) for column in columns} for quirk in QUIRKS), output)
