"""From what a file, a variable or the command line says to a setting's typed value."""

import difflib
import math
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

SHORTEST_SECRET = 24
"""In characters, of what others must not guess."""


class BadSettings(ValueError):
    """A setting cannot be used; the argument names it and what to do."""


def table(name: str, value: Any) -> dict[str, Any]:
    """A section's own copy of its entries."""
    if not isinstance(value, dict):
        raise BadSettings(f"{name} must be a table of settings.")
    return dict(value)


def read_secret(where: str, key: str, values: dict[str, Any], folder: Path) -> None:
    """Take a secret from the file that ``<key>_file`` names, unless it is given itself."""
    file = values.pop(f"{key}_file", None)
    if file is not None and key not in values:
        values[key] = text_in(f"{where}.{key}_file", str(file), folder)


def text_in(name: str, file: str, folder: Path) -> str:
    """What a file holds that a setting or variable of this *name* says, without blanks around it; raises BadSettings."""
    try:
        return (folder / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadSettings(f"{name}: {why}: {file}") from error


def typed(kind: type, where: str, values: dict[str, Any], folder: Path, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """The entries of a section as the types that *kind* declares; paths are relative to *folder*. Raises BadSettings."""
    hints = get_type_hints(kind)
    known = [entry.name for entry in fields(kind) if entry.name not in skip]
    found = {}
    for key, value in values.items():
        name = f"{where}.{key}" if where else key
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.0)[0]
            raise BadSettings(f"There is no setting {name}. Did you mean {f'{where}.{near}' if where else near}?")
        found[key] = _value(name, hints[key], value, folder)
    return found


def _value(name: str, hint: Any, value: Any, folder: Path) -> Any:
    """A value as the setting's type, text from the environment included; raises BadSettings."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if type(None) in get_args(hint):
        if value in ("", "none"):
            return None
        hint = options[0]
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise BadSettings(f"{name} must be one of {', '.join(get_args(hint))}, and is {value!r}.")
        return value
    if get_origin(hint) is tuple:
        entries = value.split(",") if isinstance(value, str) else value
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise BadSettings(f"{name} must be a list of texts, and is {value!r}.")
        return tuple(entry.strip() for entry in entries if entry.strip())
    if hint is Path:
        return folder / str(value)
    if hint is str and isinstance(value, str):
        return value
    if hint in (int, float) and not isinstance(value, bool):
        try:
            return hint(value)
        except (TypeError, ValueError):
            pass
    raise BadSettings(f"{name} must be {_WORDS.get(hint, 'text')}, and is {value!r}.")


_WORDS = {int: "a whole number", float: "a number"}


def check_above_zero(where: str, section: object, *keys: str) -> None:
    """Refuse a value that is not above 0; none is allowed where the type allows it, as below."""
    for key, value in _given(section, keys):
        if not 0 < value < math.inf:
            raise BadSettings(f"{where}.{key} must be more than 0, and is {value}.")


def check_zero_or_above(where: str, section: object, *keys: str) -> None:
    """Refuse a value below 0."""
    for key, value in _given(section, keys):
        if not 0 <= value < math.inf:
            raise BadSettings(f"{where}.{key} must be 0 or more, and is {value}.")


def check_one_or_above(where: str, section: object, *keys: str) -> None:
    """Refuse a number below 1."""
    for key, value in _given(section, keys):
        if value < 1:
            raise BadSettings(f"{where}.{key} must be at least 1, and is {value}.")


def _given(section: object, keys: tuple[str, ...]) -> list[tuple[str, float]]:
    return [(key, value) for key in keys if (value := getattr(section, key)) is not None]
