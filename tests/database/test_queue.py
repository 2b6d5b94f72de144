"""The queue of chunks, on the durable execution library's own tables."""

import sqlalchemy as sa

from freehold.engine.queue import QUEUE, Queue
from freehold.opening import open_store


def test_the_queue_is_there_before_the_engine_starts(tmp_path):
    """A private call of the library makes its tables; this fails when it disappears."""
    database = open_store(tmp_path / "data")
    engine = database.engine_for_dbos()
    queue = Queue(engine)

    queue.register()
    queue.register()

    with database.reading() as session:
        assert session.execute(sa.text("SELECT name FROM queues")).scalars().all() == [QUEUE]
    queue.close()
    engine.dispose()
    database.close()
