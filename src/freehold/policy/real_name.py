"""Which domains demand a real-name verified registrant (registrant-family.md, 5.2): dated data and one setting."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Literal

import idna

from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, from_datetime

Duty = Literal["mainland", "cnnic", "off"]
"""``mainland``: every suffix of the table; ``cnnic``: only those of the registry that itself demands it; ``off``: none."""


@dataclass(frozen=True, slots=True)
class _Rule:
    since: Instant
    cnnic: bool


@cache
def _rules() -> dict[str, _Rule]:
    text = files("freehold").joinpath("policy/data/real_name.toml").read_text(encoding="utf-8")
    found: dict[str, _Rule] = {}
    for entry in tomllib.loads(text)["suffixes"]:
        since: date = entry["since"]
        rule = _Rule(from_datetime(datetime.combine(since, time(), UTC)), entry.get("cnnic", False))
        for name in entry["names"]:
            suffix = idna.encode(name).decode("ascii")
            if suffix in found:
                raise ValueError(f"real_name.toml names {name} twice")
            found[suffix] = rule
    return found


def demanded(name: DomainName, duty: Duty, at: Instant) -> bool:
    """Whether the domain's registrant must be real-name verified at this instant."""
    if duty == "off":
        return False
    rule = _rules().get(name.tld)
    return rule is not None and at >= rule.since and (duty == "mainland" or rule.cnnic)
