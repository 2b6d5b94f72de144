"""PostgreSQL: what is refused at the start, writers of several processes, and what the loss of connections leaves."""

import os
import threading

import pytest
import sqlalchemy as sa

from freehold.clock import wait
from freehold.db import migrations, postgresql
from freehold.db.engine import CannotOpen, Database
from freehold.db.schema import installation, metadata
from freehold.db.shape import facts
from freehold.db.vault import Vault, WrongKey
from freehold.db.writer import StoreFailed
from freehold.opening import check_store, empty, migrate_store, open_store
from freehold.store import accounts, contacts, nonces
from freehold.terms.instants import Instant
from support.office import HOLDER
from support.whole_store import fill

NOW = Instant(1_767_323_045_000)


@pytest.fixture
def url(postgres):
    """A database without tables but one."""
    with postgres.empty_database() as address:
        with opened(address) as database:
            database.write_now(lambda session: session.raw.execute("CREATE TABLE notes (number INTEGER PRIMARY KEY)"))
        yield address


class opened:  # noqa: N801  read as a verb
    """A process's database, as far as the server can tell."""

    def __init__(self, url):
        self.url = url

    def __enter__(self):
        self.database = Database(self.url, Vault(b"k" * 32))
        return self.database

    def __exit__(self, *_):
        self.database.close()


def put(number):
    return lambda session: session.raw.execute("INSERT INTO notes VALUES (%s)", (number,))


def numbers(database):
    with database.reading() as session:
        return [row[0] for row in session.raw.execute("SELECT number FROM notes ORDER BY number")]


def test_what_was_written_is_read(url):
    with opened(url) as database:
        database.write_now(put(1))

        assert numbers(database) == [1]


def test_a_database_that_forgets_what_it_acknowledged_is_refused(postgres, url):
    """REL-1."""
    postgres.run(f"ALTER DATABASE {sa.make_url(url).database} SET synchronous_commit = off")

    with pytest.raises(CannotOpen, match=r"has synchronous_commit = off: a crash would lose accepted tasks\."):
        Database(url, Vault(b"k" * 32))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "encoding SQL_ASCII and sorts by C"),
        ("ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'", "encoding UTF8 and sorts by en"),
    ],
)
def test_a_database_that_sorts_in_another_order_is_refused(postgres, made, told):
    with postgres.empty_database(f"{made} TEMPLATE template0") as url, pytest.raises(CannotOpen) as refused:
        Database(url, Vault(b"k" * 32))

    assert str(refused.value) == (
        f"The database has {told}. Make one that sorts by code point: "
        "CREATE DATABASE freehold TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'."
    )


def test_what_an_administrator_set_for_everybody_does_not_hold_for_us(postgres, url):
    name = sa.make_url(url).database
    for setting in ("statement_timeout = 50", "idle_session_timeout = 100", "lock_timeout = 1"):
        postgres.run(f"ALTER DATABASE {name} SET {setting}")

    with opened(url) as database:
        database.write_now(lambda session: session.raw.execute("SELECT pg_sleep(0.3)"))
        with database.reading() as session:
            session.raw.execute("SELECT pg_sleep(0.3)")
        database.write_now(put(1))

        assert numbers(database) == [1]


def test_a_start_on_a_database_that_is_set_to_read_only_says_so(postgres, tmp_path):
    with postgres.database(tmp_path / "data") as url:
        postgres.run(f"ALTER DATABASE {sa.make_url(url).database} SET default_transaction_read_only = on")

        with pytest.raises(CannotOpen, match=r"cannot be used: it is set to read only"):
            open_store(tmp_path / "data", url=url)


def test_a_read_that_stood_still_for_too_long_is_told_to_come_back(url, monkeypatch):
    """As in a process that was frozen: the server ended its session, and the driver takes that for a mistake of ours."""
    monkeypatch.setitem(postgresql._OURS, "idle_in_transaction_session_timeout", 100)
    with opened(url) as database:

        def read_slowly():
            with database.reading() as session:
                session.execute(sa.select(1))
                wait(0.5)
                session.execute(sa.select(1))

        with pytest.raises(sa.exc.OperationalError):
            read_slowly()
        assert numbers(database) == []


def test_a_database_that_is_set_to_read_only_is_told_of_and_comes_back(postgres, url):
    """INV-19: the session that was told stays so; another one takes its place."""
    name = sa.make_url(url).database
    with opened(url) as database:
        postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        postgres.cut(url)

        for _ in range(3):
            with pytest.raises(StoreFailed):
                database.write_now(put(1))
            with pytest.raises(database.errors):
                database.write_aside(put(1))
        with pytest.raises(sa.exc.OperationalError) as refused, database.engine_for_migrations() as engine:
            engine.connect().begin()
        assert str(database.unreadable(refused.value)).endswith(
            "cannot be used: it is set to read only (default_transaction_read_only = on). "
            "Look at the address, the user's rights and the server's log."
        )

        postgres.run(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        database.write_now(put(1))
        database.write_aside(put(2))
        assert numbers(database) == [1, 2]


def test_a_server_that_is_not_there_is_told_of(postgres):
    with pytest.raises(CannotOpen, match=r"^PostgreSQL at 127.0.0.1, database nobody cannot be used: "):
        Database(postgres.url("nobody"), Vault(b"k" * 32))


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_processes_that_look_before_they_write_are_as_right_as_one(postgres, tmp_path, isolation):
    """Decision 0017: the next number of a contact is found by looking; whatever isolation the server begins with."""
    data = tmp_path / "data"
    with postgres.database(data) as url:
        postgres.run(f"ALTER DATABASE {sa.make_url(url).database} SET default_transaction_isolation = '{isolation}'")
        processes = [open_store(data, url=url) for _ in range(3)]
        account = processes[0].write_now(lambda session: accounts.create(session, "ada", NOW)).id
        gate = threading.Barrier(len(processes))
        failures = []

        def work(database):
            gate.wait()
            try:
                for _ in range(30):
                    database.write_now(lambda session: contacts.add(session, account, HOLDER, NOW))
            except Exception as error:  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=work, args=(database,)) for database in processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        with processes[0].reading() as session:
            assert len(contacts.many(session, list(range(1, 92)))) == 90
        for database in processes:
            database.close()


def test_a_frozen_process_does_not_stop_the_others(url, monkeypatch):
    monkeypatch.setitem(postgresql._OURS, "idle_in_transaction_session_timeout", 300)
    holding, thaw = threading.Event(), threading.Event()
    with opened(url) as frozen, opened(url) as other:
        late = frozen._writer.submit(lambda session: (put(1)(session), holding.set(), thaw.wait(30)))
        assert holding.wait(30)
        other.write_now(put(2))
        thaw.set()

        with pytest.raises(Exception, match=r"terminating|closed|lost|not make"):
            late.result(30)
        assert numbers(other) == [2]
        frozen.write_now(put(3))
        assert numbers(other) == [2, 3]


def test_connections_that_were_cut_between_calls_are_replaced(postgres, url):
    with opened(url) as database:
        database.write_now(put(1))
        numbers(database)

        postgres.cut(url)

        assert numbers(database) == [1]
        database.write_now(put(2))
        assert numbers(database) == [1, 2]


def test_a_connection_cut_within_a_group_fails_it_whole_and_the_store_goes_on(postgres, url):
    with opened(url) as database:
        group = threading.Event()
        database.write_soon(lambda session: group.wait(30))
        good = database._writer.submit(put(1))
        bad = database._writer.submit(lambda session: (postgres.cut(url), put(2)(session)))
        group.set()

        with pytest.raises(StoreFailed):
            good.result(30)
        with pytest.raises((*database.errors, StoreFailed, sa.exc.DBAPIError)):
            bad.result(30)
        assert numbers(database) == []
        database.write_now(put(3))
        assert numbers(database) == [3]
        assert database.healthy


def test_a_commit_without_an_answer_is_asked_about(url, monkeypatch):
    """The caller of a change that is durable is not told that it failed."""
    with opened(url) as database:

        def commit_and_lose_the_answer(connection):
            connection.connection.driver_connection.commit()
            connection.connection.driver_connection.close()
            raise sa.exc.OperationalError("COMMIT", {}, Exception("server closed the connection"))

        sa.event.listen(database._write_engine, "commit", commit_and_lose_the_answer, once=True)

        database.write_now(put(1))

        assert numbers(database) == [1]


def test_a_nonce_is_taken_once_among_processes(postgres, tmp_path):
    """INV-15: by a call that reads in one, and by one that writes in the other."""
    data = tmp_path / "data"
    with postgres.database(data) as url:
        one, other = open_store(data, url=url), open_store(data, url=url)

        assert one.write_aside(lambda session: nonces.use(session, "key", "first", NOW))
        assert not other.write_aside(lambda session: nonces.use(session, "key", "first", NOW))
        assert not other.write_now(lambda session: nonces.use(session, "key", "first", NOW))
        assert other.write_now(lambda session: nonces.use(session, "key", "second", NOW))
        assert not one.write_aside(lambda session: nonces.use(session, "key", "second", NOW))
        one.close()
        other.close()


def test_a_database_that_is_away_shows_in_the_health_and_so_does_its_return(postgres, url):
    with opened(url) as database:
        database.write_now(lambda session: installation.create(session.connection))
        with postgres.away(url):
            with pytest.raises(sa.exc.OperationalError):
                database.look()
            assert not database.healthy

        database.look()
        assert database.healthy


def test_migrations_make_exactly_what_the_definitions_make(postgres):
    def facts_after(make):
        with postgres.empty_database() as url, opened(url) as database:
            make(database)
            with database.reading() as session:
                return facts(session.connection, metadata.tables.keys())

    def migrated(database):
        with database.engine_for_migrations() as engine:
            migrations.migrate(engine)

    assert facts_after(migrated) == facts_after(
        lambda database: database.write_now(lambda session: metadata.create_all(session.connection))
    )


def test_a_user_who_may_not_put_trigrams_in_is_told_whom_to_ask(postgres, tmp_path):
    with postgres.empty_database() as empty_url:
        name = sa.make_url(empty_url).database
        user = f"user_of_{name}"
        postgres.run(f"CREATE USER {user}")
        postgres.run(f"GRANT CREATE ON SCHEMA public TO {user}", name)
        url = sa.make_url(empty_url).set(username=user).render_as_string(hide_password=False)
        try:
            with pytest.raises(CannotOpen) as refused:
                open_store(tmp_path / "data", url=url)
            assert str(refused.value) == (
                "The database lacks PostgreSQL's extension pg_trgm, and this user cannot put it in: permission denied to create "
                'extension "pg_trgm". Let an administrator of the database run CREATE EXTENSION pg_trgm; nothing was changed.'
            )
            with opened(url) as database, pytest.raises(CannotOpen), database.engine_for_migrations() as engine:
                migrations.migrate(engine)

            postgres.run("CREATE EXTENSION pg_trgm", name)

            open_store(tmp_path / "data", url=url).close()
            assert check_store(tmp_path / "data", url=url) == []
        finally:
            postgres.run(f"DROP OWNED BY {user}", name)
            postgres.run(f"DROP USER {user}")


def test_an_extension_that_lies_in_a_schema_of_its_own_does(postgres, tmp_path):
    with postgres.empty_database() as url:
        name = sa.make_url(url).database
        postgres.run("CREATE SCHEMA theirs", name)
        postgres.run("CREATE EXTENSION pg_trgm SCHEMA theirs", name)
        postgres.run(f"ALTER DATABASE {name} SET search_path = public, theirs")

        open_store(tmp_path / "data", url=url).close()

        assert check_store(tmp_path / "data", url=url) == []


def test_a_store_is_sound_and_opens_with_its_key_alone(postgres, tmp_path):
    data = tmp_path / "data"
    with postgres.database(data) as url:
        assert check_store(data, url=url) == []
        assert list(migrate_store(data, url=url)) == []
        (data / "master.key").write_bytes(os.urandom(32))
        with pytest.raises(WrongKey):
            open_store(data, url=url)


def test_a_changed_schema_and_loose_rows_are_found(postgres, tmp_path):
    data = tmp_path / "data"
    with postgres.database(data) as url:
        name = sa.make_url(url).database
        postgres.run("DROP INDEX uq_items_busy_domain", name)
        postgres.run("ALTER TABLE access_keys DISABLE TRIGGER ALL", name)
        postgres.run(
            "INSERT INTO access_keys (id, account_id, secret, created_at) VALUES ('key', 77, '\\x00', 0)", name
        )

        assert check_store(data, url=url) == [
            "The schema lacks unique index items.uq_items_busy_domain on busy_domain_id where (busy_domain_id IS NOT NULL).",
            "Row key of access_keys refers to a row of accounts that is not there.",
        ]


def test_an_emptied_store_begins_anew(postgres, tmp_path):
    data = tmp_path / "data"
    with postgres.database(data) as url:
        database = open_store(data, url=url)
        database.write_now(fill)

        database.write_now(empty)

        assert database.write_now(lambda session: accounts.create(session, "ada", NOW)).id == 1
        database.close()
