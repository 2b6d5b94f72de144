"""``freehold doctor``: what is wrong, and what to do about it."""

import http.server
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from freehold.cli import doctor_machine
from freehold.opening import open_store
from support.pooler import pooled


def findings(run, data: Path, *options: object) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and state and advice of each check."""
    arguments = ("--listen", "127.0.0.1:0") if "--listen" not in options else ()
    ended = run("doctor", "--data", data, "-o", "json", *arguments, *options)
    return ended.code, {row["check"]: (row["state"], row["advice"]) for row in json.loads(ended.out)}


@pytest.fixture
def healthy(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation on a machine that has enough of everything, whatever this one has."""
    monkeypatch.setattr(doctor_machine, "_FEW_FILES", 256)
    monkeypatch.setattr(doctor_machine, "_FEWEST_FILES", 128)
    monkeypatch.setattr(doctor_machine, "_MEMORY", frozenset())
    open_store(data).close()
    return data


def test_a_healthy_installation_has_only_good_findings(run, healthy: Path) -> None:
    code, found = findings(run, healthy)

    assert code == 0
    assert list(found) == [
        "Python",
        "SQLite",
        "data folder",
        "disk",
        "open files",
        "store",
        "clock",
        "port",
        "settings",
        "registries",
        "mail",
    ]
    assert set(found.values()) == {("good", "")}


def test_a_folder_that_is_not_there_yet_is_no_fault(run, data: Path) -> None:
    code, found = findings(run, data)

    assert code == 0
    assert found["data folder"] == ("look", "freehold serve makes it at its first start.")
    assert not data.exists()


def test_a_key_that_others_can_read_is_told(run, healthy: Path) -> None:
    (healthy / "master.key").chmod(0o644)

    code, found = findings(run, healthy)

    assert code == 1
    assert found["store"] == ("bad", "The master key master.key can be read by others. Set its mode to 0600.")


def test_another_installations_key_is_told(run, healthy: Path) -> None:
    """PRV-3."""
    (healthy / "master.key").write_bytes(os.urandom(32))

    code, found = findings(run, healthy)

    assert code == 1
    assert found["store"][0] == "bad"
    assert "not the key this database was made with" in found["store"][1]


def test_a_folder_that_others_may_look_into_is_told(run, healthy: Path) -> None:
    healthy.chmod(0o755)

    assert findings(run, healthy)[1]["data folder"] == ("look", f"Run chmod 700 {healthy}.")


def test_a_clock_behind_the_store_is_told(run, healthy: Path) -> None:
    ahead = (healthy / "freehold.db").stat().st_mtime + 3600
    os.utime(healthy / "freehold.db", (ahead, ahead))

    code, found = findings(run, healthy)

    assert code == 1
    assert found["clock"][0] == "bad"
    assert found["clock"][1].startswith("Set the clock")


def test_a_port_that_another_program_has_is_told(run, healthy: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))

        code, found = findings(run, healthy, "--listen", f"127.0.0.1:{other.getsockname()[1]}")

    assert code == 1
    assert found["port"] == ("bad", "End the other program, or choose another port with --listen.")


def test_settings_that_do_not_load_are_told(run, healthy: Path, tmp_path: Path) -> None:
    config = tmp_path / "freehold.toml"
    config.write_text("[limits]\nmost_domain = 5\n")

    code, found = findings(run, healthy, "--config", config)

    assert code == 1
    assert found["settings"] == ("bad", "There is no setting limits.most_domain. Did you mean limits.most_domains?")
    assert "registries" not in found


def test_an_address_that_cannot_be_read_is_a_usage_error(run, healthy: Path) -> None:
    for listen in ("8400", "127.0.0.1:²"):
        ended = run("doctor", "--data", healthy, "--listen", listen)
        assert (ended.code, f"--listen {listen}: write HOST:PORT" in ended.err) == (2, True)


def test_sentences_are_told_in_chinese_when_asked_for(run, healthy: Path) -> None:
    healthy.chmod(0o755)

    ended = run("doctor", "--data", healthy, "--listen", "127.0.0.1:0", "--lang", "zh", "-o", "json")

    found = {row["check"]: (row["found"], row["advice"]) for row in json.loads(ended.out)}
    assert ended.code == 0
    assert found["data folder"] == (f"其他用户可以查看 {healthy}", f"请执行 chmod 700 {healthy}。")
    assert found["store"] == ("可以用其密钥打开", "")


def test_a_folder_that_cannot_be_written_to_is_told(run) -> None:
    """A folder in which not even root makes files."""
    code, found = findings(run, Path("/proc/self/fd"))

    assert code == 1
    assert found["data folder"] == ("bad", "Give the user that runs Freehold all rights to it.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_files_of_another_user_are_told(run, healthy: Path) -> None:
    """Somebody ran a command as root in the folder of the user freehold."""
    stranger = healthy / "mail"
    stranger.symlink_to("/proc/1/cmdline")
    os.lchown(stranger, 65534, 65534)

    code, found = findings(run, healthy)

    assert code == 1
    assert found["data folder"][0] == "bad"
    assert "chown -R" in found["data folder"][1]


def test_a_missing_key_is_told(run, healthy: Path) -> None:
    (healthy / "master.key").unlink()

    code, found = findings(run, healthy)

    assert code == 1
    assert found["store"] == (
        "bad",
        "The master key master.key is missing. Put the key of this data folder back.",
    )


@pytest.mark.parametrize(
    ("stamp", "advice"),
    [
        ("9999", "The database is at schema 9999, this program at 0001. Install a newer Freehold."),
        ("0000", "The database is at schema 0000, this program at 0001. Run freehold db migrate first."),
    ],
)
def test_a_database_of_another_version_is_told(run, healthy: Path, stamp: str, advice: str) -> None:
    store = open_store(healthy)
    store.write_now(lambda session: session.execute(sa.text(f"UPDATE alembic_version SET version_num = '{stamp}'")))
    store.close()

    code, found = findings(run, healthy)

    assert (code, found["store"]) == (1, ("bad", advice))


def test_a_damaged_database_is_told(run, healthy: Path) -> None:
    (healthy / "freehold.db").write_bytes(b"no database at all" * 1000)

    code, found = findings(run, healthy)

    assert code == 1
    assert "put a backup in its place" in found["store"][1]


def test_a_folder_in_memory_is_told(run) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        code, found = findings(run, Path(folder))

    assert code == 1
    assert found["file system"] == ("bad", "Move the folder to a disk.")


def test_a_folder_on_a_file_system_of_the_network_is_known(tmp_path: Path) -> None:
    """The kernel's table as a machine with such a mount shows it (proc(5))."""
    mounts = f"""\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 0:44 / {tmp_path.parent} rw,relatime shared:7 - nfs4 files:/export rw,vers=4.2
32 22 0:45 / {tmp_path.parent}x rw,relatime - xfs /dev/vdb rw
"""

    assert doctor_machine.file_system_of(tmp_path, mounts) == "nfs4"
    assert doctor_machine.file_system_of(Path("/var"), mounts) == "ext4"
    assert "nfs4" in doctor_machine._NETWORK


def test_a_disk_that_is_nearly_full_is_told(run, healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test fills a disk: this one counts any as full."""
    monkeypatch.setattr(doctor_machine, "_LEAST_ROOM", 2**62)

    code, found = findings(run, healthy)

    assert (code, found["disk"]) == (1, ("bad", "Make room; a full disk stops all changes."))


def test_a_library_that_swallows_flushes_is_told(run, healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set as for our children: this process has begun without it."""
    monkeypatch.setenv("LD_PRELOAD", "/usr/lib/libeatmydata.so")

    code, found = findings(run, healthy)

    assert code == 1
    assert found["flushes"][1].startswith("Unset LD_PRELOAD")


FEW = "Raise the hard limit to 65,536 (LimitNOFILE= in the systemd unit, ulimit -Hn in a shell of root): calls and sessions need one each."


@pytest.mark.parametrize(
    ("soft", "hard", "state", "advice"),
    [(300, 300, "bad", FEW), (1024, 1024, "look", FEW), (300, 1024, "look", FEW), (300, 4096, "good", "")],
)
def test_too_few_files_are_told_by_the_limit_that_a_server_has(
    data: Path, soft: int, hard: int, state: str, advice: str
) -> None:
    """In a process of its own, as a hard limit is never raised again."""
    ended = subprocess.run(
        [sys.executable, "-m", "freehold", "doctor", "--data", str(data), "-o", "json", "--listen", "127.0.0.1:0"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)),
    )

    found = {row["check"]: (row["state"], row["advice"]) for row in json.loads(ended.stdout)}
    assert found["open files"] == (state, advice)


class NotReady(http.server.BaseHTTPRequestHandler):
    """Answers as a server does whose disk is full."""

    def do_GET(self) -> None:
        alive = self.path == "/healthz"
        lacks = {"status": "not ready", "lacks": {"store": "a write could not be made durable"}}
        body = json.dumps({"status": "alive"} if alive else lacks).encode()
        self.send_response(200 if alive else 503)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_that_takes_no_calls_is_told(run, healthy: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), NotReady) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ended = run("doctor", "--data", healthy, "--listen", f"127.0.0.1:{server.server_address[1]}", "-o", "json")
        server.shutdown()

    (found,) = [row for row in json.loads(ended.out) if row["check"] == "port"]
    assert (ended.code, found["state"]) == (1, "bad")
    assert found["found"].endswith("takes no calls: store: a write could not be made durable")


def test_a_mail_server_that_is_not_there_is_told(run, healthy: Path, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        config = tmp_path / "freehold.toml"
        port = nobody.getsockname()[1]
        config.write_text(f'[mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "a@example.com"\n')

        code, found = findings(run, healthy, "--config", config)

    assert code == 1
    assert found["mail server"][0] == "bad"


def test_a_postgresql_that_is_not_there_is_told(run, data: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://freehold@127.0.0.1:{nobody.getsockname()[1]}/freehold"

        code, found = findings(run, data, "--database", url)

    assert code == 1
    assert found["PostgreSQL"][0] == "bad"


def test_a_pooler_that_lends_sessions_is_told_from_one_that_keeps_them(run, data: Path, postgres) -> None:
    with postgres.empty_database() as url:
        for mode, state in (("transaction", "bad"), ("session", "good")):
            with pooled(url, mode) as address:
                _, found = findings(run, data, "--database", address)

            assert (found["PostgreSQL"][0], found["pooler"][0]) == ("good", state)


def test_an_address_of_the_database_that_is_none_is_told_without_its_words(run, healthy: Path) -> None:
    """It may be a password with a sign that had to be coded."""
    ended = run(
        "doctor", "--data", healthy, "--listen", "127.0.0.1:0", "-o", "json",
        "--database", "postgresql://us:p@ss:w0rd@127.0.0.1/x",
    )  # fmt: skip

    (found,) = [row for row in json.loads(ended.out) if row["check"] == "PostgreSQL"]
    assert (ended.code, found["state"], found["found"]) == (1, "bad", "its address cannot be read")
    assert "w0rd" not in ended.out + ended.err
