"""Announced maintenance of registries: which of it concerns an account, and keeping it (RFC 9167; epp-facts.md, 9).

An announcement pauses the whole account: its sessions are those of all its suffixes. It comes by poll message or by asking
for the list; the same one again changes nothing, a moved one is followed.
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.settings import RegistrySettings
from freehold.store import maintenances
from freehold.terms.domain_name import MalformedName, suffix_of
from freehold.terms.instants import Instant
from freehold.terms.maintenance import Maintenance, System

_NOT_OURS = ("WHOIS", "RDAP", "DNS", "WEB", "PORTAL")
"""What systems are called that nothing here speaks to; one that is called otherwise may be the registry itself."""


def keep(session: Session, settings: RegistrySettings, announced: Maintenance, now: Instant) -> bool:
    """Keep an announcement that concerns the account, or forget it; whether it pauses."""
    if announced.over or announced.ends_at <= now or not concerns(settings, announced):
        maintenances.forget(session, settings.name, announced.id)
        return False
    maintenances.keep(session, settings.name, announced)
    return True


def keep_all(session: Session, settings: RegistrySettings, announced: Sequence[Maintenance], now: Instant) -> None:
    """Keep those of a list."""
    for one in announced:
        keep(session, settings, one, now)


def concerns(settings: RegistrySettings, announced: Maintenance) -> bool:
    """Whether it has an impact on the system we speak to, for a suffix that the account serves."""
    if announced.environment != "production":
        return False
    host = settings.address.rpartition(":")[0].strip("[]").lower()
    return any(_is_ours(system, host) for system in announced.systems) and _serves(settings, announced.tlds)


def _is_ours(system: System, host: str) -> bool:
    if system.impact == "none":
        return False
    name = system.name.upper()
    if "EPP" in name or (system.host or "").lower() == host:
        return True
    return not any(word in name for word in _NOT_OURS)


def _serves(settings: RegistrySettings, tlds: Sequence[str]) -> bool:
    if not tlds or "*" in settings.tlds:
        return True
    concerned = {_folded(tld) for tld in tlds}
    return any(
        suffix == tld or suffix.endswith(f".{tld}") for suffix in map(_folded, settings.tlds) for tld in concerned
    )


def _folded(suffix: str) -> str:
    """A suffix in A-labels; as it stands where it is none."""
    try:
        return suffix_of(suffix)
    except MalformedName:
        return suffix
