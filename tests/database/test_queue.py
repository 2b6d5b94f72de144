"""The queue of chunks, on the durable execution library's own tables."""

import contextlib
import threading

import sqlalchemy as sa

from freehold.db import compiled
from freehold.engine.launch import ALONE, launch, stop
from freehold.engine.queue import QUEUE, Queue
from freehold.engine.stranded import Stranded
from freehold.opening import open_store


def test_the_queue_is_there_before_the_engine_starts(tmp_path):
    """A private call of the library makes its tables; this fails when it disappears."""
    database = open_store(tmp_path / "data")
    engine = database.engine_for_dbos()
    queue = Queue(engine)

    queue.register(4)
    queue.register(4)

    with database.reading() as session:
        assert session.execute(sa.text("SELECT name FROM queues")).scalars().all() == [QUEUE]
    queue.close()
    engine.dispose()
    database.close()


def test_a_workflow_that_is_begun_and_that_nobody_performs_is_put_back_at_the_second_look(tmp_path):
    database = open_store(tmp_path / "data")
    engine = database.engine_for_dbos()
    queue = Queue(engine)
    queue.register(4)
    stranded = Stranded(queue, lambda: ALONE)

    def states():
        with database.reading() as session:
            text = "SELECT workflow_uuid, status FROM workflow_status ORDER BY workflow_uuid"
            return {row.workflow_uuid: row.status for row in session.execute(sa.text(text))}

    for number in (1, 2, 3):
        database.write_now(lambda session, chunk=number: queue.enqueue(session, 1, chunk, 1, "north", 0, 1000))
    begin = f"UPDATE workflow_status SET status = 'PENDING', executor_id = '{ALONE}' WHERE workflow_uuid <> '1:3:1'"
    database.write_now(lambda session: session.execute(sa.text(begin)))

    with stranded.performing(1, 1, 1):
        assert (stranded.look(), states()) == (0, {"1:1:1": "PENDING", "1:2:1": "PENDING", "1:3:1": "ENQUEUED"})
        assert (stranded.look(), states()) == (1, {"1:1:1": "PENDING", "1:2:1": "ENQUEUED", "1:3:1": "ENQUEUED"})
    assert [stranded.look(), stranded.look(), stranded.look()] == [0, 1, 0]
    assert set(states().values()) == {"ENQUEUED"}
    queue.close()
    engine.dispose()
    database.close()


def test_the_library_looks_for_chunks_when_it_is_told_to(tmp_path):
    """Two private functions of the library are replaced; this fails when it stops calling them."""
    database = open_store(tmp_path / "data")
    engine = database.engine_for_dbos()
    queue = Queue(engine)
    queue.register(4)
    performed, asked = threading.Event(), []

    class Told:
        def due(self):
            asked.append(True)
            return len(asked) > 3

        def moved(self):
            pass

    launch(engine, ALONE, lambda *_place: performed.set(), Told())
    try:
        database.write_now(lambda session: queue.enqueue(session, 1, 1, 1, "north", 0, 1000))
        assert performed.wait(20)
        assert len(asked) > 3
    finally:
        stop(1)
        queue.close()
        engine.dispose()
        database.close()


def test_what_is_enqueued_together_is_what_the_library_writes_by_itself(database, monkeypatch):
    """A private function of the library is replaced; this fails when it stops calling it, or writes other columns."""
    engine = database.engine_for_dbos()
    queue = Queue(engine)
    queue.register(1)

    def enqueue(session, task_id):
        for chunk in (1, 2, 1):
            queue.enqueue(session, task_id, chunk, 1, "north", 3, 1000, delay_seconds=60.0 * (chunk - 1))

    def ours(session):
        enqueue(session, 771)
        with contextlib.suppress(Undone), session.savepoint():
            queue.enqueue(session, 771, 3, 1, "north", 3, 1000)
            raise Undone
        assert calls == []

    calls = []
    monkeypatch.setattr(compiled._Insert, "run", counted(compiled._Insert.run, calls))
    database.write_now(ours)
    by_itself = queue._client.enqueue_in_transaction
    with engine.begin() as connection:
        monkeypatch.setattr(queue._client, "enqueue_in_transaction", lambda _, *told: by_itself(connection, *told))
        enqueue(NoSession(), 772)

    assert (len(calls), len(rows_of(database, 771))) == (2, 4)
    assert rows_of(database, 771) == rows_of(database, 772)
    queue.close()
    engine.dispose()


class Undone(Exception):
    """A part is undone that enqueued something."""


class NoSession:
    """Nothing is left for the end of a transaction."""

    def at_end(self, work, entries):
        assert entries == []


def rows_of(database, task_id):
    """The library's rows of a task's workflows, as text."""
    told = []
    with database.reading() as session:
        for table in ("workflow_status", "workflow_input"):
            schema = "" if session.dialect == "sqlite" else "dbos."
            text = f"SELECT * FROM {schema}{table} WHERE workflow_uuid LIKE '{task_id}:%' ORDER BY workflow_uuid"
            rows = [dict(row._mapping) for row in session.execute(sa.text(text))]
            told += [
                {name: str(row[name]).replace(str(task_id), "TASK") for name in row if name not in OWN} for row in rows
            ]
    return told


OWN = {
    "workflow_uuid", "creator_xid", "created_at", "updated_at", "delay_until_epoch_ms", "retention_timestamp",
}  # fmt: skip
"""What differs between two workflows of the same kind."""


def counted(function, calls):
    def run(*arguments):
        calls.append(arguments)
        return function(*arguments)

    return run
