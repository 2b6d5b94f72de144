"""``freehold registry check`` and ``freehold doctor`` against a practice registry over TLS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.epp.extensions import fee
from freehold.sandbox.admin_client import AdminClient

READY = "Sandbox registry is ready at "


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A practice registry, and the settings that lead to it."""
    folder = tmp_path_factory.mktemp("registry")
    process = subprocess.Popen(
        [sys.executable, "-m", "freehold", "sandbox", "--listen", "127.0.0.1:0", "--data", folder / "sandbox"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.readline()
        assert said.startswith(READY)
        (folder / "freehold.toml").write_text(
            f'[registries.north]\naddress = "{said.removeprefix(READY).strip()}"\nlogin = "registrar-1"\n'
            'password_file = "sandbox/password"\nca_file = "sandbox/ca.pem"\ntlds = ["xyz", "cn"]\n'
        )
        yield folder / "freehold.toml"
        process.terminate()
        process.wait(20)


def changed(config: Path, old: str, new: str) -> Path:
    text = config.read_text()
    assert old in text
    other = config.with_name("other.toml")
    other.write_text(text.replace(old, new))
    return other


def test_a_registry_that_lets_us_in_tells_what_it_offers(run, sandbox: Path) -> None:
    ended = run("registry", "check", "north", "--config", sandbox, "-o", "json")

    assert (ended.code, ended.err) == (0, "north let us in and out again.\n")
    told = json.loads(ended.out)
    address = told.pop("address")
    assert address in sandbox.read_text()
    assert told.pop("its_time").endswith("Z")
    assert told.pop("server_certificate_ends").endswith("Z")
    assert told.pop("server_certificate_days") in {364, 365}
    uris = ", ".join(f"urn:ietf:params:xml:ns:{name}-1.0" for name in ("domain", "contact", "host"))
    assert told == {
        "registry": "north", "server": "Freehold sandbox registry", "offers": uris, "used": uris,
        "contacts": "kept by the registry", "suffixes": "xyz, cn",
        "methods": "xyz: update (the suffix's policy says so); cn: audited (the suffix's policy says so)",
        "code_provider": "", "fee_at_most": "", "sessions": 2, "window": 1, "commands_per_second": 2.0,
    }  # fmt: skip


def test_a_registry_that_tells_fees_and_a_limit_belong_together(run, sandbox: Path) -> None:
    limited = changed(sandbox, "tlds =", 'fee_at_most = "25.00 EUR"\ntlds =')

    not_told = run("registry", "check", "north", "--config", limited)
    with AdminClient(sandbox.parent / "sandbox") as admin:
        admin.ask("offer", extensions=[fee.NAMESPACE])
        good = run("registry", "check", "north", "--config", limited, "-o", "json")
        no_limit = run("registry", "check", "north", "--config", sandbox)
        admin.ask("offer", extensions=[])

    inside = "north let us in and out again.\n"
    assert not_told.err == f"{inside}north has a fee_at_most and tells no fees: none can be agreed to.\n"
    assert (good.err, json.loads(good.out)["fee_at_most"]) == (inside, "25.00 EUR")
    said = "north tells fees and has no fee_at_most: a change that it wants a fee for fails."
    assert no_limit.err == f"{inside}{said}\n"


def test_a_refused_log_in_says_so(run, sandbox: Path) -> None:
    ended = run("registry", "check", "north", "--config", changed(sandbox, "registrar-1", "registrar-2"))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: north refuses the log-in: 2200 ")


def test_a_certificate_of_another_ca_is_not_trusted(run, sandbox: Path, tmp_path: Path) -> None:
    """SEC-42."""
    from freehold.sandbox.certificates import Authority

    other = Authority(tmp_path / "other-ca").ca_file

    ended = run("registry", "check", "north", "--config", changed(sandbox, "sandbox/ca.pem", str(other)))

    assert (ended.code, ended.out) == (1, "")
    assert "its certificate is not trusted" in ended.err
    assert "Check ca_file" in ended.err


def test_a_registry_that_is_not_there_says_so(run, sandbox: Path) -> None:
    address = next(line for line in sandbox.read_text().splitlines() if line.startswith("address"))

    ended = run("registry", "check", "north", "--config", changed(sandbox, address, 'address = "127.0.0.1:1"'))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: north at 127.0.0.1:1: it cannot be reached: ")


def test_a_registry_that_is_not_configured_is_told_with_those_that_are(run, sandbox: Path) -> None:
    ended = run("registry", "check", "south", "--config", sandbox)

    assert (ended.code, ended.err) == (1, "Error: There is no registry south in freehold.toml; it has north.\n")


def test_a_registry_of_the_environment_needs_no_file(run, sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = dict(line.split(" = ", 1) for line in sandbox.read_text().splitlines() if " = " in line)
    monkeypatch.chdir(sandbox.parent)
    for key in ("address", "login", "password_file", "ca_file"):
        monkeypatch.setenv(f"FREEHOLD_REGISTRIES__NORTH__{key.upper()}", lines[key].strip('"'))
    monkeypatch.setenv("FREEHOLD_REGISTRIES__NORTH__TLDS", "xyz")

    assert run("registry", "check", "north").err == "north let us in and out again.\n"
    assert run("registry", "check", "south").err == "Error: There is no registry south in the settings; it has north.\n"


def test_the_doctor_tries_every_registry(run, sandbox: Path, data: Path) -> None:
    def finding(config: Path) -> tuple[int, str, str]:
        ended = run("doctor", "--data", data, "--listen", "127.0.0.1:0", "--config", config, "-o", "json")
        (found,) = [row for row in json.loads(ended.out) if row["check"] == "registry north"]
        return ended.code, found["state"], found["found"]

    code, state, found = finding(sandbox)
    assert (code, state) == (0, "good")
    assert found.startswith("Freehold sandbox registry at 127.0.0.1:")
    assert finding(changed(sandbox, "registrar-1", "registrar-2")) == (1, "bad", "it does not let us in")


@pytest.mark.parametrize(
    ("line", "instead", "advice"),
    [
        ("address = ", 'address = "127.0.0.1:1"', "it cannot be reached"),
        ("ca_file = ", 'ca_file = "other-ca.pem"', "Check ca_file and server_name"),
        (
            "ca_file = ",
            'ca_file = "nowhere.pem"',
            "nowhere.pem cannot be read: No such file or directory. Give the CA's",
        ),
        ("ca_file = ", 'ca_file = "sandbox/password"', "password holds no certificate in PEM form"),
        ("tlds = ", 'tlds = ["xyz"]\nclient_certificate = "nowhere.pem"', "nowhere.pem cannot be read"),
        (
            "tlds = ",
            'tlds = ["xyz"]\nclient_certificate = "sandbox/ca.pem"',
            "Give certificate and key without password",
        ),
        ("tlds = ", 'tlds = ["xyz"]\nserver_name = "registry.example"', "Check ca_file and server_name"),
        ("password_file = ", 'password = "wrong-password"', "refuses the log-in"),
    ],
)
def test_the_doctor_says_why_a_registry_lets_nobody_in(
    run, sandbox: Path, data: Path, line: str, instead: str, advice: str
) -> None:
    from freehold.sandbox.certificates import Authority

    (sandbox.parent / "other-ca.pem").write_bytes(Authority(data.parent / "other-ca").ca_file.read_bytes())
    old = next(one for one in sandbox.read_text().splitlines() if one.startswith(line))
    config = changed(sandbox, old, instead)

    ended = run("doctor", "--data", data, "--listen", "127.0.0.1:0", "--config", config, "-o", "json")

    (found,) = [row for row in json.loads(ended.out) if row["check"] == "registry north"]
    assert (ended.code, found["state"]) == (1, "bad")
    assert advice in found["advice"]


@pytest.mark.parametrize(("seconds", "state"), [(120, "look"), (-7200, "bad")])
def test_the_doctor_holds_our_clock_against_the_registrys(
    run, sandbox: Path, data: Path, seconds: int, state: str
) -> None:
    from freehold.clock import SystemClock
    from freehold.sandbox.admin_client import AdminClient

    with AdminClient(sandbox.parent / "sandbox") as admin:
        admin.ask("set_clock", at=SystemClock().now() + seconds * 1000)
        ended = run("doctor", "--data", data, "--listen", "127.0.0.1:0", "--config", sandbox, "-o", "json")
        admin.ask("set_clock", at=SystemClock().now())

    found = {row["check"]: (row["state"], row["found"]) for row in json.loads(ended.out)}
    assert found["clock, by north"][0] == state
    assert ("behind" if seconds > 0 else "ahead of") in found["clock, by north"][1]
