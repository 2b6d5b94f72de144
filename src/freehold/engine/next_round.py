"""A chunk's next round: opened and handed over in one transaction. A round that was enqueued before it does nothing.

It finds that the chunk has moved on.
"""

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.engine.chunks import Chunk
from freehold.engine.queue import Enqueues
from freehold.terms.instants import Instant


def enqueue_next(session: Session, queue: Enqueues, chunk: Chunk, now: Instant, delay_seconds: float = 0.0) -> None:
    """Give the chunk its turn after so long; *now* is system time."""
    round_ = chunks.next_round(session, chunk.task_id, chunk.number, now)
    queue.enqueue(
        session, chunk.task_id, chunk.number, round_, chunk.registry, chunk.lane, chunk.priority, delay_seconds
    )


def wake(session: Session, queue: Enqueues, task_id: int, number: int, now: Instant) -> None:
    """Give a chunk its turn now, unless that was done and nobody took it yet; *now* is system time."""
    round_ = chunks.wake(session, task_id, number, now)
    if round_ is not None:
        registry, lane, priority = chunks.place_of(session, task_id, number)
        queue.enqueue(session, task_id, number, round_, registry, lane, priority)
