"""The policy of a suffix at an instant: its family, its own file, the operator's two; later values win.

The operator's folder has the shape of the packaged one: ``families/gtld.toml``, ``tlds/example.toml``. It is read whole at
the start, so that a mistake in it stops the start and not a task; a packaged file is read when its suffix is first asked
for.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import idna
import msgspec

from freehold.policy import kinds
from freehold.policy.files import FAMILIES, BadPolicy, PolicyFile, read
from freehold.policy.tld import Origin, Policy, contradictions
from freehold.terms.domain_name import MalformedName, suffix_of
from freehold.terms.instants import DAY, Instant

__all__ = ["FAMILIES", "PACKAGED", "BadPolicy", "Policies", "readable"]

PACKAGED = Path(str(files("freehold").joinpath("policy/data")))

_EPOCH = date(1970, 1, 1)
_LONG_AGO = date(1985, 1, 1)
"""Before any of the dates: the first domain name is of that year."""


class Policies:
    """All suffixes."""

    def __init__(self, folder: Path | None = None) -> None:
        """*folder* is the operator's own; what it says goes before what is packaged."""
        self._operators = folder
        self._folders = [PACKAGED, *([folder] if folder is not None else [])]
        self._known = frozenset(file.stem for each in self._folders for file in each.glob("tlds/*.toml"))
        self._on = lru_cache(maxsize=8192)(self._read)
        self._file = lru_cache(maxsize=None)(self._file_of)

    @classmethod
    def load(cls, folder: Path | None = None) -> "Policies":
        """The same, with the operator's folder read and checked at once; raises BadPolicy with all that is wrong."""
        policies = cls(folder)
        if folder is not None:
            troubles = policies.check_folder(folder)
            if troubles:
                raise BadPolicy(troubles)
        return policies

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
        return self._on(self.suffix_of(name), at // DAY)

    def of_suffix(self, suffix: str, at: Instant) -> Policy:
        """The policy of a suffix (A-labels) at an instant; one that no file describes has its parent's, or its family's.

        Days begin at midnight UTC. Raises BadPolicy.
        """
        return self._on(suffix if suffix in self._known else self.suffix_of(suffix), at // DAY)

    def days_of(self, suffix: str) -> list[date]:
        """The days on which a value of the suffix changes, in order; raises BadPolicy."""
        days = {day for file in self._chain(suffix) for day in file.days}
        try:
            policies = [self._resolved(suffix, day) for day in [_LONG_AGO, *days]]
        except msgspec.ValidationError:
            policies = []
        return sorted(days | {each.registrant_change.successor_from or _LONG_AGO for each in policies} - {_LONG_AGO})

    def in_force(self, suffix: str, at: Instant, name: str) -> tuple[date | None, date | None]:
        """From and until when a value, by its dotted name, is what it is at this instant; None where there is no end."""
        day = _EPOCH + timedelta(days=at // DAY)
        own = suffix if suffix in self._known else self.suffix_of(suffix)
        value = _value(self._on(own, at // DAY), name)
        since: date | None = None
        for change in self.days_of(own):
            differs = _value(self._on(own, (change - _EPOCH).days), name) != value
            if change > day and differs:
                return since, change
            if change <= day:
                before = _value(self._on(own, (change - _EPOCH).days - 1), name)
                since = change if before != value and not differs else since
        return since, None

    def check(self) -> list[str]:
        """Read every file, at every date on which a value changes; what is wrong, a sentence each."""
        return list(dict.fromkeys(trouble for folder in self._folders for trouble in self.check_folder(folder)))

    def check_folder(self, folder: Path) -> list[str]:
        """What is wrong in one folder, and with the suffixes it describes."""
        if not folder.is_dir():
            return [f"{folder.name}: there is no such folder of policy files"]
        troubles: list[str] = []
        touched: set[str] = set()
        for path in sorted(folder.rglob("*.toml")):
            place = path.relative_to(folder).as_posix()
            try:
                if folder != PACKAGED or place not in {"kinds.toml", "sources.toml"}:
                    _check_place(place, folder)
                    self._file(path)
                    touched |= {path.stem} if path.parent.name == "tlds" else self._known
            except BadPolicy as error:
                troubles += error.troubles
        for suffix in sorted(touched):
            # What a broken file says is told once, and not for every suffix under its family.
            troubles += [trouble for trouble in self._contradictions(suffix) if trouble not in troubles]
        return troubles

    def _contradictions(self, suffix: str) -> list[str]:
        troubles: list[str] = []
        try:
            for day in [_LONG_AGO, *self.days_of(suffix)]:
                self._on(suffix, (day - _EPOCH).days)
        except BadPolicy as error:
            troubles += error.troubles
        return troubles

    def _read(self, suffix: str, day_number: int) -> Policy:
        try:
            policy = self._resolved(suffix, _EPOCH + timedelta(days=day_number))
        except msgspec.ValidationError as error:
            raise BadPolicy([f"{self._chain(suffix)[-1].shown}: {suffix}: {error}"]) from error
        found = contradictions(policy)
        if found:
            raise BadPolicy([f"{policy.files[-1]}: {suffix}: {trouble}" for trouble in found])
        return policy

    def _resolved(self, suffix: str, day: date) -> Policy:
        values: dict[str, Any] = {}
        origins: dict[str, Origin] = {}
        chain = self._chain(suffix)
        for file in chain:
            for stretch in file.stretches:
                if stretch.holds(day):
                    for name, value in stretch.values.items():
                        values[name] = value
                        origins[name] = Origin(
                            certainty="" if file.ours else "operator", file=file.shown, ours=file.ours
                        )
            for name in values:
                certainty, source = _known_of(file, name)
                # A suffix's file may vouch for a value that its family gives; ours does not for what an operator says.
                if certainty and (not file.ours or origins[name].ours):
                    origins[name] = msgspec.structs.replace(origins[name], certainty=certainty, source=source)
        tree = _tree(values)
        tree |= {"suffix": suffix, "extends": self._family(suffix), "files": [file.shown for file in chain]}
        return _with_rule(msgspec.structs.replace(msgspec.convert(tree, Policy), origins=origins), day)

    def _chain(self, suffix: str) -> list[PolicyFile]:
        return [*self._of_name(f"families/{self._family(suffix)}.toml"), *self._of_name(f"tlds/{suffix}.toml")]

    def _family(self, suffix: str) -> str:
        for file in reversed(list(self._of_name(f"tlds/{suffix}.toml"))):
            if file.extends is not None:
                return file.extends
        return "cctld" if kinds.kind_of(suffix.rpartition(".")[2]) == "ccTLD" else "gtld"

    def _of_name(self, name: str) -> Iterator[PolicyFile]:
        for folder in self._folders:
            file = self._file(folder / name)
            if file is not None:
                yield file

    def _file_of(self, path: Path) -> PolicyFile | None:
        return read(path, ours=path.is_relative_to(PACKAGED)) if path.is_file() else None


def _check_place(place: str, folder: Path) -> None:
    """A file nobody would read is a rule that never applies."""
    kind, _, name = place.removesuffix(".toml").partition("/")
    shown = f"{folder.name}/{place}"
    if kind == "families" and name in FAMILIES:
        return
    if kind != "tlds" or not name or "/" in name:
        families = " or ".join(f"families/{family}.toml" for family in FAMILIES)
        raise BadPolicy([f"{shown}: it is never read; policy files are {families}, and tlds/SUFFIX.toml"])
    try:
        wanted = suffix_of(name)
    except MalformedName as error:
        raise BadPolicy([f"{shown}: {name} is no suffix: {error}"]) from error
    if wanted != name:
        raise BadPolicy([f"{shown}: name it {wanted}.toml, which is how {name} is written in code"])


def _known_of(file: PolicyFile, name: str) -> tuple[str, str]:
    while name not in file.known:
        name, dot, _ = name.rpartition(".")
        if not dot:
            return "", ""
    return file.known[name]


def _tree(values: dict[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in values.items():
        *path, key = name.split(".")
        place = tree
        for step in path:
            place = place.setdefault(step, {})
        place[key] = value
    return tree


def _value(policy: Policy, name: str) -> Any:
    found: Any = policy
    for step in name.split("."):
        found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
    return found


def _with_rule(policy: Policy, day: date) -> Policy:
    """The policy with the approved successor's rule, where the operator gave it a date that has come."""
    change = policy.registrant_change
    if change.successor is None or change.successor_from is None or day < change.successor_from:
        return policy
    newer = {key: getattr(change.successor, key) for key in change.successor.__struct_fields__}
    origin = policy.origins["registrant_change.successor.rule"]
    origins = policy.origins | {f"registrant_change.{key}": origin for key in newer}
    return msgspec.structs.replace(policy, registrant_change=msgspec.structs.replace(change, **newer), origins=origins)


def readable(suffix: str) -> str:
    """A suffix in Unicode."""
    return idna.decode(suffix) if suffix.isascii() else suffix
