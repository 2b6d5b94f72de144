"""``freehold policy``: what is known of a suffix, and whether the operator's own files can be used."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from freehold.cli.output import output_option, say, write_rows

if TYPE_CHECKING:
    from freehold.policy.tld import Policy

_COLUMNS = ("value", "is", "certainty", "source")


@click.group()
def policy() -> None:
    """Show what is known of a suffix, or check the operator's own policy files."""


_folder = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The operator's own policy files, the folder that the setting policy names.",
)


@policy.command()
@_folder
def check(folder: Path | None) -> None:
    """Read every policy file, the operator's and those that come along, at every date on which a value changes."""
    from freehold.policy.loading import Policies

    policies = Policies(folder)
    troubles = policies.check()
    for trouble in troubles:
        say(trouble)
    if troubles:
        raise click.ClickException(f"{len(troubles)} policies cannot be used. Correct the files named above.")
    say(f"{len(policies.suffixes)} policies are sound.")


@policy.command()
@click.argument("suffix")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="At this date instead of today.")
@_folder
@output_option
def show(suffix: str, at: Any, folder: Path | None, output: str) -> None:
    """Show every value of SUFFIX (cn, com.cn, 中国), how sure it is and where it was read."""
    import idna

    from freehold.clock import SystemClock
    from freehold.policy.loading import BadPolicy, Policies
    from freehold.terms.instants import from_datetime

    try:
        wanted = idna.encode(suffix.strip(".").lower(), uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise click.UsageError(f"{suffix} is no suffix: {error}.") from error
    when = SystemClock().now() if at is None else from_datetime(at)
    try:
        found = Policies(folder).of_suffix(wanted, when)
    except BadPolicy as error:
        raise click.ClickException(str(error)) from error
    if not found.described:
        say(f"No file describes {suffix}; it follows its family, {found.extends}.")
    write_rows(_COLUMNS, _rows(found), output)


def _rows(found: "Policy") -> list[dict[str, object]]:
    sources = _sources()
    rows: list[dict[str, object]] = []
    for name, value in _flat("", msgspec.to_builtins(found)):
        certainty, _, source = found.known.get(name, "").partition(", ")
        rows.append({"value": name, "is": value, "certainty": certainty, "source": sources.get(source, source)})
    return rows


def _flat(prefix: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Nested values as dotted names; what is empty is left out."""
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        if key == "known" or value in (None, "", (), {}):
            continue
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            rows += _flat(f"{name}.", value)
        elif isinstance(value, tuple | list):
            rows.append((name, ", ".join(str(entry) for entry in value)))
        else:
            rows.append((name, value.isoformat() if isinstance(value, date) else str(value)))
    return rows


def _sources() -> dict[str, str]:
    import tomllib

    from freehold.policy.loading import PACKAGED

    found: dict[str, str] = tomllib.loads((PACKAGED / "sources.toml").read_text(encoding="utf-8"))
    return found
