"""Where settings come from: the TOML file, the environment, the command line; the later goes before the earlier."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from freehold.settings import tree
from freehold.settings.tree import Settings
from freehold.settings.values import BadSettings, table, text_in

_PREFIX = "FREEHOLD_"

_NOT_SETTINGS = frozenset({"FREEHOLD_FAULTS", "FREEHOLD_FAULT_LOG", "FREEHOLD_XSD"})


def load(
    config: Path | None,
    environ: Mapping[str, str],
    overrides: Mapping[str, Any],
    *,
    log: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings; *overrides* and *log* (from the command line) go before all else. Raises BadSettings."""
    values: dict[str, Any] = {}
    folder = Path.cwd()
    if config is not None:
        folder = config.resolve().parent
        try:
            values = tomllib.loads(config.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise BadSettings(f"{config} is not UTF-8.") from error
        except (ValueError, RecursionError) as error:
            raise BadSettings(f"{config}: {error}") from error
    _add_environment(values, environ)
    values.update({name: str(value) if isinstance(value, Path) else value for name, value in overrides.items()})
    if log:
        values["log"] = {**table("log", values.get("log", {})), **log}
    return tree.read(values, folder)


def database_from_environment() -> str | None:
    """The database that this process's own environment names; for commands that need no other setting, nor a whole set."""
    names = ("FREEHOLD_DATABASE", "FREEHOLD_DATABASE_FILE")
    values: dict[str, Any] = {}
    _add_environment(values, {name: os.environ[name] for name in names if os.environ.get(name)})
    return values.get("database")


def _add_environment(values: dict[str, Any], environ: Mapping[str, str]) -> None:
    for variable, text in environ.items():
        if not variable.startswith(_PREFIX) or variable in _NOT_SETTINGS:
            continue
        path = variable.removeprefix(_PREFIX).lower().split("__")
        value = text
        if path[-1].endswith("_file") and path[-1] not in {"ca_file", "password_file", "key_file", "anchors_file"}:
            path[-1] = path[-1].removesuffix("_file")
            value = text_in(variable, text, Path.cwd())
        place = values
        for step in path[:-1]:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise BadSettings(f"{variable}: {step} holds no further settings.")
        place[path[-1]] = value
