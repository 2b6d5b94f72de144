"""New tasks: what a submit writes of one, with all its items."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from freehold import traces
from freehold.db.session import Prepared, Session, given
from freehold.store.task_counters import count_untold
from freehold.store.tasks import items, tasks
from freehold.terms.instants import Instant
from freehold.terms.tasks import ItemState, TaskKind, detail_numbers


class NewItem(msgspec.Struct, frozen=True, gc=False):
    """An item as a submit makes it; a reason means that it failed there and then, or why it waits."""

    domain_id: int
    domain_name: str
    instance_id: str
    chunk: int
    reason: str | None = None
    by_hand: bool = False
    awaits: bool = False
    """Its holders have to confirm first; then it goes to a worker, or to the person."""
    prior_id: int | None = None
    """The registrant's contact data now, where the task changes them."""
    asleep: bool = False
    """It waits, for this reason, until somebody lets it go on."""

    @property
    def state(self) -> ItemState:
        """Where it begins."""
        if self.awaits:
            return ItemState.AWAITING_CONFIRMATION
        if self.by_hand:
            return ItemState.HELD
        if self.asleep:
            return ItemState.LATER
        return ItemState.WAITING if self.reason is None else ItemState.FAILED


class NewTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task as a submit makes it."""

    task_no: str
    account_id: int
    kind: TaskKind
    profile_id: int | None = None
    contact_id: int | None = None
    lock_after: bool = False
    client_ip: str = ""


_ADD_TASK = Prepared(
    lambda: (
        tasks.insert()
        .values(
            given(
                "task_no", "account_id", "kind", "profile_id", "contact_id", "lock_after", "client_ip", "total",
                "waiting", "executing", "succeeded", "failed", "trace", "untold_account_id", "created_at",
                "updated_at",
            )
        )
        .returning(tasks.c.id)
    )
)  # fmt: skip

_ADD_ITEM = Prepared(
    lambda: items.insert().values(
        given(
            "task_id", "seq", "chunk", "domain_id", "busy_domain_id", "domain_name", "prior_id", "instance_id",
            "detail_no", "state", "reason", "updated_at",
        )
    )
)  # fmt: skip


def add(session: Session, task: NewTask, rows: Sequence[NewItem], now: Instant) -> int:
    """Write a task with its items, numbered in the order given; the task's row id.

    Raises IntegrityError when one of the domains has an open item.
    """
    states = [row.state for row in rows]
    begun = Counter(states)
    made = _ADD_TASK.run(
        session,
        task_no=task.task_no,
        account_id=task.account_id,
        kind=task.kind.value,
        profile_id=task.profile_id,
        contact_id=task.contact_id,
        lock_after=task.lock_after,
        client_ip=session.vault.seal("tasks.client_ip", task.account_id, task.task_no, task.client_ip),
        total=len(rows),
        waiting=begun[ItemState.WAITING],
        executing=begun[ItemState.HELD] + begun[ItemState.AWAITING_CONFIRMATION] + begun[ItemState.LATER],
        succeeded=0,
        failed=begun[ItemState.FAILED],
        trace=traces.current(),
        untold_account_id=task.account_id if begun[ItemState.FAILED] else None,
        created_at=now,
        updated_at=now,
    )
    task_id = int(made.fetchone()[0])
    count_untold(session, task_id, begun[ItemState.FAILED])
    _ADD_ITEM.many(session, _item_rows(task_id, task.task_no, zip(rows, states, strict=True), now))
    return task_id


def _item_rows(
    task_id: int, task_no: str, rows: Iterable[tuple[NewItem, ItemState]], now: Instant
) -> Iterator[dict[str, object]]:
    """One at a time: a hundred thousand dictionaries at once would be memory, and work for the collector."""
    detail_no = detail_numbers(task_no)
    for seq, (row, state) in enumerate(rows, 1):
        yield {
            "task_id": task_id,
            "seq": seq,
            "chunk": row.chunk,
            "domain_id": row.domain_id,
            "busy_domain_id": None if state is ItemState.FAILED else row.domain_id,
            "domain_name": row.domain_name,
            "prior_id": row.prior_id,
            "instance_id": row.instance_id,
            "detail_no": detail_no(seq),
            "state": int(state),
            "reason": row.reason,
            "updated_at": now,
        }
