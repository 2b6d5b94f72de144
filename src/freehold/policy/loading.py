"""Read the data files: a family, the suffix's own file, the operator's two; later values win, dated ones from their date.

A file says ``extends`` (its family) and any of the record's values. Under ``[[from]]`` stand values that hold from a
``date`` on. The operator's folder has the same shape: ``families/gtld.toml``, ``tlds/example.toml``.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import idna
import msgspec

from freehold.policy.tld import Policy, Successor
from freehold.terms.instants import Instant, to_datetime

PACKAGED = Path(str(files("freehold").joinpath("policy/data")))
FAMILIES = ("gtld", "cctld")


class BadPolicy(ValueError):
    """A data file cannot be used; the sentence names the file, the field and what is wrong."""


class Policies:
    """All suffixes, read when they are first asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        """*folder* is the operator's own; what it says goes before what is packaged."""
        self._folders = [PACKAGED, *([folder] if folder is not None else [])]
        self._known = frozenset(file.stem for each in self._folders for file in each.glob("tlds/*.toml"))
        self._at = lru_cache(maxsize=4096)(self._read)

    @property
    def suffixes(self) -> list[str]:
        """Those that a file describes, in order."""
        return sorted(self._known)

    def suffix_of(self, name: str) -> str:
        """The longest described suffix of a domain (A-labels, lower case), or its last label."""
        rest = name
        while "." in rest:
            rest = rest.partition(".")[2]
            if rest in self._known:
                return rest
        return rest

    def of(self, name: str, at: Instant) -> Policy:
        """The policy for a domain at an instant; raises BadPolicy."""
        return self.of_suffix(self.suffix_of(name), at)

    def of_suffix(self, suffix: str, at: Instant) -> Policy:
        """The policy of a suffix at an instant; one that no file describes has its family's. Raises BadPolicy."""
        return self._at(suffix, to_datetime(at).date())

    def check(self) -> list[str]:
        """Read every file, at every date on which a value changes; what is wrong, a sentence each."""
        troubles = []
        for suffix in self.suffixes:
            try:
                for day in sorted({date(2000, 1, 1), *self._dates(suffix)}):
                    self._at(suffix, day)
            except BadPolicy as error:
                troubles.append(str(error))
        return troubles

    # -- reading --

    def _read(self, suffix: str, day: date) -> Policy:
        values: dict[str, Any] = {}
        used = []
        for file in self._chain(suffix):
            used.append(file)
            own = _load(file)
            for dated in sorted(own.pop("from", []), key=lambda entry: entry["date"]):
                if dated["date"] <= day:
                    _merge(own, {key: value for key, value in dated.items() if key != "date"})
            own.pop("tld", None)
            _merge(values, own)
        values |= {"suffix": suffix, "extends": self._family(suffix), "files": [_shown(file) for file in used]}
        try:
            return _in_force(msgspec.convert(values, Policy), day)
        except msgspec.ValidationError as error:
            raise BadPolicy(f"{_shown(used[-1])}: {error}") from error

    def _chain(self, suffix: str) -> list[Path]:
        names = [f"families/{self._family(suffix)}.toml", f"tlds/{suffix}.toml"]
        found = [folder / name for name in names for folder in self._folders]
        return [file for file in found if file.is_file()]

    def _family(self, suffix: str) -> str:
        for folder in reversed(self._folders):
            file = folder / f"tlds/{suffix}.toml"
            if file.is_file():
                own = _load(file).get("extends")
                if own is not None:
                    if own not in FAMILIES:
                        raise BadPolicy(f"{_shown(file)}: extends must be one of {', '.join(FAMILIES)}, and is {own!r}")
                    return str(own)
        # Two letters are a country's; so are the countries' own scripts, of which those we know have files.
        last = suffix.rpartition(".")[2]
        return "cctld" if len(last) == 2 and last.isalpha() else "gtld"

    def _dates(self, suffix: str) -> set[date]:
        return {dated["date"] for file in self._chain(suffix) for dated in _load(file).get("from", [])}


def _load(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{_shown(file)}: {error}") from error
    for dated in values.get("from", []):
        if not isinstance(dated.get("date"), date):
            raise BadPolicy(f"{_shown(file)}: each [[from]] needs a date such as 2027-01-01")
    named = values.get("tld", file.stem)
    if named != file.stem and file.parent.name == "tlds":
        raise BadPolicy(f"{_shown(file)}: it says tld = {named!r}, and its name says {file.stem!r}")
    return values


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _in_force(policy: Policy, day: date) -> Policy:
    """The policy with the approved successor's rule, where the operator gave it a date that has come."""
    change = policy.registrant_change
    if not isinstance(change.successor, Successor) or change.successor_from is None or day < change.successor_from:
        return policy
    newer = {key: getattr(change.successor, key) for key in Successor.__struct_fields__}
    return msgspec.structs.replace(policy, registrant_change=msgspec.structs.replace(change, **newer))


def _shown(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def readable(suffix: str) -> str:
    """A suffix in Unicode."""
    return idna.decode(suffix) if suffix.isascii() else suffix
