"""How a task splits: items numbered route by route, chunks for each route's lanes, and all of it written at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import NamedTuple, Protocol

import msgspec

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.engine.chunks import Slice
from freehold.operations.office import Office
from freehold.store import new_tasks
from freehold.store.domains import Candidate
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState


class Route(NamedTuple):
    """Where a domain's change goes: the registry account, and the way it takes a new registrant there."""

    registry: str
    method: Method


class Entry(Protocol):
    """A domain to be planned."""

    @property
    def id(self) -> int:
        """Its row's id."""
        ...

    @property
    def name(self) -> str:
        """A-labels, lower case."""
        ...

    @property
    def instance_id(self) -> str:
        """Its registration."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """Items in the order of their numbers, and the slices they are worked on in."""

    rows: Sequence[NewItem]
    slices: Sequence[Slice]


def sorted_out(
    office: Office,
    found: Iterable[Candidate],
    verdict: Callable[[Candidate], Route | Reason | None],
    *,
    keeps_prior: bool = False,
) -> Plan:
    """Split a list by what a *verdict* says of each domain: where its change goes, why it cannot be, or None: by hand.

    Within a route the order is that of domain ids: two submits that overlap then lock in one order. With *keeps_prior*
    items remember who the registrant was.
    """
    failed: list[NewItem] = []
    by_hand: list[NewItem] = []
    by_route: dict[Route, list[Candidate]] = {}
    prior: dict[int, int] = {}
    for candidate in sorted(found, key=attrgetter("id")):
        said = verdict(candidate)
        if keeps_prior:
            prior[candidate.id] = candidate.registrant_id
        if isinstance(said, Reason):
            failed.append(NewItem(candidate.id, candidate.name, candidate.instance_id, 0, said.code))
        elif said is None:
            by_hand.append(
                NewItem(
                    candidate.id, candidate.name, candidate.instance_id, 0, Reason.BY_HAND.code, by_hand=True,
                    prior_id=prior.get(candidate.id),
                )
            )  # fmt: skip
        else:
            by_route.setdefault(said, []).append(candidate)
    return plan(office, [*failed, *by_hand], by_route, prior)


def plan(
    office: Office,
    failed: Iterable[NewItem],
    by_route: Mapping[Route, Sequence[Entry]],
    prior_ids: Mapping[int, int] | None = None,
) -> Plan:
    """Number what failed there and then first, then one route after another; cut each route over its lanes.

    *prior_ids* are the registrants' contact data by domain, where the task changes them.
    """
    prior = prior_ids or {}
    rows = list(failed)
    slices: list[Slice] = []
    for route in sorted(by_route):
        entries = by_route[route]
        pieces = _cut(office, route, len(slices) + 1, len(rows) + 1, len(entries))
        slices += pieces
        rest = iter(entries)
        rows += [
            NewItem(entry.id, entry.name, entry.instance_id, piece.number, prior_id=prior.get(entry.id))
            for piece in pieces
            for entry in islice(rest, piece.last - piece.first + 1)
        ]
    return Plan(rows, slices)


def begin(
    session: Session, office: Office, task: NewTask, planned: Plan, now: Instant, *, asleep: Reason | None = None
) -> int:
    """Write a task with its items and chunks and enqueue them, in the caller's transaction (REL-1); its row id.

    *asleep* is why nothing is to be done yet: the items that did not fail there and then, and await no holder's word, wait
    with this reason, and nobody is handed the chunks before somebody opens them.
    """
    rows = planned.rows if asleep is None else [_waiting(row, asleep) for row in planned.rows]
    task_id = new_tasks.add(session, task, rows, now)
    sleeping = _asleep(planned) if asleep is None else frozenset(piece.number for piece in planned.slices)
    if planned.slices:
        chunks.write(session, task_id, task.kind.value, planned.slices, Instant(office.system_now()), sleeping)
    for piece in planned.slices:
        if piece.number in sleeping:
            continue
        office.queue.enqueue(session, task_id, piece.number, 1, piece.registry, piece.lane, piece.priority)
    return task_id


def _asleep(planned: Plan) -> frozenset[int]:
    """Chunks of which nothing can be begun yet: whoever confirms their items wakes them."""
    if not any(row.awaits for row in planned.rows):
        return frozenset()
    return frozenset(
        piece.number
        for piece in planned.slices
        if all(row.state is not ItemState.WAITING for row in planned.rows[piece.first - 1 : piece.last])
    )


def _waiting(row: NewItem, reason: Reason) -> NewItem:
    if row.state is ItemState.FAILED or row.awaits:
        return row
    return msgspec.structs.replace(row, reason=reason.code, by_hand=False, asleep=True)


def _cut(office: Office, route: Route, number: int, first: int, count: int) -> list[Slice]:
    registry = office.catalogue.by_name.get(route.registry)
    if registry is None:
        # By hand: nothing is sent, so there is neither lane nor pace.
        return chunks.cut(number, route.registry, route.method, 1, None, first, count)
    rate = registry.settings.commands_per_second
    pace = None if rate is None else rate / registry.lanes
    return chunks.cut(number, route.registry, route.method, registry.lanes, pace, first, count)
