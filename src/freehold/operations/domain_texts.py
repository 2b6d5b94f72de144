"""What a domain's state is called in answers (registrant-family.md, 6)."""

from freehold.store.domains import Domain
from freehold.terms.instants import DAY, Instant

REGISTRAR = "Freehold"
"""The sponsor's name, as answers show it."""

RENEWAL_DAYS = 30
"""A domain needs renewal from this many days before its expiry; the published API does not say, this is its console's."""

_NEEDS_RENEWAL, _NORMAL = "1", "3"


def status(domain: Domain, now: Instant) -> str:
    """``DomainStatus``: 1 needs renewal, 3 normal; names in redemption are not in our books."""
    return _NEEDS_RENEWAL if domain.expires_at - now <= RENEWAL_DAYS * DAY else _NORMAL
