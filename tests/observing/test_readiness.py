"""``/healthz`` says that the process lives, ``/readyz`` what keeps it from taking calls (REL-24)."""

import asyncio
import json

import pytest
import sqlalchemy as sa

from freehold.app import App
from freehold.clock import SystemClock
from freehold.db.schema import installation
from freehold.opening import open_store
from freehold.operations.readiness import Readiness
from freehold.settings import Settings
from freehold.web import asgi
from support.asked_at_the_door import ask


@pytest.fixture
def app(tmp_path):
    store = open_store(tmp_path)
    app = App(Settings(data=tmp_path), store, SystemClock())
    yield app
    app.queue.close()
    app._loop.close()
    app._dbos_engine.dispose()
    store.close()


def test_a_process_that_lives_says_so_whatever_else_is_wrong(app):
    assert ask(asgi.create(app), "/healthz") == (200, b'{"status": "alive"}')


def test_before_the_start_the_engine_is_lacking(app):
    status, body = ask(asgi.create(app), "/readyz")

    assert (status, json.loads(body)) == (503, {"status": "not ready", "lacks": {"engine": "it is starting"}})


def test_a_started_program_is_ready_and_a_stopping_one_is_not(tmp_path):
    app = App(Settings(data=tmp_path), open_store(tmp_path), SystemClock())
    door = asgi.create(app)
    app.start()
    try:
        assert ask(door, "/readyz") == (200, b'{"status": "ready"}')
        app._stopping.set()
        assert ask(door, "/readyz")[0] == 503
    finally:
        app.stop()


def lacks(database):
    return asyncio.run(Readiness(database, lambda: "").lacks())


def test_a_database_of_another_schema_is_told(database):
    database.write_now(lambda session: session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))

    assert lacks(database) == {"schema": "the database is at 9999, this program at 0001"}


def test_a_database_of_another_key_is_told(database):
    database.write_now(
        lambda session: session.execute(installation.update().where(installation.c.name == "key").values(value=b"0"))
    )

    assert lacks(database) == {"key": "the database was made with another key"}


@pytest.mark.sqlite_alone
def test_a_disk_that_takes_no_write_is_told(database):
    """A full disk: the file may not grow by a page more."""
    database.write_now(lambda session: session.execute(sa.text("PRAGMA query_only = ON")))

    assert lacks(database) == {"store": "a write could not be made durable"}


def test_a_writer_that_stands_still_is_told_and_given_no_further_write(database, monkeypatch):
    monkeypatch.setattr("freehold.operations.readiness._PATIENCE_SECONDS", 0.05)
    release = asyncio.Event()

    async def story():
        loop = asyncio.get_running_loop()

        def stand_still(_session):
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(30)

        standing = asyncio.create_task(database.write(stand_still))
        readiness = Readiness(database, lambda: "")
        first, second = await readiness.lacks(), await readiness.lacks()
        waiting = database.writer.waiting
        release.set()
        await standing
        await readiness._trial
        return first, second, waiting, await readiness.lacks()

    first, second, waiting, after = asyncio.run(story())

    assert first == second == {"store": "a write was not durable within 0.05 s"}
    assert waiting <= 1
    assert after == {}
