"""Maintenance that a registry announces (RFC 9167), as far as work there depends on it."""

from dataclasses import dataclass

from freehold.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class System:
    """A system that it concerns."""

    name: str
    host: str | None
    impact: str
    """none, partial or full."""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """One announcement."""

    id: str
    name: str
    """For people; may be empty."""
    starts_at: Instant
    ends_at: Instant
    systems: tuple[System, ...]
    tlds: tuple[str, ...]
    """Suffixes that it concerns, as the registry writes them; empty for all."""
    environment: str
    """production, ote, staging, dev or custom."""
    over: bool = False
    """It was called off, or has ended."""
