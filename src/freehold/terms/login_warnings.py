"""What a registry warns of when it lets us in: a password or certificate that ends, a cipher it will not take any more."""

from dataclasses import dataclass
from typing import Literal

from freehold.terms.instants import DAY, Instant, utc_text

_LOOK_DAYS, _BAD_DAYS = 60, 7
"""How many days before its end a thing is worth a warning, and an alarm: as for certificates (epp-facts.md, 1)."""


@dataclass(frozen=True, slots=True)
class LoginWarning:
    """One warning or error (RFC 8807, 2.1)."""

    kind: str
    """password, certificate, cipher, tlsProtocol, newPW, stat or custom; a custom one or a count says its name too."""
    level: str
    """warning or error."""
    words: str
    """The registry's own, data to be escaped (SEC-43)."""
    ends_at: Instant | None
    """When what it is about ends; None where the registry names no date."""

    def state(self, now: Instant) -> Literal["good", "look", "bad"]:
        """Whether somebody should do something about it, or must."""
        if self.level == "error":
            return "bad"
        if self.ends_at is None:
            return "look"
        left = (self.ends_at - now) // DAY
        return "bad" if left < _BAD_DAYS else "look" if left < _LOOK_DAYS else "good"

    def told(self, now: Instant) -> str:
        """A sentence about it, without the full stop."""
        words = f": {self.words}" if self.words else ""
        if self.ends_at is None:
            return f"at the log-in the registry gives a {self.level} about {self.kind}{words}"
        left = (self.ends_at - now) // DAY
        end = f"ended at {utc_text(self.ends_at)}" if left < 0 else f"ends in {left} days, at {utc_text(self.ends_at)}"
        return f"the registry says of the {self.kind} that it {end}{words}"
