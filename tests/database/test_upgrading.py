"""From one schema to the next with data in it, on both databases: interrupted, repeated, beside programs of before (REL-19)."""

import itertools

import psycopg
import pytest
import sqlalchemy as sa

from freehold import faults, opening
from freehold.db import migrations, stamp
from freehold.db.cluster import Cluster, CutOff
from freehold.db.engine import CannotOpen, InUse
from freehold.db.migrations import backfills
from freehold.db.shape import facts
from freehold.engine.hosts import Hosts
from freehold.opening import open_store, troubles, troubles_of
from freehold.store import accounts
from freehold.terms.instants import Instant
from support import trial_migrations
from support.trial_migrations import FILLED, GONE, INDEXED, TABLE
from support.whole_store import fill

NOW = Instant(1_767_323_045_000)

POINTS = [f"mig.step.{when}@{nth}" for when in ("before", "after") for nth in (1, 2, 3, 4)]


@pytest.fixture(autouse=True)
def disarmed():
    yield
    faults.arm(None, None)


@pytest.fixture
def trial(tmp_path):
    """The migrations, and those of a next version up to one."""
    numbers = itertools.count(1)
    return lambda through=GONE, **instead: trial_migrations.write(
        tmp_path / f"migrations-{next(numbers)}", through, **instead
    )


def migrated(database, folder):
    with database.engine_for_migrations() as engine:
        return list(migrations.migrate(engine, folder))


def put_accounts(database, *names):
    def put(session):
        for name in names:
            accounts.create(session, name, NOW)

    database.write_now(put)


def written(database, statement):
    database.write_now(lambda session: session.execute(sa.text(statement)))


def one(database, statement):
    with database.reading() as session:
        return session.execute(sa.text(statement)).scalar()


def facts_of(database):
    with database.reading() as session:
        return facts(session.connection, {"accounts", "trial_rows"})


@pytest.mark.parametrize("point", [*POINTS, *(f"mig.backfill.mid@{nth}" for nth in (1, 2, 3))])
def test_each_step_can_be_interrupted_and_repeated(database, trial, point):
    put_accounts(database, *(f"acme-{number}" for number in range(7)))
    faults.arm(f"{point}=error", None)

    with pytest.raises(faults.FaultError):
        migrated(database, trial())
    migrated(database, trial())

    assert one(database, "SELECT version_num FROM alembic_version") == GONE
    assert one(database, "SELECT count(*) FROM accounts WHERE trial = name") == 7
    assert one(database, "SELECT count(*) FROM installation WHERE name = 'backfill'") == 0
    assert facts_of(database) >= trial_migrations.ADDED


def test_a_backfill_goes_on_where_it_was(database, trial, monkeypatch):
    put_accounts(database, *(f"acme-{number}" for number in range(7)))
    faults.arm("mig.backfill.mid@3=error", None)
    with pytest.raises(faults.FaultError):
        migrated(database, trial())
    assert one(database, "SELECT count(*) FROM accounts WHERE trial IS NOT NULL") == 6
    seen = []
    looked = backfills._next

    def look(connection, backfill, after):
        seen.append(after)
        return looked(connection, backfill, after)

    monkeypatch.setattr(backfills, "_next", look)

    migrated(database, trial(FILLED))

    assert seen == [(6,), (7,), None]


def test_what_programs_of_before_write_meanwhile_is_filled_too(database, trial):
    """Behind the walk by the end of the backfill, and after the backfill by the contract."""
    put_accounts(database, *(f"acme-{number}" for number in range(7)))
    faults.arm("mig.backfill.mid@3=error", None)
    with pytest.raises(faults.FaultError):
        migrated(database, trial())
    written(database, "UPDATE accounts SET trial = NULL WHERE id = 1")

    migrated(database, trial(FILLED))
    assert one(database, "SELECT count(*) FROM accounts WHERE trial IS NULL") == 0

    put_accounts(database, "late")
    assert one(database, "SELECT count(*) FROM accounts WHERE trial IS NULL") == 1
    migrated(database, trial())
    assert one(database, "SELECT trial FROM accounts WHERE name = 'late'") == "late"


def test_a_backfill_that_fills_nothing_is_told_and_undone(database, trial):
    put_accounts(database, "acme")
    text = trial_migrations.TEXTS[FILLED].replace("trial = name", "language = 'en'")

    with pytest.raises(backfills.Unfilled) as refused:
        migrated(database, trial(**{f"m{FILLED}": text}))

    assert str(refused.value) == f"Migration {FILLED} leaves rows of accounts for which trial IS NULL holds."
    assert one(database, "SELECT language FROM accounts") is None


def test_each_statement_of_this_program_runs_on_the_next_schema_with_rows_of_the_next_program(database, trial):
    """The way back: version N on what N+1 added and wrote."""
    migrated(database, trial(INDEXED))
    written(database, "INSERT INTO trial_rows (name) VALUES ('of the next')")

    database.write_now(fill)
    written(database, "INSERT INTO accounts (name, created_at, trial) VALUES ('next', 1, 'worth')")
    database.write_now(lambda session: accounts.choose_language(session, accounts.by_name(session, "next").id, "zh"))

    assert database.write_now(troubles) == {}
    assert troubles_of(database) == []
    assert one(database, "SELECT trial FROM accounts WHERE language = 'zh'") == "worth"
    assert one(database, "SELECT count(*) FROM trial_rows") == 1


def test_only_what_takes_away_makes_a_program_too_old(database, trial):
    with database.reading() as session:
        assert stamp.read(session.connection) == (stamp.SCHEMA_VERSION, stamp.SCHEMA_VERSION)
    for through, least in ((TABLE, stamp.SCHEMA_VERSION), (INDEXED, stamp.SCHEMA_VERSION), (GONE, INDEXED)):
        migrated(database, trial(through))
        with database.reading() as session:
            assert stamp.read(session.connection) == (through, least)
    assert database.write_now(troubles) == {
        "schema": f"the database is at {GONE}, this program at {stamp.SCHEMA_VERSION}"
    }


def test_a_program_that_needs_only_contracts_still_runs_before_them(database, trial, monkeypatch):
    migrated(database, trial(INDEXED))
    monkeypatch.setattr(stamp, "SCHEMA_VERSION", GONE)
    monkeypatch.setattr(stamp, "RUNS_FROM", INDEXED)
    assert database.write_now(troubles) == {}

    monkeypatch.setattr(stamp, "RUNS_FROM", GONE)
    with database.reading() as session:
        assert stamp.read(session.connection).misfit == (
            f"The database is at schema {INDEXED}, this program at {GONE}. Run freehold db migrate first."
        )


@pytest.mark.sqlite_alone
def test_a_new_store_says_which_programs_it_is_for(tmp_path, monkeypatch):
    monkeypatch.setattr(stamp, "SCHEMA_VERSION", "0004")
    monkeypatch.setattr(stamp, "RUNS_FROM", "0003")
    monkeypatch.setattr(stamp, "LEAST_PROGRAM", "0002")
    database = open_store(tmp_path / "new")
    with database.reading() as session:
        assert stamp.read(session.connection) == ("0004", "0002")
    database.close()


@pytest.mark.sqlite_alone
def test_a_store_that_is_ahead_is_not_copied_by_a_program_that_knows_less(database, tmp_path, trial):
    migrated(database, trial(INDEXED))
    database.close()
    (tmp_path / "target").mkdir()

    with pytest.raises(CannotOpen, match="The source is at another schema than this program"):
        opening.copy_store(tmp_path / "data", None, f"sqlite:///{tmp_path}/target/copy.db")


@pytest.fixture
def shared(postgres, tmp_path):
    """A store on PostgreSQL with all tables, and its address."""
    with postgres.database(tmp_path / "data") as url:
        database = open_store(tmp_path / "data", url=url)
        yield database, url
        database.close()


def test_nothing_is_taken_away_while_a_program_that_needs_it_is_at_work(shared, trial):
    database, url = shared
    at_work = Cluster(sa.make_url(url), lost=lambda: None, asked=lambda _name: None)
    at_work.start()

    with pytest.raises(InUse) as refused:
        migrated(database, trial())

    assert str(refused.value) == (
        f"Migration {GONE} takes away what programs of schema {stamp.SCHEMA_VERSION} need, and one is at work. Start a newer "
        "version in the place of each; then run freehold db migrate again."
    )
    assert one(database, "SELECT version_num FROM alembic_version") == INDEXED
    at_work.close()
    assert migrated(database, trial()) == [GONE]
    # One that looked before the migration and begins after it.
    hosts = Hosts(database, queue=None, system=None, loop=None)
    with pytest.raises(CannotOpen, match="Install a newer Freehold"):
        hosts.start()
    hosts.close()


def test_a_program_that_starts_while_something_is_taken_away_from_it_has_no_names(shared):
    """It may not go on with a session that does not say what it needs."""
    _, url = shared
    at_work = Cluster(sa.make_url(url), lost=lambda: None, asked=lambda _name: None)
    with psycopg.connect(url) as contract:
        contract.execute("SELECT pg_advisory_xact_lock(%s, %s)", (stamp.PROGRAMS, int(stamp.SCHEMA_VERSION)))

        with pytest.raises(CutOff, match="is being migrated"):
            at_work.start()

        with pytest.raises(CutOff):
            at_work.hold("anything")


def test_two_do_not_migrate_at_once(shared, trial):
    """The second would throw away the index that the first builds."""
    database, _ = shared
    refused = []

    def another(_migration):
        with pytest.raises(InUse) as error:
            migrated(database, trial())
        refused.append(str(error.value))

    with database.engine_for_migrations() as engine:
        migrations.migrate(engine, trial(TABLE), another)

    assert refused == ["Another freehold db migrate is at work on the database. Wait for it."]
    assert migrated(database, trial(FILLED)) == [FILLED]


def test_an_index_that_was_half_built_is_built_anew(shared, trial, postgres):
    database, url = shared
    name = sa.make_url(url).database
    migrated(database, trial(FILLED))
    postgres.run("CREATE INDEX ix_accounts_trial ON accounts (trial)", name)
    postgres.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_accounts_trial'::regclass", name)
    half_built = one(database, "SELECT 'ix_accounts_trial'::regclass::oid")

    migrated(database, trial(INDEXED))

    assert one(database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_accounts_trial'::regclass") is True
    assert one(database, "SELECT 'ix_accounts_trial'::regclass::oid") != half_built


def test_readers_in_the_way_of_a_change_are_waited_for_and_not_for_ever(shared, trial, monkeypatch):
    """Whoever comes behind a waiting change of a table waits as long: so it gives up, and begins again."""
    database, url = shared
    monkeypatch.setattr(migrations, "_LOCK_SECONDS", 0.05)
    monkeypatch.setattr(migrations, "_TRIES", 2)
    monkeypatch.setattr(migrations, "_BETWEEN_TRIES_SECONDS", 0.0)
    reading = sa.create_engine(url.replace("postgresql", "postgresql+psycopg", 1)).connect()
    reading.execute(sa.text("SELECT count(*) FROM accounts"))

    with pytest.raises(InUse) as refused:
        migrated(database, trial())

    assert str(refused.value).startswith(f"Migration {TABLE} did not get at its tables")
    monkeypatch.setattr(migrations, "wait", lambda _seconds: reading.close())
    assert migrated(database, trial(TABLE)) == [TABLE]
    reading.engine.dispose()
