"""Migrations: the same schema as the definitions make, safe to kill, and told apart from a newer program's (REL-19)."""

import os
import re
import subprocess
import sys

import pytest
import sqlalchemy as sa

from freehold import opening
from freehold.db import migrations
from freehold.db.engine import CannotOpen
from freehold.db.schema import metadata
from freehold.opening import SCHEMA_VERSION, check_store, migrate_store, open_store


def schema_of(engine):
    """Every table and index of the database, as it was made; columns, constraints and conditions included."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {
            name: sorted(re.sub(r"\s+", " ", piece).strip(" ,()") for piece in sql.split("\n"))
            for name, sql in rows
            if name != "alembic_version"
        }


def empty(folder, name):
    return sa.create_engine(f"sqlite:///{folder}/{name}.db")


def test_migrations_make_what_the_definitions_make(tmp_path):
    migrated, defined = empty(tmp_path, "migrated"), empty(tmp_path, "defined")

    migrations.migrate(migrated)
    metadata.create_all(defined)

    assert schema_of(migrated) == schema_of(defined)


def test_the_version_of_the_program_is_the_newest_migration(tmp_path):
    with empty(tmp_path, "new").connect() as connection:
        assert migrations.steps_left(connection)[-1] == SCHEMA_VERSION


def test_migrating_again_does_nothing(tmp_path):
    engine = empty(tmp_path, "again")

    assert list(migrations.migrate(engine)) == ["0001"]
    assert list(migrations.migrate(engine)) == []


@pytest.mark.parametrize("point", ["mig.step.before", "mig.step.after"])
def test_a_migration_that_is_killed_is_run_again(tmp_path, point):
    program = (
        "import sqlalchemy as sa, sys; from freehold import faults; from freehold.db import migrations; import os; "
    )
    program += "faults.arm(os.environ['FREEHOLD_FAULTS'], None); migrations.migrate(sa.create_engine(sys.argv[1]))"
    url = f"sqlite:///{tmp_path}/killed.db"

    killed = subprocess.run(
        [sys.executable, "-c", program, url], env={**os.environ, "FREEHOLD_FAULTS": f"{point}=kill"}, timeout=60
    )

    assert killed.returncode == -9
    engine = sa.create_engine(url)
    migrations.migrate(engine)
    defined = empty(tmp_path, "defined")
    metadata.create_all(defined)
    assert schema_of(engine) == schema_of(defined)


def older(data):
    """A folder whose database says that it is of a version before the first."""
    open_store(data).close()
    engine = sa.create_engine(f"sqlite:///{data}/freehold.db")
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('0000')"))


def test_an_older_database_is_not_opened_before_it_is_migrated(tmp_path):
    older(tmp_path / "data")

    with pytest.raises(CannotOpen) as refused:
        open_store(tmp_path / "data")

    assert str(refused.value) == "The database is at schema 0000, this program at 0001. Run freehold db migrate first."


def test_a_newer_database_is_refused_with_a_plain_sentence(tmp_path, monkeypatch):
    open_store(tmp_path / "data").close()
    monkeypatch.setattr(opening, "SCHEMA_VERSION", "0000")

    with pytest.raises(CannotOpen) as refused:
        open_store(tmp_path / "data")

    assert str(refused.value) == "The database is at schema 0001, this program at 0000. Install a newer Freehold."


def test_a_database_of_an_unknown_version_is_left_alone(tmp_path):
    data = tmp_path / "data"
    open_store(data).close()
    engine = sa.create_engine(f"sqlite:///{data}/freehold.db")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = schema_of(engine)

    with pytest.raises(CannotOpen) as refused:
        migrate_store(data)

    assert str(refused.value) == "The database is of a newer Freehold. Install that one; nothing was changed."
    assert schema_of(engine) == before


def test_a_served_folder_is_not_migrated(tmp_path):
    database = open_store(tmp_path / "data")
    try:
        with pytest.raises(CannotOpen):
            migrate_store(tmp_path / "data")
    finally:
        database.close()


def test_an_up_to_date_folder_needs_no_migration_and_is_sound(tmp_path):
    open_store(tmp_path / "data").close()

    assert list(migrate_store(tmp_path / "data")) == []
    assert check_store(tmp_path / "data") == []


def test_a_row_without_its_parent_is_found(tmp_path):
    data = tmp_path / "data"
    open_store(data).close()
    engine = sa.create_engine(f"sqlite:///{data}/freehold.db")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO access_keys VALUES ('key', 77, x'00', NULL, NULL, 1, 0)"))

    assert check_store(data) == ["Row 1 of access_keys refers to a row of accounts that is not there."]


def test_two_processes_that_make_a_folder_at_once_agree_on_the_key(tmp_path):
    """PRV-3."""
    program = "import sys; from pathlib import Path; from freehold.opening import open_store; "
    program += "open_store(Path(sys.argv[1]), lock=False).close()"
    started = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "data")]) for _ in range(4)]

    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    key = tmp_path / "data" / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert check_store(tmp_path / "data") == []
    assert [file.name for file in (tmp_path / "data").iterdir() if file.name.endswith(".new")] == []
