"""Migrations: the schema that the definitions make, safe to kill anywhere, and the next one easy to add (REL-19)."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util.exc import CommandError

from freehold.db import migrations, stamp
from freehold.db.engine import Database
from freehold.db.migrations.migration import NotAMigration, Phase
from freehold.db.schema import installation, metadata
from freehold.db.shape import differences, facts
from freehold.db.stamp import SCHEMA_VERSION
from freehold.db.vault import Vault
from freehold.store import accounts, profiles
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from support import trial_migrations

NOW = Instant(1_767_323_045_000)
STAMP = "alembic_version"
TEXT_INDEX = (
    "text index domains.domain_nameservers: fts5(nameservers, content='domains', content_rowid='id', "
    "tokenize=\"ascii tokenchars '.-_'\", detail='none')"
)
TRIGGER = (
    "CREATE TRIGGER domain_nameservers_removed AFTER DELETE ON domains BEGIN INSERT INTO domain_nameservers "
    "(domain_nameservers, rowid, nameservers) VALUES ('delete', old.id, old.nameservers); END"
)
EVERY = sorted(file.name[:4] for file in (migrations.FOLDER / "versions").glob("[0-9]*.py"))

KILLED_AFTER = """
import os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from freehold import faults
from freehold.db import migrations
from freehold.db.engine import Database
from freehold.db.vault import Vault

url, folder, left = sys.argv[1], Path(sys.argv[2]), [int(sys.argv[3])]
faults.arm(os.environ.get("FREEHOLD_FAULTS"), None)

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    if statement.lstrip().startswith(("CREATE", "INSERT", "UPDATE", "ALTER", "DROP")):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

with Database(url, Vault(b"k" * 32)).engine_for_migrations() as engine:
    migrations.migrate(engine, folder)
"""


def url_of(folder, name="one"):
    return f"sqlite:///{folder}/{name}.db"


@contextmanager
def opened(url):
    database = Database(url, Vault(b"k" * 32))
    try:
        yield database
    finally:
        database.close()


def migrated(url, folder=migrations.FOLDER):
    """Migrate; the migrations that were done."""
    with opened(url) as database, database.engine_for_migrations() as engine:
        return list(migrations.migrate(engine, folder))


def facts_of(url, *, but=(STAMP,)):
    with opened(url) as database, database.reading() as session:
        names = sa.inspect(session.connection).get_table_names()
        return facts(session.connection, set(names) - set(but))


def stamp_of(url):
    with opened(url) as database, database.reading() as session:
        return session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def killed(url, folder, *, after=0, point=None):
    """Migrate in a process that dies after so many statements, or at a fault point."""
    orders = {} if point is None else {"FREEHOLD_FAULTS": f"{point}=kill"}
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AFTER, url, str(folder), str(after)], env={**os.environ, **orders}, timeout=60
    )
    assert ended.returncode == -9


@pytest.fixture
def with_next(tmp_path):
    """The migrations, and those of a next version."""
    return trial_migrations.write(tmp_path / "migrations")


def test_migrations_make_exactly_what_the_definitions_make(tmp_path):
    migrated(url_of(tmp_path, "migrated"))
    with opened(url_of(tmp_path, "defined")) as database:
        database.write_now(lambda session: metadata.create_all(session.connection))

    assert facts_of(url_of(tmp_path, "migrated")) == facts_of(url_of(tmp_path, "defined"))


def test_every_kind_of_fact_is_compared(tmp_path):
    """A comparison that saw no checks or conditions would hold anything equal."""
    migrated(url_of(tmp_path))

    found = facts_of(url_of(tmp_path))

    assert {
        "table tasks",
        "column tasks.task_no VARCHAR(36) NOT NULL",
        "column items.sends SMALLINT NOT NULL DEFAULT '0'",
        "primary key items.pk_items on task_id, seq",
        "unique tasks.uq_tasks_task_no on task_no",
        "reference items.fk_items_task_id on task_id to tasks(id)",
        "check tasks.ck_tasks_counters_sum_up: total = waiting + executing + succeeded + failed",
        "index nonces.ix_nonces_used_at on used_at",
        "unique index items.uq_items_busy_domain on busy_domain_id where busy_domain_id IS NOT NULL",
        TEXT_INDEX,
        "trigger domains.domain_nameservers_removed: " + TRIGGER,
    } <= found
    assert {fact.split()[1] for fact in found if fact.startswith("table ")} == set(metadata.tables)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP INDEX ix_nonces_used_at", ["The schema lacks index nonces.ix_nonces_used_at on used_at."]),
        (
            "ALTER TABLE nonces ADD COLUMN more TEXT",
            ["The schema has column nonces.more TEXT, which this program does not know."],
        ),
        ("CREATE TABLE workflow_status (id TEXT)", []),
        (
            "DROP TRIGGER domain_nameservers_removed",
            [f"The schema lacks trigger domains.domain_nameservers_removed: {TRIGGER}."],
        ),
        ("DROP TABLE domain_nameservers", [f"The schema lacks {TEXT_INDEX}."]),
    ],
)
def test_differences_are_told_and_tables_of_others_are_not(tmp_path, change, told):
    migrated(url_of(tmp_path))
    with opened(url_of(tmp_path)) as database:
        database.write_now(lambda session: session.execute(sa.text(change)))
        with database.reading() as session, database.scratch() as scratch:
            assert differences(session.connection, scratch) == told


def test_the_version_of_the_program_is_the_newest_migration(tmp_path):
    assert migrated(url_of(tmp_path))[-1] == SCHEMA_VERSION
    assert stamp_of(url_of(tmp_path)) == SCHEMA_VERSION


def test_migrating_again_does_nothing(tmp_path):
    migrated(url_of(tmp_path))

    assert migrated(url_of(tmp_path)) == []


@pytest.mark.parametrize("after", [2, 20, 35])
def test_a_first_migration_killed_between_two_statements_is_undone_and_run_again(tmp_path, after):
    migrated(url_of(tmp_path, "whole"))

    killed(url_of(tmp_path), migrations.FOLDER, after=after)

    assert facts_of(url_of(tmp_path), but=()) == set()
    assert migrated(url_of(tmp_path)) == EVERY
    assert facts_of(url_of(tmp_path)) == facts_of(url_of(tmp_path, "whole"))


@pytest.mark.parametrize(
    ("point", "at"),
    [
        ("mig.step.before", SCHEMA_VERSION),
        ("mig.step.after", trial_migrations.TABLE),
        ("mig.backfill.mid@2", trial_migrations.TABLE),
        ("mig.step.before@4", trial_migrations.INDEXED),
    ],
)
def test_a_kill_at_a_fault_point_leaves_whole_steps(tmp_path, with_next, point, at):
    """FP-1."""
    url = url_of(tmp_path)
    migrated(url)
    with opened(url) as database:
        database.write_now(fill)

    killed(url, with_next, point=point)

    assert stamp_of(url) == at
    assert migrated(url, with_next) == [revision for revision in trial_migrations.TEXTS if revision > at]


def fill(session):
    """Rows that refer to each other, so that rebuilding a table could lose some."""
    for number in range(7):
        acme = accounts.create(session, f"acme-{number}", NOW)
        accounts.put_key(session, acme, f"testid-{number}", "testsecret", NOW)
        profiles.add(session, acme.id, Contact(organization="Example Ltd"), NOW)


@pytest.mark.parametrize("after", [0, 3, 9, 16])
def test_the_next_migrations_keep_the_rows_whenever_they_are_killed(tmp_path, with_next, after):
    url = url_of(tmp_path)
    migrated(url)
    with opened(url) as database:
        database.write_now(fill)
    before = facts_of(url)

    if after:
        killed(url, with_next, after=after)

    migrated(url, with_next)
    assert stamp_of(url) == trial_migrations.GONE
    assert facts_of(url) - before == {*trial_migrations.ADDED, "column accounts.trial VARCHAR(64) NOT NULL"}
    assert before - facts_of(url) == {"column accounts.language VARCHAR(2)"}
    with opened(url) as database, database.reading() as session:
        assert session.execute(sa.text("SELECT count(*) FROM accounts WHERE trial = name")).scalar() == 7
        assert session.execute(sa.text("SELECT count(*) FROM access_keys")).scalar() == 7
        assert len(profiles.of_account(session, 1)) == 1
        assert session.raw.execute("PRAGMA foreign_keys").fetchall() == [(1,)]


def test_a_migration_that_would_leave_loose_rows_is_undone(tmp_path):
    url = url_of(tmp_path)
    migrated(url)
    with opened(url) as database:
        database.write_now(fill)
    loose = 'phase = Phase.EXPAND\n\n\ndef upgrade():\n    op.execute("DELETE FROM accounts")\n'
    folder = trial_migrations.write(tmp_path / "loose", **{f"m{trial_migrations.TABLE}": loose})

    with pytest.raises(migrations.LooseRows) as refused:
        migrated(url, folder)

    assert str(refused.value).startswith(f"Migration {trial_migrations.TABLE} was undone: row ")
    assert stamp_of(url) == SCHEMA_VERSION
    with opened(url) as database, database.reading() as session:
        assert accounts.by_name(session, "acme-0").id == 1


def test_a_version_that_no_migration_has_is_left_alone(tmp_path, with_next):
    url = url_of(tmp_path)
    migrated(url, with_next)

    with pytest.raises(CommandError):
        migrated(url)

    assert stamp_of(url) == trial_migrations.GONE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "phase is Phase.EXPAND, Phase.BACKFILL or Phase.CONTRACT."),
        ("phase = Phase.EXPAND", "an expand has either upgrade() or an index, and no backfill."),
        ("phase = Phase.BACKFILL", "a backfill has a backfill and nothing else."),
        (
            "phase = Phase.CONTRACT",
            "a contract has upgrade(), and a backfill where programs of before left rows unfilled.",
        ),
        (
            "phase = Phase.CONTRACT\n\n\ndef upgrade():\n    pass\n",
            "a contract says which program it needs: least, at most the migration before it.",
        ),
        ("phase = Phase.EXPAND\nleast = '0001'\n\n\ndef upgrade():\n    pass\n", "only a contract has least."),
    ],
)
def test_a_file_that_does_not_say_what_it_is_is_told_before_anything_is_done(tmp_path, text, told):
    folder = trial_migrations.write(tmp_path / "wrong", **{f"m{trial_migrations.INDEXED}": text})

    with pytest.raises(NotAMigration) as refused:
        migrated(url_of(tmp_path), folder)

    assert str(refused.value) == f"Migration {trial_migrations.INDEXED}: {told}"
    assert facts_of(url_of(tmp_path), but=()) == set()


def breaks(phase, before, after):
    """What of a step the program of before could not bear, beside the rows it has and goes on writing."""
    if phase is Phase.CONTRACT:
        return set()
    there = {fact.removeprefix("table ") for fact in before if fact.startswith("table ")}
    on_them = {
        fact for fact in after - before if re.split(r"[ .]", fact.partition(" ")[2].removeprefix("index "))[0] in there
    }
    needed = {fact for fact in on_them if "NOT NULL" in fact and "DEFAULT" not in fact}
    rules = {fact for fact in on_them if fact.startswith(("unique", "check", "reference", "primary key"))}
    return (before - after) | needed | rules


def steps(folder, tmp_path):
    """Each migration but the first, with the facts before and after it."""
    url, every = url_of(tmp_path, "stepwise"), migrations.every_migration(folder)
    before = None
    for number, migration in enumerate(every):
        part = tmp_path / f"first-{number}"
        shutil.copytree(folder, part, ignore=shutil.ignore_patterns("__pycache__"))
        for later in every[number + 1 :]:
            next((part / "versions").glob(f"{later.revision}_*.py")).unlink()
        migrated(url, part)
        after = facts_of(url)
        if before is not None:
            yield migration, before, after
        before = after


def test_what_adds_only_adds_and_asks_nothing_of_the_program_before(tmp_path):
    for migration, before, after in steps(migrations.FOLDER, tmp_path):
        assert breaks(migration.phase, before, after) == set(), migration.revision


def test_what_asks_something_of_the_program_before_is_noticed(tmp_path, with_next):
    found = {
        migration.revision: (breaks(migration.phase, before, after), breaks(Phase.EXPAND, before, after))
        for migration, before, after in steps(with_next, tmp_path)
    }

    assert found.pop(trial_migrations.GONE) == (
        set(),
        {
            "column accounts.language VARCHAR(2)",
            "column accounts.trial VARCHAR(64)",
            "column accounts.trial VARCHAR(64) NOT NULL",
        },
    )
    assert list(found.values()) == [(set(), set())] * 3
    there = {"table accounts"}
    for fact in (
        "column accounts.more TEXT NOT NULL",
        "unique accounts.uq on name",
        "unique index accounts.uq on name",
        "check accounts.ck: name <> ''",
        "reference accounts.fk on a to b(c)",
    ):
        assert breaks(Phase.EXPAND, there, {*there, fact}) == {fact}
    for fact in (
        "column accounts.more TEXT",
        "column accounts.more TEXT NOT NULL DEFAULT ''",
        "index accounts.ix on name",
    ):
        assert breaks(Phase.EXPAND, there, {*there, fact}) == set()
    assert breaks(Phase.EXPAND, there, {*there, "table more", "column more.id INTEGER NOT NULL"}) == set()


def test_what_the_program_says_of_itself_is_what_its_migrations_say():
    every = migrations.every_migration()
    contracts = [migration.least for migration in every if migration.phase is Phase.CONTRACT]
    others = [migration.revision for migration in every if migration.phase is not Phase.CONTRACT]

    assert every[-1].revision == stamp.SCHEMA_VERSION
    assert others[-1] == stamp.RUNS_FROM
    assert (contracts[-1] if contracts else every[0].revision) == stamp.LEAST_PROGRAM


def test_a_path_with_a_percent_sign_is_a_path(tmp_path):
    folder = tmp_path / "a%20b"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))

    assert migrated(url_of(tmp_path), Path(folder)) == EVERY
    assert installation.name in {fact.split()[1] for fact in facts_of(url_of(tmp_path)) if fact.startswith("table")}
