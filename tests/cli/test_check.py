"""``freehold check``: the invariants as the store shows them from inside."""

import json
import subprocess
import sys

import pytest

from freehold.integrity.checker import NOT_CHECKED
from freehold.opening import open_store
from freehold.store import accounts, contacts, domains
from freehold.terms.domain_name import DomainName
from support.command import statement
from support.office import HOLDER, NOW


@pytest.fixture
def filled(data):
    store = open_store(data)

    def work(session):
        account = accounts.create(session, "ada", NOW)
        holder = contacts.add(session, account.id, HOLDER, NOW)
        entry = domains.NewDomain(
            name=DomainName.parse("shop.com"), registrant_id=holder, registered_at=NOW, expires_at=NOW
        )
        domains.add_many(session, account.id, [entry], NOW)

    store.write_now(work)
    store.close()
    return data


def test_a_store_without_violations_is_called_so(run, filled):
    ended = run("check", "--data", filled)

    assert (ended.code, ended.out) == (0, "")
    told = ended.err.splitlines()
    assert told[:-1] == [f"{number} is not checked. {reason}" for number, reason in NOT_CHECKED.items()]
    assert told[-1].startswith("No violation found in ")


def test_programs_are_told_what_was_looked_at(run, filled):
    ended = run("check", "--json", "--data", filled)

    assert (ended.code, ended.err) == (0, "")
    (line,) = ended.out.splitlines()
    summary = json.loads(line)["summary"]
    assert (summary["violations"], summary["not_checked"]) == (0, NOT_CHECKED)
    assert (summary["looked_at"]["INV-1"], summary["looked_at"]["INV-6"]) == (0, 2)


def test_a_process_of_its_own_looks_at_as_much(run, filled):
    """What is checked is read off the tables' definitions, which here nobody else has imported."""
    command = [sys.executable, "-m", "freehold", "check", "--json", "--data", str(filled)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == run("check", "--json", "--data", filled).out


def test_a_violation_is_told_with_its_number_and_ends_it_with_1(run, filled):
    statement(filled, "UPDATE domains SET name = 'Shop.com'")

    told, ended = run("check", "--data", filled), run("check", "--json", "--data", filled)

    assert (told.code, ended.code) == (1, 1)
    assert told.out == "INV-6  Shop.com is not the one spelling under which a domain is kept.\n"
    violation, summary = map(json.loads, ended.out.splitlines())
    assert violation == {
        "invariant": "INV-6",
        "check": "names-are-folded",
        "sentence": "Shop.com is not the one spelling under which a domain is kept.",
        "values": {"name": "Shop.com"},
    }
    assert summary["summary"]["violations"] == 1


def test_what_db_check_finds_is_told_too(run, filled):
    statement(filled, "DROP INDEX ix_nonces_used_at")

    ended = run("check", "--json", "--data", filled)

    assert ended.code == 1
    assert [json.loads(line).get("sentence") for line in ended.out.splitlines()] == [
        "The schema lacks index nonces.ix_nonces_used_at on used_at.",
        None,
    ]


def test_a_database_that_cannot_be_opened_ends_it_with_2(run, data):
    ended = run("check", "--data", data)

    assert ended.code == 2
    assert ended.err == f"Error: {data} holds no Freehold data yet. Start freehold serve --data {data} once.\n"
    assert not data.exists()


def test_a_file_that_is_damaged_ends_it_with_2(run, filled):
    file = filled / "freehold.db"
    file.write_bytes(b"no database" * 1000)

    ended = run("check", "--json", "--data", filled)

    assert (ended.code, ended.out) == (2, "")


def test_nothing_is_changed_by_looking(run, filled):
    """REL-0: read-only."""
    statement(filled, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = (filled / "freehold.db").read_bytes()

    run("check", "--data", filled)

    assert (filled / "freehold.db").read_bytes() == before
