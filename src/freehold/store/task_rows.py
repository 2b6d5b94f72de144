"""Pages of those rows of a task that fit."""

from collections.abc import Sequence

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.store.domains import named, registered
from freehold.store.task_counters import counter_of
from freehold.store.tasks import FAILED, ITEM_COLUMNS, Item, Task, items
from freehold.terms.paging import Page
from freehold.terms.tasks import ItemState


def page(
    session: Session,
    task: Task,
    number: int,
    size: int,
    *,
    states: Sequence[ItemState] | None = None,
    domain_name: str | None = None,
    instance_id: str | None = None,
) -> Page[Item]:
    """One page of those items of a task that fit."""
    of_domain = about(domain_name, instance_id)
    # The sum keeps the planner from going through the whole task where the domain leads to a row or two.
    of_task = items.c.task_id + sa.literal_column("0") if of_domain else items.c.task_id
    where = [of_task == task.id, *of_domain, *([] if states is None else ended(states))]
    if states is not None and not of_domain:
        total = _counted(task, states)
    else:
        total = session.execute(sa.select(sa.func.count()).select_from(items).where(*where)).scalar_one()
    if (number - 1) * size >= total:
        return Page([], number, size, total)
    rows = session.execute(
        sa.select(*ITEM_COLUMNS).where(*where).order_by(items.c.seq).limit(size).offset((number - 1) * size)
    )
    return Page([Item(*tuple(row)) for row in rows], number, size, total)


def about(domain_name: str | None, instance_id: str | None = None) -> list[sa.ColumnElement[bool]]:
    """What restricts a statement to items about the domain of this name, and of this registration."""
    found: list[sa.ColumnElement[bool]] = []
    if domain_name is not None:
        found.append(items.c.domain_id.in_(named(domain_name)))
    if instance_id is not None:
        found.append(items.c.domain_id.in_(registered(instance_id)))
    return found


def ended(states: Sequence[ItemState]) -> list[sa.ColumnElement[bool]]:
    """What restricts a statement to items in these states; failed ones are those of an index."""
    found: list[sa.ColumnElement[bool]] = [items.c.state.in_([int(state) for state in states])]
    if min(states) > ItemState.SUCCEEDED:
        found.append(sa.and_(sa.text(f"items.{FAILED}")))
    return found


def _counted(task: Task, states: Sequence[ItemState]) -> int:
    """How many items are in these states, off the task's counters; asking is cheap however large the task.

    *states* must be all states of the counters they fall under, as those of one wire number are.
    """
    return sum(getattr(task, counter) for counter in {counter_of(state) for state in states})
