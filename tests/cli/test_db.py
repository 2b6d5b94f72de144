"""``freehold db``: bring the database along, and check it."""

import os

import pytest

from freehold import faults
from freehold.db.stamp import SCHEMA_VERSION
from freehold.opening import open_store
from support.command import statement


@pytest.fixture
def filled(data):
    open_store(data).close()
    return data


def test_a_sound_database_is_called_so(run, filled):
    ended = run("db", "check", "--data", filled)

    assert (ended.code, ended.out, ended.err) == (0, "", "The database is sound.\n")


def test_each_trouble_is_a_line_and_the_command_ends_with_1(run, filled):
    statement(filled, "DROP INDEX ix_nonces_used_at")
    statement(filled, "INSERT INTO access_keys (id, account_id, secret, created_at) VALUES ('key', 77, x'00', 0)")

    ended = run("db", "check", "--data", filled)

    assert ended.code == 1
    assert ended.err.splitlines() == [
        "The schema lacks index nonces.ix_nonces_used_at on used_at.",
        "Row 1 of access_keys refers to a row of accounts that is not there.",
        "Error: 2 found in the database. Restore a backup, or ask for help with these.",
    ]


def test_an_up_to_date_database_is_left_as_it_is(run, filled):
    ended = run("db", "migrate", "--data", filled)

    assert (ended.code, ended.err) == (0, "The database is up to date.\n")


def test_faults_are_for_tests_that_say_so(run, filled, monkeypatch):
    monkeypatch.setenv("FREEHOLD_FAULTS", "mig.step.before=kill")

    ended = run("db", "migrate", "--data", filled)
    assert (ended.code, ended.err) == (
        1,
        "Error: FREEHOLD_FAULTS is set. Unset it; only tests start with --allow-faults.\n",
    )

    meant = run("db", "migrate", "--data", filled, "--allow-faults")
    faults.arm(None, None)
    assert (meant.code, meant.err) == (0, "The database is up to date.\n")


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_another_key_ends_it_with_one_line(run, filled, command):
    """PRV-3."""
    (filled / "master.key").write_bytes(os.urandom(32))

    ended = run("db", command, "--data", filled)

    assert ended.code == 1
    assert ended.err == (
        "Error: master.key is not the key this database was made with. Put the right one back; nothing was changed.\n"
    )


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_database_of_a_newer_freehold_is_left_alone(run, filled, command):
    """REL-19."""
    statement(filled, "UPDATE alembic_version SET version_num = '9999'")

    ended = run("db", command, "--data", filled)

    assert ended.code == 1
    assert ended.err in {
        "Error: The database is of a newer Freehold. Install that one; nothing was changed.\n",
        f"Error: The database is at schema 9999, this program at {SCHEMA_VERSION}. Install a newer Freehold.\n",
    }


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_folder_that_is_not_there_is_not_made(run, data, command):
    ended = run("db", command, "--data", data)

    assert ended.code == 1
    assert ended.err == f"Error: {data} holds no Freehold data yet. Start freehold serve --data {data} once.\n"
    assert not data.exists()
