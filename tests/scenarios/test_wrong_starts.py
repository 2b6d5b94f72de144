"""Starts that cannot be: told in a sentence that names what is wrong, before anything is made."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest

from freehold.opening import open_store
from freehold.sandbox.certificates import Authority
from support.served import Served, acme

# Rights do not bind whoever may override them, as root in a container.
AS_NOBODY_SPECIAL = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()


def run(*arguments):
    return subprocess.run(
        [*AS_NOBODY_SPECIAL, sys.executable, "-m", "freehold", *map(str, arguments)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_host_that_is_none_is_named(tmp_path):
    ended = run("serve", "--data", tmp_path / "data", "--listen", "nowhere.invalid:0")

    assert (ended.returncode, ended.stderr.startswith("Error: --listen nowhere.invalid:0: ")) == (1, True)


def test_an_address_of_ipv6_is_told_as_clients_write_it(tmp_path):
    served = Served(tmp_path / "data", acme([{"name": "a.com"}]))
    served.endpoint = "[::1]:0"
    with served:
        assert served.endpoint.startswith("[::1]:")
        assert json.loads((tmp_path / "data" / "emulator.json").read_text())["url"] == f"http://{served.endpoint}"
        with urllib.request.urlopen(f"http://{served.endpoint}/healthz") as answer:
            assert answer.status == 200


def test_a_data_folder_in_which_nothing_can_be_kept_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    closed = tmp_path / "closed"
    closed.mkdir(0o500)

    def refused(command, data):
        ended = run(command, "--data", data, "--listen", "127.0.0.1:0")
        assert (ended.returncode, ended.stdout) == (1, "")
        return ended.stderr

    for command in ("serve", "sandbox"):
        assert refused(command, file).startswith(f"Error: --data {file}: no folder can be made there: it is a file.")
        assert refused(command, file / "x").startswith(f"Error: --data {file / 'x'}: no folder can be made there: ")
        assert refused(command, closed).startswith(f"Error: {closed} cannot be written to. Give this user the right")
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize(("name", "mode"), [("freehold.db", 0o400), ("freehold.db", 0), ("freehold.db-shm", 0o400)])
def test_a_file_of_the_store_that_is_closed_is_named(tmp_path, name, mode):
    data = tmp_path / "data"
    assert run("account", "create", "acme", "--data", data).returncode == 0
    (data / name).touch()
    (data / name).chmod(mode)

    ended = run("serve", "--data", data, "--listen", "127.0.0.1:0")
    doctor = run("doctor", "--data", data, "--listen", "127.0.0.1:0", "-o", "json")

    said = f"{name} in {data} cannot be read and written to. Give this user the right to both."
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"Error: {said}\n")
    assert (doctor.returncode, doctor.stderr) == (1, "")
    assert [row["advice"] for row in json.loads(doctor.stdout) if row["check"] == "store"] == [said]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--login", ""), "--login : a log-in has 3 to 16 letters, digits and hyphens."),
        (("--login", "longer-than-sixteen"), "--login longer-than-sixteen: a log-in has 3 to 16 letters, digits and hyphens."),
        (("--registrar", "me=thin"), "--registrar me=thin: a log-in has 3 to 16 letters, digits and hyphens."),
        (("--registrar", "registrar-1"), "--registrar registrar-1: that log-in is given already. Choose another."),
    ],
)  # fmt: skip
def test_a_registrar_that_epp_has_no_name_for_is_refused(tmp_path, options, said):
    ended = run("sandbox", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", *options)

    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (2, f"Error: {said}")
    assert not (tmp_path / "data").exists()


def test_a_fault_of_a_sandboxs_seed_is_told_with_its_place(tmp_path):
    seed = tmp_path / "seed.yaml"
    seed.write_text("faults:\n  - {domain: boom.xyz, drop: sometimes}\n")

    ended = run("sandbox", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--seed", seed)

    said = f"{seed}: faults 1: drop 'sometimes' is neither before-doing nor after-doing. Nothing was loaded."
    assert (ended.returncode, ended.stderr) == (1, f"Error: {said}\n")


def test_a_worker_without_a_key_makes_neither_key_nor_database(postgres, tmp_path):
    """Else the servers that come after it would not fit the database."""
    ca_file = Authority(tmp_path / "ca").ca_file
    config = tmp_path / "freehold.toml"
    config.write_text(
        f'[registries.north]\naddress = "127.0.0.1:1"\nlogin = "us"\npassword = "x"\nca_file = "{ca_file}"\ntlds = ["*"]\n'
    )
    data = tmp_path / "worker"

    with postgres.database(tmp_path / "server") as url:
        ended = run("worker", "--data", data, "--config", config, "--database", url)
        open_store(tmp_path / "server", url=url).close()

    said = f"Error: {data} has no master.key, and the database was made with one. Copy it there from the data folder"
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said)
    assert not data.exists()


@pytest.mark.parametrize("kept", [b"", b"\xff:1", b"127.0.0.1:99999"])
def test_a_server_starts_whatever_a_power_cut_left_of_its_registrys_address(tmp_path, kept):
    file = tmp_path / "data" / "sandbox" / "address"
    file.parent.mkdir(parents=True)
    file.write_bytes(kept)

    with Served(tmp_path / "data"):
        assert file.read_text().startswith("127.0.0.1:")


def test_certificates_that_open_no_connection_are_told_at_the_start(tmp_path):
    """Callers are answered all the same, and other registries worked with."""
    config = tmp_path / "freehold.toml"
    config.write_text(
        '[registries.north]\naddress = "127.0.0.1:1"\nlogin = "us"\npassword = "x"\nca_file = "nowhere.pem"\ntlds = ["*"]\n'
    )

    with Served(tmp_path / "data", None, "--config", str(config)) as served:
        told = next(line for line in served.log().splitlines() if "ERROR" in line)

    assert told.endswith(
        f"registries.north: ca_file {tmp_path / 'nowhere.pem'} cannot be read: No such file or directory. "
        "Give the CA's, in PEM form. Nothing is sent there before."
    )
