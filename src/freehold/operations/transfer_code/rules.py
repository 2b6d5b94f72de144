"""What forbids that a domain leaves, as far as our own copy knows (registrant-family.md, 2 and 8)."""

from freehold.store.domains import Domain
from freehold.terms.instants import DAY, Instant, china_text
from freehold.terms.locks import LockSetting
from freehold.terms.refusals import (
    AlreadyLeaving,
    ExpiresSoon,
    LockedAfterChange,
    RegisteredLately,
    TransferLockOn,
    TransferOutProhibited,
)

DAYS_AFTER_REGISTRATION = 60
"""These must have gone by since the registration."""

DAYS_BEFORE_EXPIRY = 15
"""More than these must be left."""


def prohibition(domain: Domain, now: Instant) -> TransferOutProhibited | None:
    """Why no code is given out for the domain now; None when one may be. The real-name state does not matter."""
    name = domain.name_unicode
    if domain.transferring_out:
        return AlreadyLeaving(domain=name)
    if domain.no_transfer_until is not None and now < domain.no_transfer_until:
        return LockedAfterChange(domain=name, until=china_text(domain.no_transfer_until))
    if domain.transfer_lock is LockSetting.ON:
        return TransferLockOn(domain=name)
    free_from = Instant(domain.registered_at + DAYS_AFTER_REGISTRATION * DAY)
    if now < free_from:
        return RegisteredLately(domain=name, days=DAYS_AFTER_REGISTRATION, until=china_text(free_from))
    if domain.expires_at - now <= DAYS_BEFORE_EXPIRY * DAY:
        return ExpiresSoon(domain=name, expires=china_text(domain.expires_at), days=DAYS_BEFORE_EXPIRY)
    return None
