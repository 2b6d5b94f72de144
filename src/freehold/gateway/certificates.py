"""Until when certificates hold: ours towards a registry and the registry's own. An expired one is an outage."""

from dataclasses import dataclass
from typing import Literal

from cryptography import x509

from freehold.settings import RegistrySettings
from freehold.terms.instants import DAY, Instant, from_datetime, utc_text

_LOOK_DAYS, _BAD_DAYS = 60, 7
"""How many days before its end a certificate is worth a warning, and an alarm (epp-facts.md, 1)."""


class Unreadable(Exception):
    """A certificate file cannot be read; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose certificate it is, and its end."""

    whose: Literal["client", "server"]
    ends_at: Instant

    def days_left(self, now: Instant) -> int:
        """Whole days until it ends, negative when it has."""
        return (self.ends_at - now) // DAY

    def state(self, now: Instant) -> Literal["good", "look", "bad"]:
        """Whether somebody should do something about it, or must."""
        left = self.days_left(now)
        return "bad" if left < _BAD_DAYS else "look" if left < _LOOK_DAYS else "good"

    def told(self, now: Instant) -> str:
        """The end of a sentence about it."""
        left = self.days_left(now)
        if left < 0:
            return f"ended at {utc_text(self.ends_at)}"
        return f"ends in {left} days, at {utc_text(self.ends_at)}"


def ends_of(settings: RegistrySettings) -> list[Certificate]:
    """The client certificate's end, if the registry asks for one; raises Unreadable."""
    file = settings.client_certificate
    if file is None:
        return []
    try:
        chain = x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise Unreadable(f"client_certificate: {error.strerror}: {file}") from error
    except ValueError as error:
        raise Unreadable(f"client_certificate: {file} holds no certificate in PEM form") from error
    # The whole chain is shown to the registry: the first of it that ends, ends it.
    return [Certificate("client", from_datetime(min(found.not_valid_after_utc for found in chain)))]
