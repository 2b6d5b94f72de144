"""Tasks, their items and counters; the pages the query actions show.

An item is one domain of one task. Items carry a dense number 1..N in their task (``seq``), so that any page is a range.
While an item is open it names its domain in ``busy_domain_id``; the unique index on that column is what keeps a domain
from having two open changes (INV-6), not a look before the insert. Counters move in the transaction of the items.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session
from freehold.db.types import IdColumn, InstantColumn, SealedColumn
from freehold.terms.instants import Instant
from freehold.terms.paging import Page
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

FOR_A_PERSON = f"state = {int(ItemState.HELD)} OR reason = '{Reason.KEY_NEEDED.code}'"
"""Items on the work list: held ones, and those that wait for their registry and for a key as well."""

FAILED = f"state > {int(ItemState.SUCCEEDED)}"
"""Items that ended otherwise than well, which are the fewer ones; as the index of them says it."""

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("id", IdColumn, primary_key=True, autoincrement=True),
    sa.Column("task_no", sa.String(36), nullable=False, unique=True),
    sa.Column("account_id", IdColumn, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("profile_id", IdColumn),
    sa.Column("contact_id", IdColumn, sa.ForeignKey("contacts.id"), comment="the registrant promised (REL-12)"),
    sa.Column("lock_after", sa.Boolean, nullable=False),
    sa.Column("client_ip", SealedColumn, comment="C2"),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("waiting", sa.Integer, nullable=False),
    sa.Column("executing", sa.Integer, nullable=False),
    sa.Column("succeeded", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("acknowledged", sa.Integer, nullable=False, server_default="0", comment="of those that ended"),
    sa.Column("untold_account_id", IdColumn, comment="the account while it has not acknowledged all that ended"),
    sa.Column("trace", sa.String(55), comment="the call's place in its trace, as W3C's traceparent"),
    sa.Column("cancelled_at", InstantColumn, comment="when a call asked to cancel it"),
    sa.Column("contacts_seen", sa.Boolean, nullable=False, server_default=sa.false(),
              comment="it ended, and what it leaves unused is on the clean-up list"),
    sa.Column("created_at", InstantColumn, nullable=False),
    sa.Column("updated_at", InstantColumn, nullable=False),
    # With the kind, so that counting an account's tasks reads no rows.
    sa.Index("ix_tasks_account_entry", "account_id", "id", "kind"),
    sa.Index("ix_tasks_account_creation", "account_id", "created_at", "id"),
    sa.Index("ix_tasks_untold", "untold_account_id", "id",
             sqlite_where=sa.text("untold_account_id IS NOT NULL"),
             postgresql_where=sa.text("untold_account_id IS NOT NULL")),
    sa.Index("ix_tasks_contacts", "id", sqlite_where=sa.text("contacts_seen IS 0"),
             postgresql_where=sa.text("contacts_seen IS FALSE")),
    sa.CheckConstraint("total = waiting + executing + succeeded + failed", name="counters_sum_up"),
    sa.CheckConstraint("acknowledged <= succeeded + failed", name="only_ended_ones_acknowledged"),
    comment="What one call asked to be done. C1",
)  # fmt: skip

items = sa.Table(
    "items",
    metadata,
    sa.Column("task_id", IdColumn, sa.ForeignKey("tasks.id"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chunk", sa.Integer, nullable=False, comment="0: never handed to a worker"),
    sa.Column("domain_id", IdColumn, sa.ForeignKey("domains.id"), nullable=False),
    sa.Column("busy_domain_id", IdColumn, comment="the domain while the item is open"),
    sa.Column("domain_name", sa.String(253), nullable=False),
    sa.Column("prior_id", IdColumn, comment="the registrant's contact data when the task was accepted"),
    sa.Column("instance_id", sa.String(40), nullable=False),
    sa.Column("detail_no", sa.String(32), nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("sends", sa.SmallInteger, nullable=False, server_default="0", comment="attempts that may have sent it"),
    sa.Column("reason", sa.String(40)),
    sa.Column("message", sa.String(1024), comment="the registry's own words"),
    sa.Column("cl_trid", sa.String(64), comment="of the last change sent"),
    sa.Column("sv_trid", sa.String(64)),
    sa.Column("sent_at", InstantColumn, comment="intent of the last change; system time"),
    sa.Column("due_at", InstantColumn, comment="not before; system time"),
    sa.Column("lock_waived", sa.Boolean, nullable=False, server_default=sa.false(),
              comment="the prior holder gave the transfer lock up, before the change"),
    sa.Column("told", sa.SmallInteger, comment="the wave of notices that told of its success"),
    sa.Column("acknowledged_at", InstantColumn, comment="when its account said that it knows how it ended"),
    sa.Column("updated_at", InstantColumn, nullable=False),
    sa.Index("uq_items_busy_domain", "busy_domain_id", unique=True,
             sqlite_where=sa.text("busy_domain_id IS NOT NULL"), postgresql_where=sa.text("busy_domain_id IS NOT NULL")),
    sa.Index("ix_items_domain", "domain_id", "task_id"),
    sa.Index("ix_items_failed", "task_id", "seq", sqlite_where=sa.text(FAILED), postgresql_where=sa.text(FAILED)),
    sa.Index("ix_items_held", "task_id", "seq", sqlite_where=sa.text(FOR_A_PERSON), postgresql_where=sa.text(FOR_A_PERSON)),
    comment="One domain of a task. C1",
)  # fmt: skip


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task with its counters, which always sum up to the total."""

    id: int
    task_no: str
    account_id: int
    kind: TaskKind
    profile_id: int | None
    contact_id: int | None
    lock_after: bool
    client_ip: str
    total: int
    waiting: int
    executing: int
    succeeded: int
    failed: int
    acknowledged: int
    cancelled_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @property
    def finished(self) -> bool:
        """Every item is final, whether good or bad."""
        return self.succeeded + self.failed == self.total


class Item(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An item as the query actions show it."""

    seq: int
    domain_name: str
    instance_id: str
    detail_no: str
    state: int
    attempts: int
    reason: str | None
    message: str | None
    updated_at: Instant


OF_CALLERS = tasks.c.kind.not_in([sa.literal_column(f"'{kind.value}'") for kind in TaskKind if not kind.of_callers])
"""What restricts a statement to tasks that a call asked for."""


TASK_COLUMNS = [getattr(tasks.c, name) for name in Task.__struct_fields__]
"""The columns that ``task_of`` makes a Task of."""

_GET = Prepared(lambda: sa.select(*TASK_COLUMNS).where(tasks.c.id == sa.bindparam("number")))
_BY_NUMBER = Prepared(
    lambda: sa.select(*TASK_COLUMNS).where(
        tasks.c.task_no == sa.bindparam("task_no"), tasks.c.account_id == sa.bindparam("account_id"), OF_CALLERS
    )
)


def get(session: Session, task_id: int) -> Task:
    """The task of this row id."""
    (row,) = _GET.run(session, number=task_id).fetchall()
    return task_of(session, row)


def label(session: Session, task_id: int) -> tuple[str, str | None]:
    """The number by which people know the task of this row id, and the trace of the call that asked for it."""
    row = session.execute(sa.select(tasks.c.task_no, tasks.c.trace).where(tasks.c.id == task_id)).one()
    return row.task_no, row.trace


def by_number(session: Session, account_id: int, task_no: str) -> Task | None:
    """The account's task of this number, if a call asked for it."""
    row = _BY_NUMBER.run(session, task_no=task_no, account_id=account_id).fetchone()
    return None if row is None else task_of(session, row)


def find(session: Session, task_no: str) -> Task | None:
    """The task of this number, whosever it is; for operators."""
    row = session.execute(sa.select(*TASK_COLUMNS).where(tasks.c.task_no == task_no)).first()
    return None if row is None else task_of(session, tuple(row))


def page(
    session: Session,
    account_id: int | None,
    number: int,
    size: int,
    *,
    created_from: Instant | None = None,
    created_before: Instant | None = None,
) -> Page[Task]:
    """One page of the tasks an account's calls asked for, newest first.

    All accounts' tasks, and those that nobody called for, when no account is given (operators).
    """
    if account_id is not None and created_from is None and created_before is None:
        total = _HOW_MANY.run(session, account=account_id).fetchone()[0]
        rows = _NEWEST.run(session, account=account_id, size=size, first=(number - 1) * size)
        return Page([task_of(session, row) for row in rows], number, size, total)
    where: list[sa.ColumnElement[bool]] = []
    if account_id is not None:
        where += [OF_CALLERS, tasks.c.account_id == account_id]
    if created_from is not None:
        where.append(tasks.c.created_at >= created_from)
    if created_before is not None:
        where.append(tasks.c.created_at < created_before)
    total = session.execute(sa.select(sa.func.count()).select_from(tasks).where(*where)).scalar_one()
    rows = session.execute(
        sa.select(*TASK_COLUMNS).where(*where).order_by(tasks.c.id.desc()).limit(size).offset((number - 1) * size)
    )
    return Page([task_of(session, tuple(row)) for row in rows], number, size, total)


def _of_an_account(chosen: sa.Select[Any]) -> sa.Select[Any]:
    return chosen.where(OF_CALLERS, tasks.c.account_id == sa.bindparam("account"))


_HOW_MANY = Prepared(lambda: _of_an_account(sa.select(sa.func.count()).select_from(tasks)))
_NEWEST = Prepared(
    lambda: (
        _of_an_account(sa.select(*TASK_COLUMNS))
        .order_by(tasks.c.id.desc())
        .limit(sa.bindparam("size", type_=sa.Integer))
        .offset(sa.bindparam("first", type_=sa.Integer))
    )
)
"""What pollers ask all day: the tasks of an account, whenever they were made."""


ITEM_COLUMNS = [getattr(items.c, name) for name in Item.__struct_fields__]
"""The columns an Item is made of, in the order of its fields."""

_ITEM_RANGE = Prepared(
    lambda: (
        sa.select(*ITEM_COLUMNS)
        .where(
            items.c.task_id == sa.bindparam("task_id"),
            items.c.seq >= sa.bindparam("first"),
            items.c.seq <= sa.bindparam("last"),
        )
        .order_by(items.c.seq)
    )
)


def items_page(session: Session, task: Task, number: int, size: int) -> Page[Item]:
    """One page of a task's items; any page costs what the first costs."""
    first = (number - 1) * size + 1
    found = _ITEM_RANGE.structures(session, Item, task_id=task.id, first=first, last=first + size - 1)
    return Page(found, number, size, task.total)


def task_of(session: Session, row: Sequence[Any]) -> Task:
    """The task of a row of ``TASK_COLUMNS``, as SQLAlchemy or the driver gives it: to SQLite's a truth value is a number."""
    values = dict(zip(Task.__struct_fields__, row, strict=True))
    values["kind"] = TaskKind(values["kind"])
    values["lock_after"] = bool(values["lock_after"])
    if values["client_ip"] is not None:
        values["client_ip"] = session.vault.open_text(
            "tasks.client_ip", values["account_id"], values["task_no"], values["client_ip"]
        )
    return Task(**values)


A_REVIEWERS = (Reason.DOCUMENT_IN_REVIEW.code, Reason.REAL_NAME_IN_REVIEW.code)
"""Reasons of items that a reviewer lets go on or ends; no worker has them."""

_UNDER_WAY = (ItemState.WAITING, ItemState.EXECUTING, ItemState.LATER)


def any_under_way(session: Session) -> bool:
    """Whether anything is left that Freehold itself has to do; what waits for a registry or a person does not count."""
    under_way = sa.select(items.c.task_id).where(
        items.c.busy_domain_id.is_not(None),
        items.c.state.in_([int(state) for state in _UNDER_WAY]),
        sa.or_(items.c.reason.is_(None), items.c.reason.not_in(A_REVIEWERS)),
    )
    return session.execute(under_way.limit(1)).first() is not None
