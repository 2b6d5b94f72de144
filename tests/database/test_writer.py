"""The one writer: groups, savepoints, and what a failure leaves."""

import asyncio
import os
import threading

import pysqlite3
import pytest
import sqlalchemy as sa

from freehold.db.engine import CannotOpen, Database
from freehold.db.vault import Vault
from freehold.db.writer import StoreFailed


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/freehold.db", Vault(os.urandom(32)))
    database.write_now(lambda session: session.execute(sa.text("CREATE TABLE notes (number INTEGER PRIMARY KEY)")))
    yield database
    database.close()


def put(number):
    return lambda session: session.execute(sa.text("INSERT INTO notes VALUES (:number)"), {"number": number})


def numbers(database):
    with database.reading() as session:
        return [row.number for row in session.execute(sa.text("SELECT number FROM notes ORDER BY number"))]


def test_what_was_written_is_read(database):
    database.write_now(put(1))

    assert numbers(database) == [1]


def test_a_piece_that_raises_undoes_its_own_part_only(database):
    """REL-1, SEC-6: calls share a commit, not their fate."""
    gate = threading.Event()
    database.write_soon(lambda session: gate.wait())
    good = [database._writer.submit(put(number)) for number in (1, 2)]
    bad = database._writer.submit(put(1))
    last = database._writer.submit(put(3))

    gate.set()

    for future in (*good, last):
        future.result(5)
    with pytest.raises(sa.exc.IntegrityError):
        bad.result(5)
    assert numbers(database) == [1, 2, 3]


def test_a_group_that_the_database_undid_is_undone_for_all(database):
    """As with a full disk: nobody is told that his part was kept, and none is kept by a transaction of its own."""
    gate = threading.Event()
    database.write_now(put(7))
    database.write_soon(lambda session: gate.wait())
    before = database._writer.submit(put(1))
    undoes = database._writer.submit(
        lambda session: session.execute(sa.text("INSERT OR ROLLBACK INTO notes VALUES (7)"))
    )
    behind = database._writer.submit(put(2))

    gate.set()

    with pytest.raises(sa.exc.IntegrityError):
        undoes.result(5)
    for future in (before, behind):
        with pytest.raises(StoreFailed):
            future.result(5)
    assert numbers(database) == [7]
    database.write_now(put(3))
    assert numbers(database) == [3, 7]


def test_an_inner_savepoint_keeps_what_came_before_it(database):
    def work(session):
        put(1)(session)
        try:
            with session.savepoint():
                put(2)(session)
                raise LookupError
        except LookupError:
            put(3)(session)

    database.write_now(work)

    assert numbers(database) == [1, 3]


def test_writes_are_awaited_on_a_loop(database):
    async def both():
        await asyncio.gather(database.write(put(1)), database.write(put(2)))

    asyncio.run(both())

    assert numbers(database) == [1, 2]


def test_a_full_disk_fails_the_group_and_the_store_goes_on(database):
    """INV-19: nothing is said to be durable that is not."""
    pages = lambda session: session.raw.execute("PRAGMA page_count").fetchone()[0]  # noqa: E731
    with database.reading() as session:
        limit = pages(session)

    def fill(session):
        session.raw.execute("CREATE TABLE large (body BLOB)")
        session.raw.execute("INSERT INTO large VALUES (zeroblob(1000000))")

    database.write_now(lambda session: session.raw.execute(f"PRAGMA max_page_count={limit + 1}").fetchone())
    with pytest.raises((StoreFailed, pysqlite3.OperationalError, sa.exc.OperationalError)):
        database.write_now(fill)
    database.write_now(lambda session: session.raw.execute("PRAGMA max_page_count=1000000").fetchone())
    database.write_now(put(7))

    assert numbers(database) == [7]
    assert database.healthy


def test_a_second_engine_on_the_file_is_refused(database, tmp_path):
    with pytest.raises(CannotOpen) as refused:
        Database(f"sqlite:///{tmp_path}/freehold.db", Vault(os.urandom(32)))

    assert str(refused.value) == "freehold.db is in use by another Freehold. Stop that one first."


def test_the_journal_survives_a_power_cut_by_setting(database):
    """REL-1: WAL with synchronous FULL."""

    def settings(session):
        return [session.raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert database.write_now(settings) == ["wal", 2]


def test_the_library_is_new_enough(database):
    """REL-2."""
    with database.reading() as session:
        version = session.execute(sa.text("SELECT sqlite_version()")).scalar_one()

    assert tuple(map(int, version.split("."))) >= (3, 51, 3)
