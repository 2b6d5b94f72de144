"""``freehold policy``: what is known of a suffix, and whether policy files can be used."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from freehold.cli.data_folder import config_option
from freehold.cli.output import language_option, output_option, say, write_rows
from freehold.cli.policy_words import COLUMNS, VALUES, WORDS

if TYPE_CHECKING:
    from freehold.languages import Language
    from freehold.policy.loading import Policies
    from freehold.policy.tld import Policy
    from freehold.terms.instants import Instant

_NOT_SHOWN = frozenset({"origins", "files"})


@click.group()
def policy() -> None:
    """Show what is known of a suffix, or check policy files, yours and those that come along."""


_folder = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Your own policy files. When left out: the folder that the setting policy names, or DATA/policy.",
)
_data = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder, the one given to freehold serve."
)


@policy.command()
@_folder
@config_option
@_data
def check(folder: Path | None, config: Path | None, data: Path | None) -> None:
    """Read every policy file, yours and those that come along, at every date on which a value changes."""
    from freehold.policy.loading import Policies

    policies = Policies(_own(folder, config, data))
    troubles = policies.check()
    for trouble in troubles:
        say(trouble)
    if troubles:
        raise click.ClickException(f"Policy files cannot be used ({len(troubles)}). Correct what is named above.")
    say(f"{len(policies.suffixes)} policies are sound.")


@policy.command()
@click.argument("suffix")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="At this date instead of today.")
@language_option
@_folder
@config_option
@_data
@output_option
def show(
    suffix: str, at: Any, lang: "Language", folder: Path | None, config: Path | None, data: Path | None, output: str
) -> None:  # fmt: skip
    """Show every value of SUFFIX (cn, com.cn, 中国): how sure it is, where it was read, from and until when it holds."""
    from freehold.clock import SystemClock
    from freehold.languages import sentence
    from freehold.policy.loading import BadPolicy, Policies, readable
    from freehold.terms.domain_name import MalformedName, suffix_of
    from freehold.terms.instants import from_datetime

    try:
        wanted = suffix_of(suffix)
    except MalformedName as error:
        raise click.UsageError(f"{suffix} is no suffix: {error}.") from error
    when = SystemClock().now() if at is None else from_datetime(at)
    policies = Policies(_own(folder, config, data))
    try:
        found = policies.of_suffix(wanted, when)
        rows = list(_rows(policies, found, when))
    except BadPolicy as error:
        raise click.ClickException(str(error)) from error
    if not found.described:
        english = "No file describes {suffix}; it follows its family, {family}."
        say(sentence("policy.undescribed", english, lang, suffix=suffix, family=found.extends))
    elif found.suffix != wanted:
        english = "No file describes {suffix}; it follows {parent}."
        say(sentence("policy.parent", english, lang, suffix=suffix, parent=readable(found.suffix)))
    if output != "table":
        # Programs read one language: the names that files use.
        write_rows(list(COLUMNS), rows, output)
        return
    heads = {column: sentence(f"policy.column.{column}", english, lang) for column, english in COLUMNS.items()}
    write_rows(list(heads.values()), [_for_people(row, heads, lang) for row in rows], output)


def _own(folder: Path | None, config: Path | None, data: Path | None) -> Path | None:
    from freehold.settings import load

    if folder is not None:
        return folder
    return load(config, os.environ, {} if data is None else {"data": data}).policy_folder


def _rows(policies: "Policies", found: "Policy", at: "Instant") -> Iterator[dict[str, str]]:
    sources = _sources()
    for name, value in _flat("", msgspec.to_builtins(found)):
        origin = found.origins.get(name)
        if not value and origin is None:
            continue
        since, until = policies.in_force(found.suffix, at, name)
        yield {
            "value": name,
            "is": value or "none",
            "certainty": "" if origin is None else origin.certainty,
            "source": "" if origin is None else sources.get(origin.source, origin.source),
            "file": "" if origin is None else origin.file,
            "from": "" if since is None else since.isoformat(),
            "until": "" if until is None else until.isoformat(),
        }


def _for_people(row: dict[str, str], heads: dict[str, str], lang: "Language") -> dict[str, str]:
    from freehold.languages import sentence

    shown = dict(row)
    name = row["value"]
    if name in WORDS:
        shown["value"] = sentence(f"policy.word.{name}", WORDS[name], lang)
    for column in ("is", "certainty"):
        if row[column] in VALUES and name != "operator":
            shown[column] = sentence(f"policy.value.{row[column]}", VALUES[row[column]], lang)
    if name == "operator":
        shown["certainty"] = sentence(f"policy.value.{row['certainty']}", row["certainty"], lang)
    return {heads[column]: value for column, value in shown.items()}


def _flat(prefix: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Nested values as dotted names; what nobody said is left out."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if name in _NOT_SHOWN or value in (None, "", {}):
            continue
        if isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        elif isinstance(value, tuple | list):
            yield name, ", ".join(str(entry) for entry in value)
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        else:
            yield name, str(value)


def _sources() -> dict[str, str]:
    import tomllib

    from freehold.policy.loading import PACKAGED

    found: dict[str, str] = tomllib.loads((PACKAGED / "sources.toml").read_text(encoding="utf-8"))
    return found
