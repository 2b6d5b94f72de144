"""Why work at a registry stands still: pauses that somebody set, and holds that follow from its manners."""

from dataclasses import dataclass
from enum import Enum

from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason


class PauseSource(Enum):
    """Who paused a registry; pauses of different sources stand beside each other."""

    OPERATOR = "operator"
    MAINTENANCE = "maintenance"
    """A notice of the registry's own (RFC 9167)."""
    LOGIN = "login"
    """The registry does not take our log-in any more (2200 twice in a row, 2501)."""
    BALANCE = "balance"
    """The account at the registry is used up (2104)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of one registry account."""

    source: PauseSource
    since: Instant
    """System time from which it holds; of announced maintenance, it may be to come."""
    until: Instant | None
    """System time at which it ends by itself; None: when somebody ends it."""
    words: str
    """Why, for people."""

    def holds(self, now: Instant) -> bool:
        """Whether it is in force."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a registry's chunks waiting at the moment."""

    reason: Reason
    until: Instant | None
    """System time from which work may go on; None: not known."""
    everything: bool
    """Nothing at all is sent; otherwise only what changes something is not."""
