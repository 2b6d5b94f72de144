"""What pieces of work of one group share, and what each has for itself; on either database."""

import threading

import pytest
import sqlalchemy as sa

from freehold.db.writer import StoreFailed

NOTES = "CREATE TABLE notes (number INTEGER PRIMARY KEY)"


@pytest.fixture
def notes(database):
    database.write_now(lambda session: session.execute(sa.text(NOTES)))
    return Notes(database)


class Notes:
    """Numbers in a table, written by pieces that come together."""

    def __init__(self, database):
        self._database = database

    def together(self, *pieces):
        """Hand pieces over that run in one group; (result or exception of each)."""
        gate = threading.Event()
        self._database.write_soon(lambda session: gate.wait())
        submit = self._database.writer.submit
        waiting = [submit(work, by_parts=by_parts) for work, by_parts in pieces]
        gate.set()
        return [future.exception(20) or future.result() for future in waiting]

    def there(self):
        with self._database.reading() as session:
            return list(session.execute(sa.text("SELECT number FROM notes ORDER BY number")).scalars())


def put(session, number):
    session.execute(sa.text("INSERT INTO notes VALUES (:number)"), {"number": number})
    return number


class Undone(Exception):
    """A piece gives up."""


def test_a_piece_by_parts_keeps_what_it_did_outside_of_its_savepoint(notes):
    """SEC-6: a refusal undoes what the action did, and the nonce stays used."""

    def work(session):
        put(session, 1)
        with session.savepoint():
            put(session, 2)
            raise Undone

    before, given_up, behind = notes.together(
        (lambda session: put(session, 7), False), (work, True), (lambda session: put(session, 8), True)
    )

    assert (before, type(given_up), behind) == (7, Undone, 8)
    assert notes.there() == [1, 7, 8]


@pytest.mark.postgresql_alone
def test_a_statement_that_fails_outside_of_a_savepoint_fails_the_group(notes):
    """PostgreSQL takes the commit for a rollback, and says nothing: nobody may be told that his part was kept."""
    before, failed, behind = notes.together(
        (lambda session: put(session, 1), False),
        (lambda session: put(session, 1), True),
        (lambda session: put(session, 2), False),
    )

    assert [type(before), type(failed), type(behind)] == [StoreFailed, sa.exc.IntegrityError, StoreFailed]
    assert notes.there() == []
    assert notes.together((lambda session: put(session, 3), True)) == [3]


def test_what_is_left_for_the_end_is_done_once_for_all_and_forgotten_with_its_savepoint(notes):
    told = []

    def at_end(session, numbers):
        told.append(numbers)
        for number in numbers:
            put(session, number)

    def leaves(*numbers, gives_up=False):
        def work(session):
            session.at_end(at_end, numbers)
            assert told == []
            if gives_up:
                raise Undone

        return work, False

    def inner(session):
        session.at_end(at_end, [4])
        with session.savepoint():
            session.at_end(at_end, [5])
            raise Undone

    notes.together(leaves(1, 2), leaves(3, gives_up=True), (inner, True), leaves(6))

    assert told == [[1, 2, 4, 6]]
    assert notes.there() == [1, 2, 4, 6]


def test_what_fails_at_the_end_fails_the_group(notes):
    def work(session):
        session.at_end(lambda session, numbers: put(session, *numbers), [1])

    failed, other = notes.together((work, False), (lambda session: put(session, 1), False))

    assert [type(failed), type(other)] == [StoreFailed, StoreFailed]
    assert notes.there() == []
