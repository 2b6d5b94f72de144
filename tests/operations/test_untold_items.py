"""Rows that were not acknowledged, over all tasks of an account; on either database."""

import pytest
import sqlalchemy as sa

from freehold.store import acknowledgements, domains, new_tasks, tasks, untold_items
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.domain_name import DomainName
from freehold.terms.tasks import TaskKind, detail_numbers
from support.office import NOW
from support.plans import plans, rows_read_in_vain

SIZES = (1, 1, 5, 2, 17, 1, 1, 3)
"""Rows of ada's tasks, in their order."""


def number_of(number):
    return f"{number:08x}-be51-4dd3-a69d-3f1e5b1c2d10"


def add(house, account, number, size, kind=TaskKind.CHANGE_REGISTRANT):
    """A task of so many rows, all of which failed at once."""

    def work(session):
        names = [DomainName(f"d{place}.example") for place in range(size)]
        found = sorted(domains.candidates(session, house.ada, names), key=lambda one: one.id)
        rows = [NewItem(one.id, one.name, one.instance_id, 0, "DomainExpired") for one in found]
        new_tasks.add(session, NewTask(task_no=number_of(number), account_id=account, kind=kind), rows, NOW)

    house.write(work)


@pytest.fixture
def filled(house):
    house.domains(house.ada, *(f"d{place}.example" for place in range(max(SIZES))))
    for number, size in enumerate(SIZES):
        add(house, house.ada, number, size)
        add(house, house.cy, number + 100, 2)
        add(house, house.ada, number + 200, 2, TaskKind.LIFT_TRANSFER_LOCK)
    return house


def every_page(house, size, **which):
    first = house.read(lambda session: untold_items.page(session, house.ada, 1, size, **which))
    pages = range(1, first.total // size + 2)
    found = [house.read(lambda session, n=n: untold_items.page(session, house.ada, n, size, **which)) for n in pages]
    assert {page.total for page in found} == {first.total}
    assert all(len(page.rows) == size for page in found[: first.total // size])
    return first.total, [(row.task_no, row.item.seq) for page in found for row in page.rows]


@pytest.mark.parametrize("size", [1, 2, 3, 8, 30, 31, 32, 100])
def test_pages_of_any_size_are_all_rows_in_order(filled, size):
    wanted = [(number_of(number), seq) for number, rows in enumerate(SIZES) for seq in range(1, rows + 1)]

    assert every_page(filled, size) == (sum(SIZES), wanted)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_what_is_acknowledged_is_left_out_within_a_task_too(filled, size):
    gone = {(2, 1), (2, 2), (4, 9), (5, 1), (7, 3)}
    numbers = [detail_numbers(number_of(task))(seq) for task, seq in gone]
    filled.write(lambda session: acknowledgements.acknowledge(session, filled.ada, numbers, NOW))
    left = [
        (number_of(task), seq)
        for task, rows in enumerate(SIZES)
        for seq in range(1, rows + 1)
        if (task, seq) not in gone
    ]

    assert every_page(filled, size) == (sum(SIZES) - len(gone), left)
    assert every_page(filled, size, task_no=number_of(4)) == (16, [one for one in left if one[0] == number_of(4)])


def test_no_task_of_a_stranger_or_of_nobody_is_found_by_its_number(filled):
    for number in (100, 200, 999):
        assert every_page(filled, 10, task_no=number_of(number)) == (0, [])
        assert every_page(filled, 10, task_no=number_of(number), domain_name="d0.example") == (0, [])


@pytest.mark.sqlite_alone
def test_a_page_is_ranges_of_indexes(filled):
    said = plans(filled, lambda session: untold_items.page(session, filled.ada, 2, 5))

    assert said
    for plan in said:
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in plan), plan
    assert any("ix_tasks_untold" in step for plan in said for step in plan)


@pytest.mark.postgresql_alone
def test_what_was_acknowledged_since_the_database_counted_costs_nothing(filled):
    """PostgreSQL plans by what it counted last; a join of its own would begin with the oldest rows of all accounts."""
    names = [f"more{place}.example" for place in range(3000)]
    filled.domains(filled.ada, *names)

    def old(session):
        found = domains.candidates(session, filled.ada, [DomainName(name) for name in names])
        rows = [NewItem(one.id, one.name, one.instance_id, 0, "DomainExpired") for one in found]
        return new_tasks.add(
            session, NewTask(task_no=number_of(300), account_id=filled.ada, kind=TaskKind.CHANGE_REGISTRANT), rows, NOW
        )

    task_id = filled.write(old)
    for number in range(400, 410):
        add(filled, filled.ada, number, 3)
    with filled.store.engine_for_migrations() as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("ANALYZE"))

    def acknowledge(session):
        of_older = sa.select(tasks.tasks.c.task_no, tasks.items.c.seq).join_from(tasks.tasks, tasks.items)
        told = session.execute(of_older.where(tasks.tasks.c.id <= task_id, tasks.tasks.c.account_id == filled.ada))
        numbers = [detail_numbers(task_no)(seq) for task_no, seq in told]
        acknowledgements.acknowledge(session, filled.ada, numbers, NOW)

    filled.write(acknowledge)

    assert filled.read(lambda session: untold_items.page(session, filled.ada, 1, 20)).total == 30
    assert rows_read_in_vain(filled, lambda session: untold_items.page(session, filled.ada, 1, 20)) < 100
