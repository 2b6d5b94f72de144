"""``freehold doctor``: what is wrong, and what to do about it."""

import json
import os
import socket
from pathlib import Path

import pytest

from freehold.opening import open_store


def findings(run, data: Path, *options: object) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and state and advice of each check."""
    arguments = ("--listen", "127.0.0.1:0") if "--listen" not in options else ()
    ended = run("doctor", "--data", data, "-o", "json", *arguments, *options)
    return ended.code, {row["check"]: (row["state"], row["advice"]) for row in json.loads(ended.out)}


@pytest.fixture
def healthy(data: Path) -> Path:
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
    assert run("doctor", "--data", healthy, "--listen", "8400").code == 2
