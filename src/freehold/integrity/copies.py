"""Our copy of the domains beside what their tasks say and what registries last showed.

A domain is compared with the last task that succeeded for it, and only where nothing changed the copy since: both are dated
in one transaction. What the registry holds is another matter: ``freehold reconcile`` asks it, and what that found and
nobody repaired is told here.
"""

from typing import Any

import sqlalchemy as sa

from freehold.engine.chunks import chunks
from freehold.integrity.check import Check, count_of
from freehold.store.domains import domains
from freehold.store.handles import handles
from freehold.store.reconciles import findings, runs
from freehold.store.tasks import items, tasks
from freehold.terms.contacts import ContactRole
from freehold.terms.drift import Verdict
from freehold.terms.locks import Lock, LockSetting
from freehold.terms.tasks import ItemState, TaskKind


def _last_success(*kinds: TaskKind) -> Any:
    """Of each domain the last of its items that succeeded and are of these kinds: later tasks have greater numbers."""
    place = sa.func.row_number().over(partition_by=items.c.domain_id, order_by=items.c.task_id.desc())
    ranked = (
        sa.select(
            items.c.task_id, items.c.seq, items.c.chunk, items.c.domain_id, items.c.prior_id, items.c.updated_at,
            tasks.c.task_no, tasks.c.contact_id, tasks.c.lock_after, place.label("place"),
        )
        .join(tasks, tasks.c.id == items.c.task_id)
        .where(items.c.state == int(ItemState.SUCCEEDED), tasks.c.kind.in_([kind.value for kind in kinds]))
        .subquery()
    )  # fmt: skip
    return sa.select(*(column for column in ranked.c if column.name != "place")).where(ranked.c.place == 1).subquery()


_changed = _last_success(TaskKind.CHANGE_REGISTRANT, TaskKind.CHANGE_REGISTRANT_CONTACT)

REGISTRANTS = Check(
    4,
    "registrants",
    "{name} was given registrant {contact_id} by task {task_no}, and our copy says {registrant_id}.",
    count_of(_changed),
    sa.select(domains.c.name, _changed.c.contact_id, _changed.c.task_no, domains.c.registrant_id)
    .join(_changed, _changed.c.domain_id == domains.c.id)
    .where(
        domains.c.registrant_id != _changed.c.contact_id,
        sa.or_(
            domains.c.updated_at == _changed.c.updated_at,
            sa.and_(domains.c.updated_at < _changed.c.updated_at, domains.c.registrant_id == _changed.c.prior_id),
        ),
    ),
)


def _role(kind: TaskKind, role: ContactRole) -> Check:
    given = _last_success(kind)
    column = domains.c[f"{role.value}_id"]
    return Check(
        4,
        f"{role.value}-contacts",
        f"{{name}} was given {role.value} contact {{contact_id}} by task {{task_no}}, and our copy says {{held}}.",
        count_of(given),
        sa.select(domains.c.name, given.c.contact_id, given.c.task_no, column.label("held"))
        .join(given, given.c.domain_id == domains.c.id)
        .where(
            sa.or_(column.is_(None), sa.and_(column != given.c.contact_id, domains.c.updated_at == given.c.updated_at))
        ),
    )


def _lock(kind: TaskKind, lock: Lock, column: sa.ColumnElement[str]) -> Check:
    switched = _last_success(kind)
    wanted = sa.case((switched.c.lock_after.is_(True), LockSetting.ON.value), else_=LockSetting.OFF.value)
    return Check(
        4,
        f"{lock.name.lower()}-locks",
        "{name}: task {task_no} left the lock {wanted}, and our copy says {held}.",
        count_of(switched),
        sa.select(domains.c.name, switched.c.task_no, wanted.label("wanted"), column.label("held"))
        .join(switched, switched.c.domain_id == domains.c.id)
        .where(column != wanted, domains.c.updated_at == switched.c.updated_at),
    )


_others = handles.alias("others")

REGISTRANTS_OBJECTS = Check(
    7,
    "registrants-objects",
    "{name}: our copy has registrant {registrant_id} and shows its object as {registrant_handle}, which is that of {contact_id}.",
    count_of(_changed),
    sa.select(domains.c.name, domains.c.registrant_id, domains.c.registrant_handle, _others.c.contact_id)
    .join(_changed, _changed.c.domain_id == domains.c.id)
    .join(chunks, sa.and_(chunks.c.task_id == _changed.c.task_id, chunks.c.number == _changed.c.chunk))
    .join(
        _others,
        sa.and_(_others.c.registry == chunks.c.registry, _others.c.handle == domains.c.registrant_handle),
    )
    .where(
        domains.c.updated_at == _changed.c.updated_at,
        domains.c.registrant_id == _changed.c.contact_id,
        _others.c.contact_id != domains.c.registrant_id,
    ),
)

_last_run = sa.select(sa.func.max(runs.c.id)).where(runs.c.finished.is_(True)).scalar_subquery()

_worked_on_since = sa.select(items.c.domain_id).where(
    sa.or_(
        items.c.busy_domain_id.is_not(None),
        items.c.updated_at >= sa.select(runs.c.started_at).where(runs.c.id == _last_run).scalar_subquery(),
    )
)
"""Of a domain that a task was at, the comparison could not tell what it would come to; the task's own outcome is judged above."""

FOUND_DIFFERENT = Check(
    7,
    "found-different",
    "{domain_name}: the last comparison with the registry found {verdict}, and nothing repaired it.",
    count_of(findings, findings.c.run_id == _last_run),
    sa.select(findings.c.domain_name, findings.c.verdict).where(
        findings.c.run_id == _last_run,
        findings.c.verdict != Verdict.SAME.value,
        findings.c.repaired_by.is_(None),
        findings.c.domain_id.not_in(_worked_on_since),
    ),
)

CHECKS = (
    REGISTRANTS,
    _role(TaskKind.CHANGE_ADMIN_CONTACT, ContactRole.ADMIN),
    _role(TaskKind.CHANGE_TECH_CONTACT, ContactRole.TECH),
    _role(TaskKind.CHANGE_BILLING_CONTACT, ContactRole.BILLING),
    _lock(TaskKind.SWITCH_TRANSFER_LOCK, Lock.TRANSFER, domains.c.transfer_lock),
    _lock(TaskKind.SWITCH_UPDATE_LOCK, Lock.UPDATE, domains.c.update_lock),
    REGISTRANTS_OBJECTS,
    FOUND_DIFFERENT,
)
