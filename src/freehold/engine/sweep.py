"""The sweep: open chunks that nobody works on are enqueued again (engine.md, 10).

A chunk is orphaned when the library lost its workflow (its tables were dropped, a restore) or gave it up (an error). The
rows are the truth, so the remedy is always the same: the next round.
"""

import logging

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine import chunks
from freehold.engine.next_round import enqueue_next
from freehold.engine.queue import Queue, name
from freehold.terms.instants import SECOND, Instant

_log = logging.getLogger(__name__)

QUIET = 5 * SECOND
"""A chunk written to this lately is surely worked on."""

KEEP = 24 * 3600 * SECOND
"""How long ended workflows are kept for whoever looks for a fault."""


def sweep(database: Database, queue: Queue, clock: Clock, quiet: int = QUIET) -> int:
    """Enqueue orphaned chunks; tell how many there were."""
    now = clock.now()
    with database.reading() as session:
        found = chunks.still_open(session, Instant(now - quiet), now)
    alive = queue.alive([name(chunk.task_id, chunk.number, chunk.round) for chunk in found])
    orphans = [chunk for chunk in found if name(chunk.task_id, chunk.number, chunk.round) not in alive]

    def rescue(session: Session) -> None:
        for chunk in orphans:
            enqueue_next(session, queue, chunk, clock.now())

    if orphans:
        _log.warning("%s open chunks had nobody working on them; enqueued again", len(orphans))
        database.write_now(rescue)
    return len(orphans)


_WOKEN_AT_ONCE = 200


def wake(database: Database, queue: Queue, clock: Clock, registry: str) -> int:
    """Give chunks that wait for a hold at this registry their turn now; tell how many. What still holds puts them back."""
    woken = 0

    def some(session: Session) -> int:
        found = chunks.held(session, registry, _WOKEN_AT_ONCE)
        for chunk in found:
            enqueue_next(session, queue, chunk, clock.now())
        return len(found)

    while more := database.write_now(some):
        woken += more
    return woken


def prune(queue: Queue, clock: Clock) -> int:
    """Forget workflows that ended a day ago; tell how many."""
    names = queue.finished_before(clock.now() - KEEP)
    if names:
        queue.forget(names)
    return len(names)
