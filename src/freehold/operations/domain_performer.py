"""What the performers of tasks about domains share: their items are rows of ``store/attempts.py``, done on a lane."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Load, Performer, WorkItem
from freehold.gateway.catalogue import Catalogue
from freehold.store import attempts
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Outcome


def domain_performer(
    catalogue: Catalogue,
    *,
    load: Callable[[Session, int, int, int], Load],
    perform: Callable[[Any, Chunk, Intent], Awaitable[Outcome]],
    after: Callable[[Session, Any, Sequence[Finding], Instant], None],
    ahead: Callable[[Any, Chunk, Sequence[WorkItem]], Awaitable[None]] | None = None,
) -> Performer:
    """The performer of one kind of task, from what is its own of it; ``Performer`` says what each is."""
    return Performer(
        load=load,
        intend=attempts.intend,  # type: ignore[arg-type]  # items of this kind are OpenItem
        record=attempts.record,  # type: ignore[arg-type]  # items of this kind are OpenItem
        after=after,
        perform=perform,
        capacity=lambda registry, lane: catalogue.by_name[registry].lane(lane).capacity,
        wait=attempts.wait,
        hold=catalogue.hold,
        settle_seconds=lambda registry: catalogue.by_name[registry].settings.settle_seconds,
        ahead=ahead,
    )
