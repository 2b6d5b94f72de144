"""Walking tasks and their rows by cursors: forward, back, whatever stands between, at one price (registrant-family.md, 9.3)."""

import re

import pytest

from freehold.store import new_tasks, task_history, tasks
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import SECOND, Instant
from freehold.terms.tasks import ItemState, TaskKind, detail_no, place_of
from support.office import NOW
from support.plans import plans

COUNT = 23


def number_of(number):
    return f"00000000-0000-4000-8000-{number:04x}00000000"


@pytest.fixture
def filled(house):
    """Tasks in threes of one instant, one of a stranger and one that nobody called for between; the last has 23 rows."""
    house.domains(house.ada, *(f"d{number}.example" for number in range(1, COUNT + 1)))
    names = [DomainName(f"d{number}.example") for number in range(1, COUNT + 1)]

    def fill(session):
        found = tasks_of(session)
        for number in range(1, COUNT + 1):
            asked = Instant(NOW + number // 3 * SECOND)
            for account, kind, digit in (
                (house.ada, TaskKind.CHANGE_REGISTRANT, 0),
                (house.cy, TaskKind.CHANGE_REGISTRANT, 1000),
                (house.ada, TaskKind.LIFT_TRANSFER_LOCK, 2000),
            ):
                task = NewTask(task_no=number_of(number + digit), account_id=account, kind=kind)
                whole = found if number == COUNT and not digit else found[:1]
                failed = [NewItem(one.id, one.name, one.instance_id, 0, "DomainExpired") for one in whole]
                new_tasks.add(session, task, failed, asked)

    def tasks_of(session):
        from freehold.store import domains

        return sorted(domains.candidates(session, house.ada, names), key=lambda one: one.id)

    house.write(fill)
    return house


def walked(first, step):
    """Follow the cursors from a page on; the pages."""
    pages = [first]
    while (cursor := step(pages[-1])) is not None:
        pages.append(cursor)
    return pages


@pytest.mark.parametrize("size", [1, 4, COUNT, 100])
def test_tasks_are_walked_forward_and_back_without_a_gap(filled, size):
    def page(start=None):
        return filled.read(lambda session: task_history.walk(session, filled.ada, size, start=start))

    forward = walked(page(), lambda last: None if last.next is None else page(last.next))
    back = walked(forward[-1], lambda last: None if last.previous is None else page(last.previous))

    assert [task.task_no for stretch in forward for task in stretch.rows] == [
        number_of(number) for number in range(COUNT, 0, -1)
    ]
    assert [stretch.rows[0] for stretch in back] == [stretch.rows[0] for stretch in reversed(forward)]


@pytest.mark.parametrize("size", [1, 4, COUNT, 100])
@pytest.mark.parametrize("states", [None, [ItemState.FAILED], [ItemState.WAITING]])
def test_rows_are_walked_forward_and_back_without_a_gap(filled, size, states):
    task = filled.read(lambda session: tasks.by_number(session, filled.ada, number_of(COUNT)))

    def page(first=1):
        return filled.read(lambda session: task_history.walk_items(session, task, size, first=first, states=states))

    forward = walked(page(), lambda last: None if last.next is None else page(last.next.seq))
    back = walked(forward[-1], lambda last: None if last.previous is None else page(last.previous.seq))

    wanted = [] if states == [ItemState.WAITING] else list(range(1, COUNT + 1))
    assert [row.seq for stretch in forward for row in stretch.rows] == wanted
    assert [stretch.rows[:1] for stretch in back] == [stretch.rows[:1] for stretch in reversed(forward)]


def test_a_time_alone_begins_with_the_newest_task_made_then(filled):
    at = Instant(NOW + 2 * SECOND + 500)
    found = filled.read(lambda session: task_history.walk(session, filled.ada, 2, no_later_than=at))

    assert [task.task_no for task in found.rows] == [number_of(8), number_of(7)]
    assert found.previous.task_no == number_of(10)


def test_a_row_is_found_by_its_number_and_by_no_other(filled):
    task = filled.read(lambda session: tasks.by_number(session, filled.ada, number_of(COUNT)))

    def found(**by):
        item = filled.read(lambda session: task_history.item_of(session, task, **by))
        return None if item is None else item.seq

    assert found(detail_no=detail_no(task.task_no, 7)) == found(domain_name="d7.example") == 7
    assert found(detail_no=detail_no(task.task_no, 7), domain_name="d8.example") is None
    assert found(detail_no=detail_no(number_of(1), 7)) is None
    assert found(detail_no="7" * 31) is None


@pytest.mark.parametrize("seq", [1, 255, 100_000, 2**31 - 1])
def test_a_rows_number_tells_its_place(seq):
    number = detail_no("880f1579-be51-4dd3-a69d-3f1e5b1c2d10", seq)

    assert re.fullmatch("[0-9a-f]{32}", number)
    assert place_of(number) == ("880f1579-be51-4dd3-a69d-3f1e", seq)


@pytest.mark.parametrize("number", ["", "x" * 32, "0" * 31, "0" * 33, "8" * 32, "0" * 32 + "\n", "０" * 32, "A" * 32])
def test_what_is_no_rows_number_tells_none(number):
    assert place_of(number) is None


@pytest.mark.sqlite_alone
def test_each_page_is_a_range_of_an_index(filled):
    """Nothing is sorted, and nothing before the page is read: depth costs nothing."""
    ada = filled.ada
    task = filled.read(lambda session: tasks.by_number(session, ada, number_of(9)))
    said = plans(filled, lambda session: task_history.walk(session, ada, 5, start=task))
    said += plans(filled, lambda session: task_history.walk_items(session, task, 5, first=2))

    assert said
    for plan in said:
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in plan), plan
    assert any("ix_tasks_account_creation" in step for step in said[0])
