"""What a kind of task is performed by: the functions the runner is handed for it.

*load* and *record* come from the store and are the same for every kind; *perform* and *after* are the operation's.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.terms.holds import Hold
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Outcome
from freehold.terms.tasks import ItemState
from freehold.terms.values import Value


class WorkItem(Protocol):
    """An open item as the runner sees it."""

    @property
    def seq(self) -> int:
        """Its number in the task."""
        ...

    @property
    def state(self) -> ItemState:
        """Where it stood when it was loaded."""
        ...

    @property
    def attempts(self) -> int:
        """How many intents were written for it before."""
        ...

    @property
    def sends(self) -> int:
        """How many of them may have sent the change."""
        ...

    @property
    def sent_at(self) -> Instant | None:
        """When the last intent was written, in system time."""
        ...

    @property
    def due_at(self) -> Instant | None:
        """Not before this instant of system time."""
        ...


class Intent(Value, frozen=True):
    """A command about to be sent for an item, and the client transaction id it will carry."""

    item: WorkItem
    trid: str


class Finding(Value, frozen=True):
    """What became of an item, and where that leaves it."""

    item: WorkItem
    outcome: Outcome
    state: ItemState
    due_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """A chunk's open items, and what they all share (the operation's own value)."""

    items: Sequence[WorkItem]
    shared: Any = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Performer:
    """The functions that carry out one kind of task."""

    load: Callable[[Session, int, int, int], Load]
    """(session, task, first, last): the open items of the range."""
    intend: Callable[[Session, int, Sequence[Intent], Instant, Instant], None]
    """(session, task, intents, system time, business time): mark items as sent, each with its clTRID; counts the attempt."""
    record: Callable[[Session, int, Sequence[Finding], Instant], None]
    """(session, task, findings, business time): write findings, counters included."""
    after: Callable[[Session, Any, Sequence[Finding], Instant], None]
    """What follows from findings beside the items: our copy of the domains, notices."""
    perform: Callable[[Any, Chunk, Intent], Awaitable[Outcome]]
    """(shared, chunk, intent): bring one item to its end at the chunk's registry; its state says whether it is in doubt."""
    capacity: Callable[[str, int], int]
    """(registry, lane): how many commands the lane takes at a time."""
    wait: Callable[[Session, int, int, int, str, Instant], None]
    """(session, task, first, last, reason, business time): tell at the open items of the range why they wait."""
    hold: Callable[[str], Hold | None]
    """(registry): what keeps its chunks waiting now."""
    settle_seconds: Callable[[str], float]
    """(registry): how long after a lost answer the registry is asked what it holds."""
    ahead: Callable[[Any, Chunk, Sequence[WorkItem]], Awaitable[None]] | None = None
    """(shared, chunk, items): ask a registry what is worth asking for a whole group at once; changes nothing, never raises."""
