"""Tasks, items and chunks: nothing lost, nothing stuck, one open item a domain, counters that add up, documented states."""

from typing import Any

import sqlalchemy as sa

from freehold.db.session import Session
from freehold.engine.chunks import chunks
from freehold.integrity.check import Check, Violation, count_of
from freehold.store.client_tokens import client_tokens
from freehold.store.confirmations import confirmations
from freehold.store.domain_verifications import submissions
from freehold.store.domains import domains
from freehold.store.task_documents import documents
from freehold.store.tasks import items, tasks
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.domain_name import DomainName
from freehold.terms.reasons import Reason
from freehold.terms.tasks import FIRST_FINAL, ItemState, TaskKind, detail_no
from freehold.terms.verification import RealNameStatus

_OPEN = items.c.state < int(FIRST_FINAL)
_FINAL = items.c.state >= int(FIRST_FINAL)
_HANDED_OVER = (ItemState.WAITING, ItemState.EXECUTING, ItemState.LATER, ItemState.AWAITING_REGISTRY)
"""States in which a worker is to bring an item further."""


def _of_task(column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return tasks.c.id == column


def _in_states(*states: ItemState) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((items.c.state.in_([int(one) for one in states]), 1), else_=0)), 0)


_rows = sa.func.count(items.c.seq)
_first, _last = sa.func.coalesce(sa.func.min(items.c.seq), 0), sa.func.coalesce(sa.func.max(items.c.seq), 0)
_with_items = tasks.outerjoin(items, items.c.task_id == tasks.c.id)

EVERY_ITEM_IS_THERE = Check(
    1,
    "every-item-is-there",
    "Task {task_no} has {total} items by its own count; there are {rows}, numbered {first} to {last}.",
    count_of(tasks),
    sa.select(tasks.c.task_no, tasks.c.total, _rows.label("rows"), _first.label("first"), _last.label("last"))
    .select_from(_with_items)
    .group_by(tasks.c.id, tasks.c.task_no, tasks.c.total)
    .having(sa.or_(_rows != tasks.c.total, sa.and_(tasks.c.total > 0, sa.or_(_first != 1, _last != tasks.c.total)))),
)

ITEM_NUMBERS = Check(
    1,
    "item-numbers",
    "Item {seq} of task {task_no} has the number {detail_no}, which is another's.",
    count_of(items),
    sa.select(tasks.c.task_no, items.c.seq, items.c.detail_no).join(tasks, _of_task(items.c.task_id)),
    lambda row: row.detail_no != detail_no(row.task_no, row.seq),
)

ITEMS_IN_THEIR_CHUNKS = Check(
    1,
    "items-in-their-chunks",
    "Item {seq} of task {task_no} is to be worked on in chunk {chunk}, which does not hold it.",
    count_of(items, items.c.chunk > 0),
    sa.select(tasks.c.task_no, items.c.seq, items.c.chunk)
    .join(tasks, _of_task(items.c.task_id))
    .outerjoin(chunks, sa.and_(chunks.c.task_id == items.c.task_id, chunks.c.number == items.c.chunk))
    .where(
        items.c.chunk > 0,
        sa.or_(chunks.c.task_id.is_(None), items.c.seq < chunks.c.first, items.c.seq > chunks.c.last),
    ),
)

CLIENT_TOKENS = Check(
    2,
    "client-tokens",
    "A call of account {account_id} that named a token was answered with task {task_no}, which the account does not have.",
    count_of(client_tokens, client_tokens.c.task_no.is_not(None)),
    sa.select(client_tokens.c.account_id, client_tokens.c.task_no)
    .outerjoin(
        tasks,
        sa.and_(tasks.c.task_no == client_tokens.c.task_no, tasks.c.account_id == client_tokens.c.account_id),
    )
    .where(client_tokens.c.task_no.is_not(None), tasks.c.id.is_(None)),
)

_worked_on = sa.exists().where(
    chunks.c.task_id == items.c.task_id, chunks.c.number == items.c.chunk, chunks.c.open.is_(True)
)
_document_looked_at = sa.and_(
    items.c.reason == Reason.DOCUMENT_IN_REVIEW.code,
    sa.exists().where(documents.c.task_id == items.c.task_id, documents.c.status == RealNameStatus.AUDITING.value),
)
_name_looked_at = sa.and_(
    items.c.reason == Reason.REAL_NAME_IN_REVIEW.code,
    sa.exists().where(submissions.c.domain_id == items.c.domain_id, submissions.c.task_id == items.c.task_id),
)
_asked = sa.exists().where(
    confirmations.c.task_id == items.c.task_id, confirmations.c.state < int(ConfirmationState.CONFIRMED)
)
_nobodys = sa.or_(
    sa.and_(
        items.c.state.in_([int(state) for state in _HANDED_OVER]),
        ~_worked_on,
        ~sa.func.coalesce(_document_looked_at, sa.false()),
        ~sa.func.coalesce(_name_looked_at, sa.false()),
    ),
    sa.and_(items.c.state == int(ItemState.AWAITING_CONFIRMATION), ~_asked),
    sa.and_(items.c.state == int(ItemState.HELD), items.c.reason.is_(None)),
)

SOMEBODY_HAS_IT = Check(
    3,
    "somebody-has-it",
    "{domain_name} (item {seq} of task {task_no}) is open in state {state}, and neither a worker nor a person has it.",
    count_of(items, items.c.busy_domain_id.is_not(None)),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state)
    .join(tasks, _of_task(items.c.task_id))
    .where(items.c.busy_domain_id.is_not(None), _nobodys),
    of_open_work=True,
)

SENDS_WITHIN_ATTEMPTS = Check(
    5,
    "sends-within-attempts",
    "{domain_name} (item {seq} of task {task_no}) may have been sent {sends} times in {attempts} attempts.",
    count_of(items),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.sends, items.c.attempts)
    .join(tasks, _of_task(items.c.task_id))
    .where(sa.or_(items.c.sends > items.c.attempts, items.c.sends < 0)),
)

ENDED_ITEMS_ARE_NOT_BUSY = Check(
    6,
    "ended-items-are-not-busy",
    "{domain_name} is kept busy by item {seq} of task {task_no}, which is in state {state} and of domain {domain_id}.",
    count_of(items, items.c.busy_domain_id.is_not(None)),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state, items.c.domain_id)
    .join(tasks, _of_task(items.c.task_id))
    .where(items.c.busy_domain_id.is_not(None), sa.or_(_FINAL, items.c.busy_domain_id != items.c.domain_id)),
    of_open_work=True,
)

OPEN_ITEMS_ARE_BUSY = Check(
    6,
    "open-items-are-busy",
    "{domain_name} (item {seq} of task {task_no}) is open and does not keep its domain busy.",
    count_of(items),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no)
    .join(tasks, _of_task(items.c.task_id))
    .where(items.c.busy_domain_id.is_(None), _OPEN),
)

ONE_OPEN_ITEM_A_DOMAIN = Check(
    6,
    "one-open-item-a-domain",
    "Domain {domain_id} has {rows} open items.",
    count_of(domains),
    sa.select(items.c.domain_id, sa.func.count().label("rows"))
    .where(_OPEN)
    .group_by(items.c.domain_id)
    .having(sa.func.count() > 1),
)

NAMES_AGREE = Check(
    6,
    "names-agree",
    "Item {seq} of task {task_no} is for {domain_name}, and its domain is {name}.",
    count_of(items),
    sa.select(items.c.seq, tasks.c.task_no, items.c.domain_name, domains.c.name)
    .join(tasks, _of_task(items.c.task_id))
    .join(domains, domains.c.id == items.c.domain_id)
    .where(domains.c.name != items.c.domain_name),
)


def _not_folded(row: Any) -> bool:
    try:
        return bool(DomainName.parse(row.name) != row.name)
    except ValueError:
        return True


NAMES_ARE_FOLDED = Check(
    6,
    "names-are-folded",
    "{name} is not the one spelling under which a domain is kept.",
    count_of(domains),
    sa.select(domains.c.name),
    _not_folded,
)

_counted = {
    "waiting": _in_states(ItemState.WAITING),
    "executing": _in_states(
        ItemState.AWAITING_CONFIRMATION, ItemState.EXECUTING, ItemState.LATER, ItemState.AWAITING_REGISTRY, ItemState.HELD
    ),
    "succeeded": _in_states(ItemState.SUCCEEDED),
    "failed": _in_states(ItemState.FAILED, ItemState.CANCELLED),
    "acknowledged": sa.func.count(items.c.acknowledged_at),
}  # fmt: skip

COUNTERS = Check(
    12,
    "counters",
    "Task {task_no} counts waiting/executing/succeeded/failed/acknowledged {waiting}/{executing}/{succeeded}/{failed}/"
    "{acknowledged}; its items are {items_waiting}/{items_executing}/{items_succeeded}/{items_failed}/"
    "{items_acknowledged}.",
    count_of(tasks),
    sa.select(
        tasks.c.task_no,
        *(tasks.c[name] for name in _counted),
        *(counted.label(f"items_{name}") for name, counted in _counted.items()),
    )
    .select_from(_with_items)
    .group_by(tasks.c.id, tasks.c.task_no, *(tasks.c[name] for name in _counted))
    .having(sa.or_(*(counted != tasks.c[name] for name, counted in _counted.items()))),
)

_ended, _told = tasks.c.succeeded + tasks.c.failed, tasks.c.acknowledged

TO_BE_TOLD = Check(
    10,
    "to-be-told",
    "Task {task_no} has {ended} ended items, {acknowledged} acknowledged, and is offered to account {untold_account_id}.",
    count_of(tasks),
    sa.select(tasks.c.task_no, _ended.label("ended"), tasks.c.acknowledged, tasks.c.untold_account_id).where(
        sa.or_(
            sa.and_(_ended > _told, sa.func.coalesce(tasks.c.untold_account_id, 0) != tasks.c.account_id),
            sa.and_(_ended <= _told, tasks.c.untold_account_id.is_not(None)),
        )
    ),
)

ACKNOWLEDGED_ONES_ENDED = Check(
    10,
    "acknowledged-ones-ended",
    "{domain_name} (item {seq} of task {task_no}) was acknowledged in state {state}.",
    count_of(items, items.c.acknowledged_at.is_not(None)),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state)
    .join(tasks, _of_task(items.c.task_id))
    .where(items.c.acknowledged_at.is_not(None), _OPEN),
)

_TRIED = (ItemState.EXECUTING, ItemState.AWAITING_REGISTRY)
_UNTRIED = (ItemState.WAITING, ItemState.AWAITING_CONFIRMATION)

ITEM_STATES = Check(
    14,
    "item-states",
    "{domain_name} (item {seq} of task {task_no}) is in state {state} after {attempts} attempts; no documented way leads there.",
    count_of(items),
    sa.select(items.c.domain_name, items.c.seq, tasks.c.task_no, items.c.state, items.c.attempts)
    .join(tasks, _of_task(items.c.task_id))
    .where(
        sa.or_(
            items.c.state.not_in([int(state) for state in ItemState]),
            sa.and_(items.c.state.in_([int(state) for state in _TRIED]), items.c.attempts < 1),
            sa.and_(items.c.state.in_([int(state) for state in _UNTRIED]), items.c.attempts > 0),
        )
    ),
)

TASK_KINDS = Check(
    14,
    "task-kinds",
    "Task {task_no} is of kind {kind}, which there is not.",
    count_of(tasks),
    sa.select(tasks.c.task_no, tasks.c.kind).where(tasks.c.kind.not_in([kind.value for kind in TaskKind])),
)

CHUNKS_IN_ORDER = Check(
    14,
    "chunks-in-order",
    "Chunk {number} of task {task_no} holds items {first} to {last} in round {round} under run {run_token}.",
    count_of(chunks),
    sa.select(tasks.c.task_no, chunks.c.number, chunks.c.first, chunks.c.last, chunks.c.round, chunks.c.run_token)
    .join(tasks, _of_task(chunks.c.task_id))
    .where(
        sa.or_(
            chunks.c.first < 1, chunks.c.first > chunks.c.last, chunks.c.last > tasks.c.total, chunks.c.round < 1,
            chunks.c.run_token < 0,
        )
    ),
)  # fmt: skip

CHECKS = (
    EVERY_ITEM_IS_THERE, ITEM_NUMBERS, ITEMS_IN_THEIR_CHUNKS, CLIENT_TOKENS, SOMEBODY_HAS_IT, SENDS_WITHIN_ATTEMPTS,
    ENDED_ITEMS_ARE_NOT_BUSY, OPEN_ITEMS_ARE_BUSY, ONE_OPEN_ITEM_A_DOMAIN, NAMES_AGREE, NAMES_ARE_FOLDED, COUNTERS,
    TO_BE_TOLD, ACKNOWLEDGED_ONES_ENDED, ITEM_STATES, TASK_KINDS, CHUNKS_IN_ORDER,
)  # fmt: skip


def of_open_work(session: Session) -> list[Violation]:
    """The part that takes time by what is open, for every start."""
    return [violation for check in CHECKS if check.of_open_work for violation in check.run(session)]
