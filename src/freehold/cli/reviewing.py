"""What the commands of a reviewer share: the reason of a rejection, the image of a document."""

import os
from pathlib import Path

import click

from freehold.cli.output import say

_LONGEST_REASON = 500


def _one_line(_context: click.Context, _option: click.Parameter, value: str) -> str:
    told = value.strip()
    if not told or len(told) > _LONGEST_REASON or not told.isprintable():
        raise click.UsageError(f"--reason takes 1 to {_LONGEST_REASON} characters on one line.")
    return told


reason_option = click.option(
    "--reason", required=True, callback=_one_line, help="What is wrong, for the account to read, in its language."
)
image_option = click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the document's image to this new file, readable by you alone.",
)


def write_image(image: Path, octets: bytes) -> None:
    """Write a document's image to a new file of the user's own."""
    with os.fdopen(os.open(image, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(octets)
    say(f"The image is in {image}. Remove it when you have looked at it.")
