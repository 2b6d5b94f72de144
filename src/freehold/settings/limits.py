"""What one call or one server takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freehold.settings.values import check_above_zero, check_one_or_above, table, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call or one server takes."""

    most_domains: int = 100_000
    """Names in one call."""
    calls_in_flight: int = 2000
    """Calls at a time; more are told to come back. An account alone gets half of them for what it reads, and half for what it changes."""
    calls_per_second: float | None = None
    """Calls an account may make a second, of those that only read and again of those that change something; none for no limit."""
    burst: int = 100
    """Calls an account may make at once before *calls_per_second* counts."""
    connections_per_address: int = 1024
    """Connections from one address at a time; a proxy in front is one address."""


def read(entry: Any, folder: Path) -> Limits:
    """The section ``limits``; raises BadSettings."""
    made = Limits(**typed(Limits, "limits", table("limits", entry), folder))
    check_above_zero("limits", made, "calls_per_second")
    for key in ("burst", "calls_in_flight", "connections_per_address"):
        check_one_or_above("limits", made, key)
    return made
