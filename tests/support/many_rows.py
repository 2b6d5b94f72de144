"""A store of very many domains and finished rows, multiplied within the database out of a few real ones."""

import sqlalchemy as sa

from freehold.store.accounts import accounts
from freehold.store.domains import domains
from freehold.store.tasks import items, tasks

_NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
_A_TASK = 10_000


def multiply_domains(session, count):
    """Copies of the first domain until there are so many; unlike it in name, instance, and what follows from these."""
    last = session.execute(sa.select(sa.func.max(domains.c.id))).scalar_one()
    unlike = {
        "id": f"{last} + n", "name": "'many-' || n || '.com'", "name_unicode": "'many-' || n || '.com'",
        "instance_id": "'S' || n", "no_transfer_until": "NULL", "no_transfer_task_id": "NULL", "lift_lock_at": "NULL",
        "registered_at": "registered_at + n", "expires_at": "expires_at + n",
    }  # fmt: skip
    _multiply(session, domains, count - last, unlike, "id = (SELECT min(id) FROM domains)")


def multiply_finished(session, count):
    """Copies of the first task, which must be finished, with so many rows in all."""
    last = session.execute(sa.select(sa.func.max(tasks.c.id))).scalar_one()
    largest = session.execute(sa.select(sa.func.max(domains.c.id))).scalar_one()
    many = count // _A_TASK
    sizes = {"total": str(_A_TASK), "succeeded": str(_A_TASK)}
    unlike = {"id": f"{last} + n", "task_no": "'many-' || n", **sizes}
    _multiply(session, tasks, many, unlike, "id = (SELECT min(id) FROM tasks)")
    owner = sa.select(tasks.c.account_id).order_by(tasks.c.id).limit(1).scalar_subquery()
    more = accounts.c.untold + many * _A_TASK
    session.execute(accounts.update().where(accounts.c.id == owner).values(untold=more))
    # In pieces, as the numbers of one piece are those of one task's rows.
    for task in range(1, many + 1):
        row = {"task_id": str(last + task), "seq": "n", "domain_id": f"1 + (n + {task * _A_TASK}) % {largest}"}
        wanted = {name: text for name, text in row.items() if name in items.c}
        _multiply(session, items, _A_TASK, wanted, "task_id = (SELECT min(id) FROM tasks) AND seq = 1")


def _multiply(session, table, count, unlike, which):
    names = [column.name for column in table.columns]
    chosen = ", ".join(unlike.get(name, name) for name in names)
    session.execute(
        sa.text(
            f"INSERT INTO {table.name} ({', '.join(names)}) {_NUMBERS.format(count=count)}"
            f"SELECT {chosen} FROM {table.name}, numbers WHERE {which}"
        )
    )
