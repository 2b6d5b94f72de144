"""``freehold settings show``: every value, where it comes from, no secrets."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "north.pw").write_text("sesame\n")
    file = tmp_path / "freehold.toml"
    file.write_text(
        '[limits]\nmost_domains = 5000\n[registries.north]\naddress = "127.0.0.1:7000"\nlogin = "registrar-1"\n'
        'password_file = "north.pw"\nca_file = "ca.pem"\ntlds = ["xyz"]\n'
    )
    return file


def shown(run, *options: object) -> dict[str, tuple[str, str]]:
    rows = json.loads(run("settings", "show", "-o", "json", *options).out)
    return {row["setting"]: (row["value"], row["from"]) for row in rows}


def test_each_value_is_shown_with_where_it_comes_from(run, config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREEHOLD_LIMITS__CALLS_IN_FLIGHT", "7")

    found = shown(run, "--config", config)

    assert found["limits.most_domains"] == ("5000", "freehold.toml")
    assert found["limits.calls_in_flight"] == ("7", "FREEHOLD_LIMITS__CALLS_IN_FLIGHT")
    assert found["registries.north.address"] == ("127.0.0.1:7000", "freehold.toml")
    assert found["registries.north.window"] == ("1", "default")


def test_secrets_are_masked(run, config) -> None:
    ended = run("settings", "show", "--config", config)

    assert shown(run, "--config", config)["registries.north.password"] == ("(secret)", "freehold.toml")
    assert "sesame" not in ended.out + ended.err


def test_without_a_file_everything_is_default(run) -> None:
    assert {origin for _, origin in shown(run).values()} == {"default"}


def test_a_setting_that_does_not_exist_is_one_line(run, config) -> None:
    config.write_text("lissten = '1'\n")

    ended = run("settings", "show", "--config", config)

    assert (ended.code, ended.err) == (1, "Error: There is no setting lissten. Did you mean listen?\n")


def test_a_file_that_cannot_be_read_is_one_line(run, config) -> None:
    config.write_text(f"listen = {'9' * 5000}\n")

    ended = run("settings", "show", "--config", config)

    assert (ended.code, ended.err.startswith(f"Error: {config}: "), ended.err.count("\n")) == (1, True, 1)


@pytest.mark.parametrize(
    ("octets", "why"), [(None, "No such file or directory"), (b"\xff\xfe", "it is no text")], ids=["missing", "binary"]
)
def test_a_variable_that_names_a_file_which_cannot_be_read_is_one_line(
    run, tmp_path, monkeypatch: pytest.MonkeyPatch, octets: bytes | None, why: str
) -> None:
    file = tmp_path / "database"
    if octets is not None:
        file.write_bytes(octets)
    monkeypatch.setenv("FREEHOLD_DATABASE_FILE", str(file))

    ended = run("settings", "show")

    assert (ended.code, ended.err) == (1, f"Error: FREEHOLD_DATABASE_FILE: {why}: {file}\n")


@pytest.mark.parametrize(
    ("tlds", "said"),
    [
        ("[]", "registries.south.tlds is empty: name the suffixes it serves, or * for all that no other serves."),
        ('["xyz"]', "registries.south.tlds: xyz is served by north already. Name it at one of them."),
        ('["com", ".XYZ"]', "registries.south.tlds: .XYZ is served by north already. Name it at one of them."),
        (
            '["a b"]',
            "registries.south.tlds: 'a b' is no suffix: the label 'a b' is not 1 to 63 letters, digits and inner hyphens.",
        ),
    ],
)
def test_a_suffix_has_one_registry(run, config, tlds: str, said: str) -> None:
    south = config.read_text().partition("[registries.north]")[2].replace('["xyz"]', tlds)
    config.write_text(f"{config.read_text()}[registries.south]{south}")

    ended = run("settings", "show", "--config", config)

    assert (ended.code, ended.err) == (1, f"Error: {said}\n")


def test_a_file_that_is_no_text_is_one_line(run, config) -> None:
    config.write_bytes(b"\xff\xfe")

    ended = run("settings", "show", "--config", config)

    assert (ended.code, ended.err) == (1, f"Error: {config} is not UTF-8.\n")
