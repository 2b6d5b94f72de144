"""``freehold settings``: the settings in force, and where each comes from."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freehold.cli.data_folder import config_option
from freehold.cli.output import output_option, write_rows
from freehold.settings import TABLES

if TYPE_CHECKING:
    from freehold.settings import Settings

_SECTIONS = ("limits", "mail", "review", "log", "metrics", "traces")


@click.group()
def settings() -> None:
    """Show the settings in force."""


@settings.command()
@config_option
@output_option
def show(config: Path | None, output: str) -> None:
    """Show every setting with its value and where that comes from; secrets are masked."""
    from freehold.settings import load

    loaded = load(config, os.environ, {})
    said = {} if config is None else tomllib.loads(config.read_text(encoding="utf-8"))
    rows = [
        {"setting": name, "value": value, "from": _origin(name, said, config)} for name, value in every_setting(loaded)
    ]
    write_rows(("setting", "value", "from"), rows, output)


def every_setting(loaded: "Settings") -> Iterator[tuple[str, str]]:
    """Each setting's dotted name and its value for people."""
    for field in fields(loaded):
        if field.name not in TABLES:
            yield field.name, _shown(field, getattr(loaded, field.name))
    for section in _SECTIONS:
        table = getattr(loaded, section)
        for field in fields(table):
            yield f"{section}.{field.name}", _shown(field, getattr(table, field.name))
    for section, entries in (("registries", loaded.registries), ("code_providers", loaded.code_providers)):
        for name, entry in entries.items():
            for field in fields(entry):
                if field.name != "name":
                    yield f"{section}.{name}.{field.name}", _shown(field, getattr(entry, field.name))


def _shown(field: "Field[Any]", value: object) -> str:
    if not field.repr:
        return "(secret)" if value else ""
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _origin(name: str, said: Mapping[str, Any], config: Path | None) -> str:
    """Where a value comes from, looked for in the order in which one source goes before the other."""
    variable = "FREEHOLD_" + "__".join(name.upper().split("."))
    for found in (variable, f"{variable}_FILE"):
        if found in os.environ:
            return found
    *path, key = name.split(".")
    place: Any = said
    for step in path:
        place = place.get(step, {})
    if key in place or f"{key}_file" in place:
        assert config is not None
        return config.name
    return "default"


def default_of(field: "Field[Any]") -> str:
    """A field's default for people; nothing when it has none."""
    return "" if field.default is MISSING else _shown(field, field.default)
