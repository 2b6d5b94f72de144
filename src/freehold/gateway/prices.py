"""The prices of one registry account's changes: asked for many names at once where it is known which come next.

A price is never taken from one domain for another, nor kept for a second change of the same: premium names differ, and
prices move.
"""

from collections.abc import Sequence

from freehold.gateway.fees import Cost, Untold
from freehold.gateway.lane import Lane
from freehold.terms.fees import FeeLimit
from freehold.terms.outcomes import Stopped

_NAMES_A_CHECK = 20
"""Registries take no more than some tens of names in a check; a refusal of a whole check costs one more command a name."""


class Prices:
    """What changes cost, and the most that may be agreed to for one."""

    def __init__(self, limit: FeeLimit) -> None:
        self.limit = limit
        self._ahead: dict[Lane, dict[str, Cost]] = {}

    async def ask_ahead(self, lane: Lane, names: Sequence[str]) -> None:
        """Ask what updates of these domains cost, before they are begun; what does not come is asked again one by one."""
        # What was asked for an earlier group of the lane and not used is old by now.
        told = self._ahead[lane] = {}
        for asked in _parts(names):
            try:
                costs = await lane.costs_of_updates(asked)
            except Stopped:
                return
            told.update((name, cost) for name, cost in costs.items() if isinstance(cost, Cost))

    async def cost(self, lane: Lane, name: str) -> Cost | Untold:
        """What an update of the domain costs now; raises Stopped when it cannot be asked."""
        known = self._ahead.get(lane, {}).pop(name, None)
        return known or (await lane.costs_of_updates((name,)))[name]


def _parts(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The names in parts of one check each: of one suffix, since a check has one product (namestoreExt-1.1)."""
    by_suffix: dict[str, list[str]] = {}
    for name in names:
        by_suffix.setdefault(name.partition(".")[2], []).append(name)
    return [
        tuple(found[start : start + _NAMES_A_CHECK])
        for found in by_suffix.values()
        for start in range(0, len(found), _NAMES_A_CHECK)
    ]
