"""Migrations: the schema that the definitions make, safe to kill anywhere, and the next one easy to add (REL-19)."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util.exc import CommandError

from freehold.db import migrations
from freehold.db.engine import Database
from freehold.db.schema import installation, metadata
from freehold.db.shape import differences, facts
from freehold.db.vault import Vault
from freehold.opening import SCHEMA_VERSION
from freehold.store import accounts, profiles
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant

NOW = Instant(1_767_323_045_000)
STAMP = "alembic_version"
EVERY = sorted(file.name[:4] for file in (migrations.FOLDER / "versions").glob("[0-9]*.py"))

NEXT_NUMBER = f"{int(SCHEMA_VERSION) + 1:04d}"
NEXT = f"""
import sqlalchemy as sa
from alembic import op

from freehold.faults import fault

revision = "{NEXT_NUMBER}"
down_revision = "{SCHEMA_VERSION}"


def upgrade():
    op.create_table("trial_rows", sa.Column("name", sa.String(253), primary_key=True))
    op.add_column("accounts", sa.Column("trial", sa.String(40), nullable=False, server_default=""))
    fault("mig.backfill.mid")
    op.execute("UPDATE accounts SET trial = name")
    with op.batch_alter_table("accounts") as batch:
        batch.create_check_constraint("trial_has_words", "trial <> ''")
    op.create_index("ix_accounts_trial", "accounts", ["trial"])
"""

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
    """The migrations, and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT_NUMBER}_next.py").write_text(NEXT)
    return folder


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
    ("point", "left"), [("mig.step.before", EVERY), ("mig.step.after", EVERY[1:]), ("mig.backfill.mid", [])]
)
def test_a_kill_at_a_fault_point_leaves_a_whole_schema(tmp_path, with_next, point, left):
    """FP-1: each step is there as a whole or not at all."""
    killed(url_of(tmp_path), with_next, point=point)

    assert migrated(url_of(tmp_path), with_next) == [*left, NEXT_NUMBER]
    assert stamp_of(url_of(tmp_path)) == NEXT_NUMBER


def fill(session):
    """Rows that refer to each other, so that rebuilding a table could lose some."""
    acme = accounts.create(session, "acme", NOW)
    accounts.put_key(session, acme, "testid", "testsecret", NOW)
    profiles.add(session, acme.id, Contact(organization="Example Ltd"), NOW)


@pytest.mark.parametrize("after", [0, 3, 5, 6, 8])
def test_a_next_migration_keeps_the_rows_whenever_it_is_killed(tmp_path, with_next, after):
    url = url_of(tmp_path)
    migrated(url)
    with opened(url) as database:
        database.write_now(fill)
    before = facts_of(url)

    if after:
        killed(url, with_next, after=after)
        assert facts_of(url) == before
        assert stamp_of(url) == SCHEMA_VERSION

    assert migrated(url, with_next) == [NEXT_NUMBER]
    assert facts_of(url) - before == {
        "table trial_rows",
        "column trial_rows.name VARCHAR(253) NOT NULL",
        "primary key trial_rows.pk_trial_rows on name",
        "column accounts.trial VARCHAR(40) NOT NULL DEFAULT ''",
        "check accounts.ck_accounts_trial_has_words: trial <> ''",
        "index accounts.ix_accounts_trial on trial",
    }
    assert before - facts_of(url) == set()
    with opened(url) as database, database.reading() as session:
        assert session.execute(sa.text("SELECT name, trial FROM accounts")).all() == [("acme", "acme")]
        assert accounts.find_key(session, "testid").secret == "testsecret"
        assert len(profiles.of_account(session, 1)) == 1
        assert session.raw.execute("PRAGMA foreign_keys").fetchall() == [(1,)]


def test_a_migration_that_would_leave_loose_rows_is_undone(tmp_path, with_next):
    url = url_of(tmp_path)
    migrated(url)
    with opened(url) as database:
        database.write_now(fill)
    file = with_next / "versions" / f"{NEXT_NUMBER}_next.py"
    file.write_text(NEXT.replace("UPDATE accounts SET trial = name", "DELETE FROM accounts"))

    with pytest.raises(migrations.LooseRows) as refused:
        migrated(url, with_next)

    assert str(refused.value).startswith(f"Migration {NEXT_NUMBER} was undone: row ")
    assert stamp_of(url) == SCHEMA_VERSION
    with opened(url) as database, database.reading() as session:
        assert accounts.by_name(session, "acme").id == 1


def test_a_version_that_no_migration_has_is_left_alone(tmp_path, with_next):
    url = url_of(tmp_path)
    migrated(url, with_next)

    with pytest.raises(CommandError):
        migrated(url)

    assert stamp_of(url) == NEXT_NUMBER


def test_a_path_with_a_percent_sign_is_a_path(tmp_path):
    folder = tmp_path / "a%20b"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))

    assert migrated(url_of(tmp_path), Path(folder)) == EVERY
    assert installation.name in {fact.split()[1] for fact in facts_of(url_of(tmp_path)) if fact.startswith("table")}
