"""``freehold backup`` and ``freehold restore from``: online, consistent, verified, sealed, whole or not there (REL-21)."""

import os
import stat
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.opening import check_store, open_store
from freehold.store import accounts, nonces, restores
from freehold.terms.instants import Instant
from support.registries import command

NOW = Instant(1_767_323_045_000)

DIES = """
import sys
from freehold import faults
from freehold.cli.main import main

faults.arm(sys.argv[1], None)
main(sys.argv[2:])
"""


def dies(point, *arguments):
    ended = subprocess.run([sys.executable, "-c", DIES, f"{point}=kill", *map(str, arguments)], timeout=60)
    assert ended.returncode == -9


def rows(folder):
    """Every row of our tables but what restoring marks."""
    store = open_store(folder, lock=False, make=False)
    try:
        with store.reading() as session:
            return {
                name: session.execute(table.select().order_by(*table.primary_key.columns)).all()
                for name, table in metadata.tables.items()
                if name not in {"installation", "items", "tasks"}
            }
    finally:
        store.close()


def listing(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*"))


def test_what_is_restored_is_what_was_there(tmp_path, data, key):
    (data / "policy").mkdir()
    (data / "policy" / "isle.toml").write_text('tld = "isle"\n')
    (data / "mail").mkdir()
    (data / "mail" / "one.eml").write_text("gone out")

    code, out, said = command("backup", "--data", data)
    (sealed,) = (data / "backups").glob("*.backup")
    restored = command("restore", sealed, "--key", key, "--data", tmp_path / "again")

    assert (code, out, restored[0]) == (0, "", 0)
    assert said.splitlines()[0] == f"The backup is whole: {sealed} ({sealed.stat().st_size:,} octets)."
    assert listing(tmp_path / "again") == [
        "freehold.db", "master.key", "policy", "policy/isle.toml"
    ]  # fmt: skip
    assert (tmp_path / "again" / "policy" / "isle.toml").read_text() == 'tld = "isle"\n'
    assert rows(tmp_path / "again") == rows(data)
    assert check_store(tmp_path / "again") == []
    assert [file.name for file in data.iterdir() if "copy" in file.name] == []


def test_a_backup_is_closed_to_others_and_so_is_what_is_restored(tmp_path, sealed, key):
    command("restore", sealed, "--key", key, "--data", tmp_path / "again")

    places = [sealed, tmp_path / "again", *(tmp_path / "again").iterdir()]
    assert {stat.S_IMODE(place.stat().st_mode) & 0o077 for place in places} == {0}


def test_nothing_can_be_read_in_a_backup(sealed):
    """INV-18: not even what the database has in the clear."""
    content = sealed.read_bytes()

    assert [word for word in (b"acme", b"a.com", b"Secret", b"CREATE TABLE", b"example") if word in content] == []


def test_a_backup_beside_a_writer_is_one_moment(tmp_path, data, key):
    """Each of the writer's groups is there as a whole, up to one of them, and none after."""
    store, ended = open_store(data), threading.Event()

    def keep_writing():
        number = 0
        while not ended.is_set():
            number += 1

            def pair(session, number=number):
                for half in ("a", "b"):
                    nonces.use(session, "testid", f"{number:06d}-{half}", NOW)

            store.write_now(pair)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        code, _, _ = command("backup", "--data", data, "--to", tmp_path / "one.backup")
    finally:
        ended.set()
        writer.join()
        store.close()
    command("restore", tmp_path / "one.backup", "--key", key, "--data", tmp_path / "again")

    names = [row.nonce for row in rows(tmp_path / "again")["nonces"] if "-" in row.nonce]
    assert code == 0
    assert names == [f"{number:06d}-{half}" for number in range(1, len(names) // 2 + 1) for half in ("a", "b")]


def test_tables_of_others_stay_behind(tmp_path, data, key):
    """What the durable execution library keeps, the sweep makes again."""
    store = open_store(data)
    store.write_now(lambda session: session.execute(sa.text("CREATE TABLE workflow_status (id TEXT)")))
    store.close()
    command("backup", "--data", data, "--to", tmp_path / "one.backup")
    command("restore", tmp_path / "one.backup", "--key", key, "--data", tmp_path / "again")

    store = open_store(tmp_path / "again", lock=False, make=False)
    with store.reading() as session:
        assert "workflow_status" not in sa.inspect(session.connection).get_table_names()
    store.close()


def test_a_backup_is_verified_with_the_key_alone(tmp_path, sealed, key):
    code, out, said = command("backup", "verify", sealed, "--key", key, "--data", tmp_path / "none", "-o", "csv")

    assert (code, out.splitlines()[0], said) == (
        0, "made,schema,program,key", "The backup is whole and its database is sound.\n"
    )  # fmt: skip


def test_a_backup_that_was_changed_or_has_another_key_is_not_verified(tmp_path, sealed, key):
    (other := tmp_path / "other.key").write_bytes(os.urandom(32))
    other.chmod(0o600)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(sealed.read_bytes()[:-1])

    assert command("backup", "verify", sealed, "--key", other)[2] == (
        "Error: The backup was sealed with another master key than the one given.\n"
    )
    assert command("backup", "verify", cut, "--key", key)[0::2] == (
        1, f"Error: The backup was changed or cut off after it was written (frame {frames(cut)}).\n"
    )  # fmt: skip


def frames(file):
    return -(-(file.stat().st_size - 200) // (65_536 + 16))


def test_an_unsound_database_is_not_backed_up(tmp_path, data):
    store = open_store(data)
    store.write_now(lambda session: session.execute(sa.text("DROP INDEX ix_nonces_used_at")))
    store.close()

    assert command("backup", "--data", data, "--to", tmp_path / "one.backup")[0::2] == (
        1,
        "Error: The database is not sound, so no backup was made: The schema lacks index nonces.ix_nonces_used_at on used_at.\n",
    )
    assert not (tmp_path / "one.backup").exists()


def test_a_file_that_is_there_is_not_overwritten(tmp_path, data):
    (there := tmp_path / "one.backup").write_bytes(b"precious")

    assert command("backup", "--data", data, "--to", there)[0::2] == (
        1, f"Error: {there} is there already. Name another file.\n"
    )  # fmt: skip
    assert there.read_bytes() == b"precious"


def test_a_folder_without_a_database_is_told_what_else_to_do(tmp_path):
    code, _, said = command("backup", "--data", tmp_path)

    assert (code, said.startswith(f"Error: {tmp_path} holds no freehold.db. A PostgreSQL database is backed up")) == (
        1,
        True,
    )


@pytest.mark.parametrize("point", ["backup.mid_copy", "backup.mid_copy@2", "backup.before_publish"])
def test_a_death_leaves_no_file_under_a_backups_name(data, point):
    dies(point, "backup", "--data", data)
    assert list((data / "backups").glob("freehold-*")) == []

    assert command("backup", "--data", data)[0] == 0

    assert len(list((data / "backups").iterdir())) == 1
    assert [file.name for file in data.iterdir() if "copy" in file.name] == []


@pytest.mark.parametrize("point", ["restore.mid", "restore.mid@2"])
def test_a_death_in_a_restore_leaves_the_target_as_it_was(tmp_path, sealed, key, point):
    (target := tmp_path / "again").mkdir()

    dies(point, "restore", sealed, "--key", key, "--data", target)
    assert list(target.iterdir()) == []

    assert command("restore", sealed, "--key", key, "--data", target)[0] == 0
    assert listing(target) == ["freehold.db", "master.key"]
    assert list(tmp_path.glob(".*.restoring")) == []


def test_a_folder_that_is_not_empty_is_not_restored_into(tmp_path, data, sealed, key):
    before = listing(data), rows(data)

    assert command("restore", sealed, "--key", key, "--data", data)[0::2] == (
        1, f"Error: {data} is not empty. Restore into a new folder; nothing was changed.\n"
    )  # fmt: skip
    assert (listing(data), rows(data)) == before


def test_a_damaged_backup_restores_nothing(tmp_path, sealed, key):
    octets = bytearray(sealed.read_bytes())
    octets[-1] ^= 1
    sealed.write_bytes(octets)

    assert command("restore", sealed, "--key", key, "--data", tmp_path / "again")[0] == 1
    assert sorted(file.name for file in tmp_path.iterdir() if "again" in file.name) == []


def test_numbers_that_callers_were_told_later_are_not_given_to_something_else(tmp_path, data, sealed, key):
    command("restore", sealed, "--key", key, "--data", tmp_path / "again")

    numbers = []
    for folder in (data, tmp_path / "again"):
        store = open_store(folder)
        numbers.append(store.write_now(a_profile))
        store.close()
    assert numbers[1] - numbers[0] == 100_000


def a_profile(session):
    from freehold.store import profiles
    from freehold.terms.contacts import Contact

    return profiles.add(session, accounts.by_name(session, "acme").id, Contact(organization="Example"), NOW)


def test_what_is_restored_is_marked_until_it_is_settled(tmp_path, sealed, key):
    command("restore", sealed, "--key", key, "--data", tmp_path / "again")

    store = open_store(tmp_path / "again")
    with store.reading() as session:
        mark, signed_after = restores.find(session), restores.signed_after(session)
    store.close()
    assert signed_after == mark.restored_at // 1000 * 1000
    assert (mark.made_at <= mark.restored_at, mark.run_id) == (True, None)
