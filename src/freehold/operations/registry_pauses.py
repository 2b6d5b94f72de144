"""Pause work at a registry, and let it go on.

While a registry is paused nothing is sent to it; chunks wait, and the rows of their tasks say why. A running server sees
pauses and their ends within seconds, whoever wrote them.
"""

from freehold.db.session import Session
from freehold.store import maintenances, registries
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import Instant


def pause(
    session: Session, registry: str, source: PauseSource, words: str, now: Instant, until: Instant | None = None
) -> None:
    """Pause a registry account from now (system time) to *until*, or for good. Announced maintenance does so by itself.

    Doing it again replaces the pause of this source, so that one that was moved is followed.
    """
    registries.pause(session, registry, Pause(source, now, until, words))


def resume(session: Session, registry: str, now: Instant) -> int:
    """End all pauses of a registry account that hold now (system time); how many there were.

    Maintenance that is still to come pauses it all the same.
    """
    return registries.resume(session, registry) + maintenances.waive(session, registry, now)
