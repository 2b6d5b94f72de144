"""One policy file: its values by dotted name, each checked by itself, so that an error names the file and the field.

A file says ``extends`` (its family) and any value of the record. Under ``[[from]]`` stand values that hold from a ``date``
on, and before an ``until`` where it has one. Under ``[known]`` stands how sure a value is and where it was read.
"""

import difflib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from freehold.policy.tld import CERTAINTIES, Policy

FAMILIES = ("gtld", "cctld")
_NOT_VALUES = frozenset({"tld", "from", "known"})
_NOT_SAID = frozenset({"suffix", "origins", "files"})
"""Fields of the record that loading fills in; no file may."""


class BadPolicy(ValueError):
    """Data files cannot be used; each trouble names the file, the field and what is wrong."""

    def __init__(self, troubles: list[str]) -> None:
        self.troubles = troubles
        super().__init__("; ".join(troubles))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values that hold from a day on, and before another; both may be left open."""

    since: date | None
    until: date | None
    values: dict[str, Any]

    def holds(self, day: date) -> bool:
        """Whether they hold on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A file as read: undated values first, then dated ones by date."""

    shown: str
    """Folder and name, for people."""
    ours: bool
    """It came with Freehold, and is not the operator's."""
    stretches: tuple[Stretch, ...]
    known: dict[str, tuple[str, str]]
    """Certainty and source of a value, or of all values under a name."""

    @property
    def extends(self) -> str | None:
        """The family it names."""
        return self.stretches[0].values.get("extends")

    @property
    def days(self) -> set[date]:
        """On which days a value changes."""
        return {day for stretch in self.stretches for day in (stretch.since, stretch.until) if day is not None}


def read(path: Path, *, ours: bool) -> PolicyFile:
    """Read a file and check every value; raises BadPolicy with all that is wrong in it."""
    shown = f"{path.parent.name}/{path.name}" if ours else "/".join(path.parts[-3:])
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        # Not TOML, not UTF-8, a number of thousands of digits, or brackets within brackets.
        raise BadPolicy([f"{shown}: {error}"]) from error
    except OSError as error:
        raise BadPolicy([f"{shown}: {error.strerror}"]) from error
    troubles: list[str] = []
    if path.parent.name == "tlds" and said.get("tld", path.stem) != path.stem:
        troubles.append(f"tld says {said['tld']!r}, and the file's name says {path.stem!r}")
    base = {key: value for key, value in said.items() if key not in _NOT_VALUES}
    stretches = [Stretch(None, None, _typed("", base, troubles)), *_dated(said.get("from", []), troubles)]
    known = _known(said.get("known", {}), troubles)
    if troubles:
        raise BadPolicy([f"{shown}: {trouble}" for trouble in troubles])
    return PolicyFile(shown, ours, tuple(stretches), known)


def _dated(said: Any, troubles: list[str]) -> list[Stretch]:
    if not isinstance(said, list) or not all(isinstance(entry, dict) for entry in said):
        troubles.append("from: write each stretch of time as [[from]], with a date")
        return []
    found = []
    for entry in said:
        since, until = entry.get("date"), entry.get("until")
        # A date and time is a date to Python; whether it is before a plain date cannot be told.
        if type(since) is not date or (until is not None and type(until) is not date):
            troubles.append("from.date: each [[from]] needs a date such as 2027-01-01")
        elif until is not None and until <= since:
            troubles.append(f"from.until: {until} is not after {since}")
        else:
            values = {key: value for key, value in entry.items() if key not in {"date", "until"}}
            found.append(Stretch(since, until, _typed("", values, troubles)))
    return sorted(found, key=lambda stretch: stretch.since or date.min)


def _known(said: Any, troubles: list[str]) -> dict[str, tuple[str, str]]:
    if not isinstance(said, dict):
        troubles.append('known: write it as [known], with lines such as "operator" = "typical, expert"')
        return {}
    found = {}
    for name, words in said.items():
        certainty, _, source = words.partition(", ") if isinstance(words, str) else ("", "", "")
        if certainty not in CERTAINTIES or not source:
            troubles.append(f"known.{name}: write one of {', '.join(CERTAINTIES)}, a comma and the source")
        elif not any(field == name or field.startswith(f"{name}.") for field in fields()) and not _is_remark(name):
            troubles.append(f"known.{name}: there is no such value{_nearest(name)}")
        else:
            found[name] = (certainty, source)
    return found


def _typed(prefix: str, said: dict[str, Any], troubles: list[str]) -> dict[str, Any]:
    """The values by dotted name, of their types."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        name = f"{prefix}{key}"
        if name in fields():
            _put(found, name, value, fields()[name], troubles)
        elif _is_remark(name):
            _put(found, name, value, str, troubles)
        elif name == "remarks" or any(field.startswith(f"{name}.") for field in fields()):
            if isinstance(value, dict):
                found |= _typed(f"{name}.", value, troubles)
            else:
                troubles.append(f"{name} is a table of values, and is {value!r}")
        else:
            troubles.append(f"there is no value {name}{_nearest(name)}")
    return found


def _put(into: dict[str, Any], name: str, value: Any, kind: Any, troubles: list[str]) -> None:
    try:
        into[name] = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        troubles.append(f"{name}: {error}, and it is {value!r}")


def _is_remark(name: str) -> bool:
    return name.startswith("remarks.") and name.count(".") == 1


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, fields(), 1, 0.5)
    return f"; did you mean {near[0]}?" if near else ""


@cache
def fields() -> dict[str, Any]:
    """Every value a file may give, by dotted name, with its type."""
    return {name: kind for name, kind in _fields("", Policy) if name.partition(".")[0] not in _NOT_SAID | {"remarks"}}


def _fields(prefix: str, record: type) -> list[tuple[str, Any]]:
    found = []
    for name, kind in get_type_hints(record, include_extras=True).items():
        inner = _record(kind)
        found += _fields(f"{prefix}{name}.", inner) if inner is not None else [(f"{prefix}{name}", kind)]
    return found


def _record(kind: Any) -> type | None:
    """The record a field holds, if it holds one, or none."""
    options = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return next((each for each in options if isinstance(each, type) and issubclass(each, msgspec.Struct)), None)
