"""Opening a data folder: what is made, what is refused, and that nothing is changed when it is (PRV-3, REL-19)."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from freehold.db import stamp
from freehold.db.engine import CannotOpen
from freehold.db.stamp import SCHEMA_VERSION
from freehold.db.vault import WrongKey
from freehold.opening import check_store, copy_store, installation_prefix, migrate_store, open_store
from support.command import statement

RIGHT_KEY = "master.key is not the key this database was made with. Put the right one back; nothing was changed."


@pytest.fixture
def data(tmp_path):
    """A folder that was set up and closed."""
    folder = tmp_path / "data"
    open_store(folder).close()
    return folder


def restamp(data, version):
    statement(data, f"UPDATE alembic_version SET version_num = '{version}'")


def content(data):
    """The database, octet by octet."""
    return (data / "freehold.db").read_bytes()


def refused(open_, *arguments, **options):
    with pytest.raises((CannotOpen, WrongKey)) as found:
        open_(*arguments, **options)
    return str(found.value)


def test_a_new_folder_is_closed_to_others_and_its_key_too(data):
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "master.key").stat().st_mode & 0o777 == 0o600
    assert len((data / "master.key").read_bytes()) == 32


def test_opened_again_a_folder_is_the_same_installation(data):
    prefixes = []
    for _ in range(2):
        database = open_store(data)
        prefixes.append(installation_prefix(database))
        database.close()

    assert len(prefixes[0]) == 8
    assert prefixes[0] == prefixes[1]


@pytest.mark.parametrize("open_", [open_store, migrate_store, check_store])
def test_another_key_opens_and_changes_nothing(data, open_):
    (data / "master.key").write_bytes(os.urandom(32))
    before = content(data)

    assert refused(open_, data) == RIGHT_KEY
    assert content(data) == before


def test_a_folder_without_its_key_is_not_given_a_new_one(data):
    (data / "master.key").unlink()

    assert refused(open_store, data) == "The master key master.key is missing. Put the key of this data folder back."
    assert not (data / "master.key").exists()


def test_half_a_key_is_refused(data):
    (data / "master.key").write_bytes(b"half")

    assert refused(open_store, data).startswith("The master key master.key is not 32 octets long.")


def test_an_older_database_is_not_opened_before_it_is_migrated(data):
    restamp(data, "0000")

    assert refused(open_store, data) == (
        f"The database is at schema 0000, this program at {SCHEMA_VERSION}. Run freehold db migrate first."
    )


def test_a_newer_database_is_refused_with_a_plain_sentence(data, monkeypatch):
    monkeypatch.setattr(stamp, "SCHEMA_VERSION", "0000")

    assert refused(open_store, data) == (
        f"The database is at schema {SCHEMA_VERSION}, this program at 0000. Install a newer Freehold."
    )


def test_a_database_of_an_unknown_version_is_not_migrated(data):
    restamp(data, "9999")
    before = content(data)

    assert refused(migrate_store, data) == (
        "The database is of a newer Freehold. Install that one; nothing was changed."
    )
    assert content(data) == before


def test_a_served_folder_is_not_migrated(data):
    database = open_store(data)
    try:
        assert refused(migrate_store, data) == ("freehold.db is in use by another Freehold. Stop that one first.")
    finally:
        database.close()


@pytest.mark.parametrize("open_", [migrate_store, check_store, lambda data: open_store(data, make=False)])
def test_only_a_start_makes_what_is_missing(tmp_path, open_):
    data = tmp_path / "data"
    sentence = f"{data} holds no Freehold data yet. Start freehold serve --data {data} once."

    assert refused(open_, data) == sentence
    assert not data.exists()

    # A first start that died before the tables were committed leaves this.
    open_store(data).close()
    (data / "freehold.db").write_bytes(b"")
    assert refused(open_, data) == sentence
    engine = sa.create_engine(f"sqlite:///{data}/freehold.db")
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()

    open_store(data).close()
    assert check_store(data) == []


def test_an_up_to_date_folder_needs_no_migration_and_is_sound(data):
    assert list(migrate_store(data)) == []
    assert check_store(data) == []


def test_a_start_on_an_up_to_date_folder_imports_no_migration_tool(data):
    program = "import sys; from pathlib import Path; from freehold.opening import open_store; "
    program += (
        "open_store(Path(sys.argv[1])).close(); sys.exit(any(name.startswith('alembic') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program, str(data)], timeout=60).returncode == 0


def test_a_row_without_its_parent_is_found(data):
    statement(data, "INSERT INTO access_keys (id, account_id, secret, created_at) VALUES ('key', 77, x'00', 0)")

    assert check_store(data) == ["Row 1 of access_keys refers to a row of accounts that is not there."]


def test_a_schema_changed_by_hand_is_found(data):
    statement(data, "DROP INDEX uq_items_busy_domain")

    assert check_store(data) == [
        "The schema lacks unique index items.uq_items_busy_domain on busy_domain_id where busy_domain_id IS NOT NULL."
    ]


def test_a_damaged_file_is_found(data):
    statement(data, "INSERT INTO accounts (id, name, created_at) VALUES (1, 'aaaa-account', 0), (2, 'zzzz-account', 0)")
    # Either the row or its entry in the index: they are not of one mind any more.
    (data / "freehold.db").write_bytes(content(data).replace(b"aaaa-account", b"cccc-account", 1))

    assert check_store(data) == ["The file is damaged: row 1 missing from index sqlite_autoindex_accounts_1."]


def test_an_index_of_texts_that_is_not_about_the_rows_there_is_found_and_can_be_made_anew(data):
    statement(data, "INSERT INTO domain_names (rowid, name, name_unicode) VALUES (7, 'a.example', 'a.example')")

    (told,) = check_store(data)
    assert told == (
        "The index domain_names lacks 0 rows of domains and has 1 that are not there: searches miss some. Stop Freehold and "
        "run in SQLite: INSERT INTO domain_names(domain_names) VALUES ('rebuild');"
    )
    statement(data, told.partition("SQLite: ")[2])
    assert check_store(data) == []


@pytest.mark.parametrize("open_", [open_store, migrate_store, check_store])
def test_a_file_that_is_no_database_is_told_and_not_waited_for(data, open_):
    (data / "freehold.db").write_bytes(b"no database at all" * 1000)

    assert refused(open_, data) == (
        "freehold.db cannot be read: file is not a database. Look at its rights; if it is damaged, put a backup in its place."
    )


# All begin when their input ends, so that they meet.
OPEN = "import sys; from pathlib import Path; from freehold.opening import open_store; "
OPEN += "sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read(); open_store(Path(sys.argv[1]), lock=False).close()"


def test_processes_that_make_a_folder_at_once_agree_on_the_key(tmp_path):
    """PRV-3: two keys for one database would lock it for ever."""
    data = tmp_path / "data"
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout.read(1) == b"."
    for process in started:
        process.stdin.close()
    for process in started:
        process.stdout.close()

    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    assert (data / "master.key").stat().st_mode & 0o777 == 0o600
    assert check_store(data) == []
    assert [file.name for file in data.iterdir() if ".new" in file.name] == []


DIES = """
import os, signal, sys
from pathlib import Path
from freehold.db import vault
from freehold import opening

name, place = sys.argv[2].split(".")
module = {"vault": vault, "opening": opening, "os": os}[name]
setattr(module, place, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
opening.open_store(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("place", ["os.fsync", "os.link", "opening.Database", "opening._make_tables"])
def test_a_first_start_that_dies_is_followed_by_a_good_one(tmp_path, place):
    data = tmp_path / "data"
    ended = subprocess.run([sys.executable, "-c", DIES, str(data), place], timeout=60)
    assert ended.returncode == -signal.SIGKILL

    open_store(data).close()

    assert check_store(data) == []


def test_a_copy_of_the_folder_is_opened_as_the_folder_is(data, tmp_path):
    shutil.copytree(data, tmp_path / "copy")

    assert check_store(tmp_path / "copy") == []


def test_the_names_of_new_folders_are_flushed(tmp_path, monkeypatch):
    """REL-1: what is durable in a folder is lost with the folder's own name."""
    flushed, flush = [], os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (flushed.append(Path(f"/proc/self/fd/{handle}").readlink()), flush(handle))
    )

    open_store(tmp_path / "new" / "data").close()

    assert {tmp_path, tmp_path / "new"} <= set(flushed)


def test_a_host_that_lacks_the_key_is_told_so_and_gets_none_of_its_own(postgres, tmp_path):
    """A key that opens nothing would be taken for the one that is missing."""
    first, second = tmp_path / "first", tmp_path / "second"
    with postgres.database(first) as url:
        open_store(first, url=url).close()

        assert refused(open_store, second, url=url).startswith(
            f"{second} has no master.key, and the database was made with one. Copy it there "
        )

        assert list(second.iterdir()) == []
        shutil.copy(first / "master.key", second / "master.key")
        open_store(second, url=url).close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://us:pass:word@127.0.0.1:port/x", ""),
        ("postgresql://127.0.0.1/x?sslmod=require", ': invalid connection option "sslmod"'),
    ],
)
def test_an_address_that_the_driver_makes_nothing_of_is_told(data, url, why):
    said = (
        f"The database's address cannot be used{why}. Write postgresql://USER:PASSWORD@HOST:PORT/NAME, with % codes for "
        "signs of the password such as @ and :."
    )

    assert refused(open_store, data, url=url) == said
    assert refused(migrate_store, data, url=url) == said
    assert refused(copy_store, data, None, url) == said
