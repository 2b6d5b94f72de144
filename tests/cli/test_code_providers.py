"""What ``registry check``, ``doctor`` and ``domain show`` tell of verification codes."""

import json
from pathlib import Path

import pytest

from freehold.opening import open_store
from freehold.settings import SIGNATURES, BadSettings, load
from freehold.store import accounts, contacts, domains, verification_codes
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.verification_codes import MissingCode
from support.registries import sandbox_registry
from support.store_rows import person

NOW = Instant(1_780_000_000_000)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """Settings that lead to a practice registry that wants codes."""
    folder = tmp_path_factory.mktemp("codes")
    with sandbox_registry(folder / "sandbox") as running:
        running.admin.ask("set_mode", suffix="*", mode="thin-with-code")
        file = folder / "freehold.toml"
        file.write_text(
            f'[registries.north]\naddress = "{running.address}"\nlogin = "registrar-1"\n'
            'password_file = "sandbox/password"\nca_file = "sandbox/ca.pem"\ntlds = ["com", "xyz"]\n'
        )
        yield file


def with_provider(config: Path, *lines: str) -> Path:
    other = config.with_name("with-provider.toml")
    provider = ["[code_providers.practice]", f'key_file = "{config.parent}/codes/practice.pem"', *lines]
    other.write_text("\n".join([config.read_text() + 'code_provider = "practice"', *provider]) + "\n")
    return other


def test_the_check_of_a_registry_says_which_suffixes_lack_a_provider(run, config: Path) -> None:
    ended = run("registry", "check", "north", "--config", config, "-o", "json")

    assert (ended.code, json.loads(ended.out)["code_provider"]) == (0, "")
    assert "com: registrar-only-with-code" in json.loads(ended.out)["methods"]
    assert "com wants verification codes, and north has no code_provider: its domains wait for a person." in ended.err
    assert "xyz wants" not in ended.err


def test_with_a_provider_or_without_the_duty_nothing_is_missing(run, config: Path, monkeypatch) -> None:
    ended = run("registry", "check", "north", "--config", with_provider(config), "-o", "json")
    assert (json.loads(ended.out)["code_provider"], "wants verification" in ended.err) == ("practice", False)

    monkeypatch.setenv("FREEHOLD_REAL_NAME_DUTY", "off")
    assert "wants verification" not in run("registry", "check", "north", "--config", config).err


def findings(run, data: Path, config: Path):
    ended = run("doctor", "--data", data, "-o", "json", "--listen", "127.0.0.1:0", "--config", config)
    return {row["check"]: (row["state"], row["found"], row["advice"]) for row in json.loads(ended.out)}


def test_doctor_finds_a_missing_provider_and_a_key_that_cannot_be_used(run, data: Path, config: Path) -> None:
    found = findings(run, data, config)
    assert found["codes north"][0] == "look"
    assert "com wants verification codes" in found["codes north"][1]
    assert "Name a code_provider" in found["codes north"][2]

    good = with_provider(config)
    found = findings(run, data, good)
    assert found["codes north"][:2] == ("good", "by practice")
    assert found["code provider practice"][:2] == ("good", "practice codes; its key is made at the first start")
    key = config.parent / "codes" / "practice.pem"
    assert not key.exists()

    key.parent.mkdir(exist_ok=True)
    key.write_text("no key")
    key.chmod(0o600)
    assert findings(run, data, good)["code provider practice"][0] == "bad"
    key.chmod(0o644)
    assert "Set its mode to 0600" in findings(run, data, good)["code provider practice"][2]
    key.unlink()


def test_domain_show_tells_what_is_missing_and_until_when(run, data: Path) -> None:
    def work(session):
        acme = accounts.create(session, "acme", NOW)
        holder = contacts.add(session, acme.id, person(), NOW)
        name = DomainName.parse("a.com")
        entry = domains.NewDomain(
            name=name, registrant_id=holder, registered_at=NOW, expires_at=Instant(NOW + 300 * DAY)
        )
        domains.add_many(session, acme.id, [entry], NOW)
        (found,) = domains.candidates(session, acme.id, [name])
        due = (MissingCode("domain", Instant(NOW + 5 * DAY)), MissingCode("real-name", Instant(NOW + 4 * DAY)))
        verification_codes.note_missing(session, found.id, due, NOW)

    store = open_store(data)
    store.write_now(work)
    store.close()
    told = json.loads(run("domain", "show", "a.com", "--data", data, "-o", "json").out)

    assert (told["codes_missing"], told["codes_due"]) == ("domain real-name", "2026-06-01T20:26:40Z")


WRONG = [
    ("algorithms = []", "algorithms are some of"),
    ('algorithms = ["md5"]', "algorithms are some of"),
    ("number = -1", "number must be 0 or more"),
    ("ask_seconds = -1", "ask_seconds must be 0 or more"),
    ('kind = "other"', "kind must be one of practice"),
    ("key_fil = 1", "Did you mean code_providers.practice.key_file"),
]


@pytest.mark.parametrize(("line", "why"), WRONG, ids=[why for _, why in WRONG])
def test_a_provider_that_cannot_be_used_stops_the_start(config: Path, line: str, why: str) -> None:
    file = config.with_name("wrong.toml")
    file.write_text(f"[code_providers.practice]\n{line}\n")

    with pytest.raises(BadSettings, match=why):
        load(file, {}, {})


def test_a_registry_names_a_provider_that_is_there(config: Path) -> None:
    file = config.with_name("unnamed.toml")
    file.write_text(config.read_text() + 'code_provider = "nobody"\n')

    with pytest.raises(BadSettings, match="names nobody, and code_providers has none"):
        load(file, {}, {})


def test_signatures_that_can_be_set_are_those_that_can_be_read() -> None:
    from freehold.epp.extensions.signed_code import ALGORITHMS

    assert set(ALGORITHMS) == SIGNATURES
