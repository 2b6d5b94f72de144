"""Contact objects at registries that nothing uses any more, as an operator sees them: what becomes of each, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from freehold.db.session import Session
from freehold.settings import RegistrySettings
from freehold.store import unused_contacts
from freehold.store.unused_contacts import Listed
from freehold.terms.instants import DAY, Instant


class Fate(Enum):
    """What becomes of an object, as far as the clean-up (``contact_cleanup.py``) has come with it."""

    WAITING = "waiting"
    """For a task that wants it, until its days are over."""
    GIVEN_UP = "given up"
    """It is looked at once more, and deleted unless the registry shows a reason not to."""
    DELETION_SENT = "deletion sent"
    """A look tells whether it is gone."""
    REFUSED = "refused"
    """The registry did not delete it; it is tried again."""
    LINKED = "linked"
    """Something at the registry uses it; it is looked at again."""
    KEPT = "kept"
    """The settings keep them all."""
    UNKNOWN = "unknown"
    """The settings at hand do not name its registry."""


@dataclass(frozen=True, slots=True)
class UnusedContact:
    """An object of ours at a registry that nothing here uses."""

    registry: str
    handle: str
    since: Instant
    fate: Fate
    due_at: Instant | None
    """From when on the registry is asked about it, which is when it is deleted at the earliest; None where it is kept."""
    refused_with: int | None


def after(
    session: Session, place: tuple[str, int], limit: int, configured: Mapping[str, RegistrySettings]
) -> tuple[list[UnusedContact], tuple[str, int] | None]:
    """Some of them by registry, from behind *place* on, and the place of the last; None when there are no more."""
    found = unused_contacts.after(session, place, limit)
    last = (found[-1].registry, found[-1].contact_id) if len(found) == limit else None
    return [_told(one, configured.get(one.registry)) for one in found], last


def _told(one: Listed, settings: RegistrySettings | None) -> UnusedContact:
    days = None if settings is None else settings.unused_contact_days
    due_at = None if days is None else Instant(max(one.since + int(days * DAY), one.due_at))
    return UnusedContact(one.registry, one.handle, one.since, _fate(one, settings), due_at, one.refused_with)


def _fate(one: Listed, settings: RegistrySettings | None) -> Fate:
    if settings is None:
        return Fate.UNKNOWN
    if settings.unused_contact_days is None:
        return Fate.KEPT
    if not one.given_up:
        # Listed, it is due at once; only an object that is linked is put off without being given up.
        return Fate.LINKED if one.due_at > one.since else Fate.WAITING
    if one.refused_with is not None:
        return Fate.REFUSED
    return Fate.DELETION_SENT if one.deletion_sent else Fate.GIVEN_UP
