"""Accounts kept apart: whatever a row of an account refers to is of the same account.

Read off the definitions, so that a new table is covered: every reference between two tables that both name their account,
and those that the definitions do not hold, written out.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from freehold.integrity.check import Check, count_of
from freehold.opening import every_table
from freehold.store.accounts import accounts
from freehold.store.domains import domains
from freehold.store.nonces import nonces
from freehold.store.profiles import profiles
from freehold.store.tasks import OF_CALLERS, items, tasks

_ACCOUNT = "account_id"


def _apart(name: str, child: Any, column: str, parent: Any, key: str = "id") -> Check:
    other = parent.alias("other")
    return Check(
        13,
        name,
        f"A row of {child.name} of account {{account}} refers by {column} to {{value}} of {parent.name}, "
        "which is of account {other_account}.",
        count_of(child, child.c[column].is_not(None)),
        sa.select(
            child.c[_ACCOUNT].label("account"),
            child.c[column].label("value"),
            other.c[_ACCOUNT].label("other_account"),
        )
        .join(other, other.c[key] == child.c[column])
        .where(other.c[_ACCOUNT] != child.c[_ACCOUNT]),
    )


def _references() -> Iterator[Check]:
    for table in every_table():
        if _ACCOUNT not in table.c:
            continue
        for column in table.c:
            for reference in column.foreign_keys:
                parent = reference.column.table
                if _ACCOUNT in parent.c and column.name != _ACCOUNT:
                    name = f"{table.name}-{column.name}".replace("_", "-")
                    yield _apart(name, table, column.name, parent, reference.column.name)


ITEMS_AND_DOMAINS = Check(
    13,
    "items-domain-id",
    "Item {seq} of task {task_no} of account {account} is for {name}, which is of account {other_account}.",
    count_of(items),
    sa.select(
        items.c.seq,
        tasks.c.task_no,
        tasks.c.account_id.label("account"),
        domains.c.name,
        domains.c.account_id.label("other_account"),
    )
    .join(tasks, tasks.c.id == items.c.task_id)
    .join(domains, domains.c.id == items.c.domain_id)
    .where(domains.c.account_id != tasks.c.account_id),
)

NONCES_ARE_USED_ONCE = Check(
    15,
    "nonces-are-used-once",
    "Key {key_id} used a nonce {rows} times.",
    count_of(nonces),
    sa.select(nonces.c.key_id, sa.func.count().label("rows"))
    .group_by(nonces.c.key_id, nonces.c.nonce)
    .having(sa.func.count() > 1),
)

_held = sa.func.count(domains.c.id)

DOMAINS_ARE_COUNTED = Check(
    12,
    "domains-held",
    "Account {name} holds {domains_held} domains by its own count; there are {rows}.",
    count_of(accounts),
    sa.select(accounts.c.name, accounts.c.domains_held, _held.label("rows"))
    .select_from(accounts.outerjoin(domains, domains.c.account_id == accounts.c.id))
    .group_by(accounts.c.id, accounts.c.name, accounts.c.domains_held)
    .having(_held != accounts.c.domains_held),
)

_left = sa.func.coalesce(sa.func.sum(tasks.c.succeeded + tasks.c.failed - tasks.c.acknowledged), 0)

UNTOLD_ITEMS_ARE_COUNTED = Check(
    12,
    "untold-items",
    "Account {name} has {untold} ended items to acknowledge by its own count; by its tasks there are {rows}.",
    count_of(accounts),
    sa.select(accounts.c.name, accounts.c.untold, _left.label("rows"))
    .select_from(accounts.outerjoin(tasks, sa.and_(tasks.c.account_id == accounts.c.id, OF_CALLERS)))
    .group_by(accounts.c.id, accounts.c.name, accounts.c.untold)
    .having(_left != accounts.c.untold),
)

CHECKS = (
    *_references(),
    _apart("tasks-profile-id", tasks, "profile_id", profiles),
    ITEMS_AND_DOMAINS,
    NONCES_ARE_USED_ONCE,
    DOMAINS_ARE_COUNTED,
    UNTOLD_ITEMS_ARE_COUNTED,
)
