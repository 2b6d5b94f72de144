"""What is counted of the engine's work in this process: what became of items, leases lost, chunks rescued."""

from collections import Counter

from freehold.terms.outcomes import Done, Held, Later, Outcome, Pending, Refused, Unknown
from freehold.terms.tasks import FIRST_FINAL, ItemState

_WORDS: dict[type, str] = {kind: kind.__name__.lower() for kind in (Done, Pending, Refused, Later, Unknown, Held)}
_ENDS = {state: state.name.lower() for state in ItemState if state.final}


class EngineFigures:
    """The counters of one runner; moved on the engine's loop, but for the sweep's."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()
        """By registry and outcome: what an attempt at an item came to."""
        self.settled: Counter[tuple[str, str]] = Counter()
        """The same of attempts at items in doubt, whose registry is asked before anything is sent."""
        self.put_off: Counter[tuple[str, str]] = Counter()
        """By registry and reason: attempts that surely did nothing and come again."""
        self.ended: Counter[tuple[str, str]] = Counter()
        """By registry and state: items that nothing moves any more."""
        self.leases_lost = 0
        """Runs that found their chunk taken over by another."""
        self.rescued = 0
        """Open chunks that nobody worked on, enqueued again by the sweep."""
        self.running = 0
        """Chunks that are worked on now."""

    def judged(self, registry: str, before: ItemState, outcome: Outcome, after: ItemState) -> None:
        """Count what an attempt at an item came to."""
        place = registry, _WORDS[type(outcome)]
        self.outcomes[place] += 1
        if before.in_doubt:
            self.settled[place] += 1
        if isinstance(outcome, Later):
            self.put_off[registry, outcome.reason.code] += 1
        if after >= FIRST_FINAL:
            self.ended[registry, _ENDS[after]] += 1
