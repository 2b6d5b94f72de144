"""A PostgreSQL database that may have gone back in time is noticed: by a process at work on it, and at the next start."""

import time

import psycopg
import pytest
import sqlalchemy as sa

from freehold.clock import wait
from freehold.db import histories
from freehold.db.engine import CannotOpen, Database
from freehold.db.histories import History
from freehold.db.vault import Vault
from freehold.db.watching import Watch
from freehold.db.writer import StoreFailed
from freehold.opening import copy_store, open_store
from freehold.store import nonces, restores
from freehold.terms.instants import Instant
from support.postgres import SECRET_KEY
from support.postgres_nodes import pair
from support.waiting import until

NOW = Instant(1_767_323_045_000)
HERE = History(server="1", timeline="00000001", database="5", waited=False)


@pytest.mark.parametrize(
    ("waited", "server", "timeline", "database", "goes_on"),
    [
        (False, "1", "00000001", "5", True),
        (True, "1", "00000002", "5", True),
        (False, "1", "00000002", "5", False),
        (True, "1", "00000000", "5", False),
        (True, "2", "00000001", "5", False),
        (True, "1", "00000001", "6", False),
    ],
    ids=[
        "where it was",
        "a failover that lost nothing",
        "one that may have",
        "back to the primary of before",
        "another server",
        "another database",
    ],
)
def test_what_surely_has_all_that_was_committed(waited, server, timeline, database, goes_on):
    before = History(server="1", timeline="00000001", database="5", waited=waited)
    after = History(server=server, timeline=timeline, database=database, waited=False)

    assert before.goes_on_in(after) is goes_on


def marked(url, data):
    """The mark of a store after a start on it."""
    store = open_store(data, url=url)
    try:
        with store.reading() as session:
            return restores.find(session)
    finally:
        store.close()


def test_a_database_that_was_loaded_from_a_dump_is_marked_and_one_that_was_opened_again_is_not(postgres, tmp_path):
    """Whoever loads a dump has another database: here one that is made as a copy."""
    data = tmp_path / "data"
    with postgres.database(data) as url:
        assert marked(url, data) is None
        store = open_store(data, url=url)
        store.write_now(lambda session: nonces.use(session, "key", "one", NOW))
        store.close()
        assert marked(url, data) is None

        name = sa.make_url(url).database
        with postgres.empty_database(f"TEMPLATE {name}") as loaded:
            beside = open_store(data, url=loaded, make=False)
            assert beside.goes_back()
            beside.close()
            found = marked(loaded, data)
            assert (found.made_at, found.from_backup) == (NOW, False)
            # It stays marked, and is not marked anew.
            assert marked(loaded, data) == found


def test_a_server_that_does_not_tell_its_history_is_refused(postgres):
    with postgres.empty_database() as url:
        name = sa.make_url(url).database
        user = f"user_of_{name}"
        postgres.run(f"CREATE USER {user}")
        postgres.run("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public", name)
        try:
            with pytest.raises(
                CannotOpen, match=r"^PostgreSQL does not tell which history it is on: permission denied"
            ):
                Database(sa.make_url(url).set(username=user).render_as_string(hide_password=False), Vault(SECRET_KEY))
        finally:
            postgres.run(f"DROP USER {user}")


def test_a_clock_that_is_wrong_is_told_of_once(postgres, monkeypatch, caplog):
    with postgres.empty_database() as url, psycopg.connect(url) as connection:
        watch = Watch()
        watch.look(connection)
        assert caplog.messages == []

        right = time.time_ns
        monkeypatch.setattr(time, "time_ns", lambda: right() - 600 * 10**9)
        watch.look(connection)
        watch.look(connection)

    assert caplog.messages == [
        "the clock of this machine is 600 s behind the database's: what waits may wait so much longer; keep both with NTP"
    ]


def test_a_copy_to_another_database_goes_on_from_there(postgres, tmp_path):
    data = tmp_path / "data"
    with postgres.database(data) as url, postgres.empty_database() as target:
        assert marked(url, data) is None
        copy_store(data, url, target)

        assert marked(target, data) is None


@pytest.mark.parametrize(
    "waited_for", [pytest.param(True, marks=pytest.mark.long), False], ids=["waited for", "not waited for"]
)
def test_a_process_writes_after_a_failover_that_lost_nothing_and_after_no_other(waited_for, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "master.key").write_bytes(SECRET_KEY)
    (data / "master.key").chmod(0o600)
    with pair(waited_for=waited_for) as servers:
        store = open_store(data, url=servers.url)
        told = []
        store.when_failed(lambda: told.append("gone back"))
        try:
            servers.fail_over()
            until(lambda: servers.standby.run("SELECT pg_is_in_recovery()") == (False,))

            def write():
                store.write_now(lambda session: nonces.use(session, "key", "one", NOW))

            if waited_for:
                # The first may find the connection that died.
                until(lambda: succeeds(write), 20)
                store.look()
                assert (store.went_back, told, store.healthy) == (False, [], True)
                with store.reading() as session:
                    assert histories.remembered(session.connection) == store.history
            else:
                for _ in range(3):
                    with pytest.raises(StoreFailed):
                        write()
                with pytest.raises(store.away), store.reading() as session:
                    session.execute(sa.select(1))
                with pytest.raises(store.away):
                    store.write_aside(lambda session: nonces.use(session, "key", "one", NOW))
                assert (store.went_back, told, store.healthy) == (True, ["gone back"], False)
        finally:
            store.close()
        assert (marked(servers.url, data) is None) is waited_for


def test_a_commit_whose_wait_for_the_standby_was_ended_counts_when_the_standby_has_it(tmp_path):
    """INV-1: the server keeps it then, and says nothing of the standby; a failover would have forgotten it."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "master.key").write_bytes(SECRET_KEY)
    (data / "master.key").chmod(0o600)
    with pair(waited_for=True) as servers:
        store = open_store(data, url=servers.url)
        try:
            servers.hold_back()
            asked = store._writer.submit(lambda session: nonces.use(session, "key", "one", NOW))
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            until(lambda: servers.primary.run(ended))
            until(lambda: servers.primary.run("SELECT count(*) FROM nonces", "freehold") == (1,))
            wait(2)
            assert not asked.done()

            servers.let_on()

            assert asked.result(30)
            assert servers.standby.run("SELECT count(*) FROM nonces", "freehold") == (1,)
        finally:
            store.close()


def succeeds(work):
    try:
        work()
    except StoreFailed:
        return False
    return True
