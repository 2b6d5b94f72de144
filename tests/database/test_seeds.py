"""Seed files: all or nothing, twice the same, and what a practice registry is told."""

import re
from pathlib import Path

import pytest

from freehold import seeds
from freehold.seeds import SeedFailed
from freehold.store import accounts, contacts, domains, emails, profiles, users
from freehold.terms.instants import from_text
from freehold.terms.locks import LockSetting
from freehold.terms.verification import RealNameStatus, RegistrantType

NOW = from_text("2026-03-01T09:00:00")

SEED = """
accounts:
  - name: acme
    access_keys:
      - {id: testid, secret: testsecret}
    profiles:
      - {id: 7, verified: true, registrant_type: organisation, holder: "Example Widgets Ltd", holder_zh: "示例部件有限公司",
         email: hostmaster@example.com, country: CN, telephone: "+86.57188887777"}
      - {id: 8, verified: false, holder: "Not Yet Verified Ltd", email: a@example.com}
    domains:
      - {name: example.com, profile: 7}
      - {name: 例子.cn, locks: [update]}
      - {generate: 3, pattern: "shop-{n:05d}.xyz"}
      - {name: old.net, expires: 2020-01-01}
faults:
  - {domain: boom.xyz, answer: 2304}
fees:
  - {suffix: 中国, fee: 5.50 EUR}
  - {domain: 例子.cn, fee: 25 USD}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "seed.yaml"
    file.write_text(SEED, encoding="utf-8")
    return file


def everything(database) -> list[list[tuple]]:
    """All rows of all tables that a seed may touch."""
    tables = (
        accounts.accounts,
        accounts.access_keys,
        users.users,
        contacts.contacts,
        domains.domains,
        emails.emails,
        profiles.profiles,
    )
    with database.reading() as session:
        return [[tuple(row) for row in session.execute(table.select())] for table in tables]


def held(session, name: str) -> domains.Domain:
    found = domains.by_name(session, 1, name)
    assert found is not None
    return found


def test_a_seed_makes_account_key_profiles_and_domains(database, file) -> None:
    seeds.load(seeds.read(file), file.name, database, NOW)

    with database.reading() as session:
        key = accounts.find_key(session, "testid")
        assert (key.account.name, key.secret) == ("acme", "testsecret")
        verified, unverified = profiles.by_id(session, 7), profiles.by_id(session, 8)
        assert (verified.real_name_status, unverified.real_name_status) == (
            RealNameStatus.SUCCEEDED,
            RealNameStatus.NONE,
        )
        assert verified.contact.registrant_type is RegistrantType.ORGANISATION
        assert (verified.contact.organization, verified.contact.zh_organization) == (
            "Example Widgets Ltd",
            "示例部件有限公司",
        )
        assert (verified.contact.tel_area, verified.contact.telephone) == ("86", "57188887777")
        assert emails.verified(session, 1, "hostmaster@example.com")
        assert not emails.verified(session, 1, "a@example.com")
        names = {row.name for row in session.execute(domains.domains.select())}
        assert names == {
            "example.com",
            "xn--fsqu00a.cn",
            "shop-00001.xyz",
            "shop-00002.xyz",
            "shop-00003.xyz",
            "old.net",
        }
        assert held(session, "example.com").registrant_id == verified.contact_id
        assert contacts.get(session, held(session, "old.net").registrant_id).organization == "Prior Holder"
        assert held(session, "old.net").expires_at == from_text("2020-01-01")
        assert held(session, "shop-00001.xyz").expires_at == from_text("2028-03-01T09:00:00")
        assert held(session, "xn--fsqu00a.cn").update_lock is LockSetting.ON
        assert held(session, "example.com").real_name_status is RealNameStatus.SUCCEEDED


def test_a_seed_says_the_language_of_an_account(database, file) -> None:
    file.write_text(SEED.replace("    profiles:", "    language: zh\n    profiles:", 1), encoding="utf-8")
    seeds.load(seeds.read(file), file.name, database, NOW)

    with database.reading() as session:
        assert accounts.find_key(session, "testid").account.language == accounts.language_of(session, 1) == "zh"


def test_a_language_that_nobody_speaks_refuses_the_file(file) -> None:
    file.write_text(SEED.replace("    profiles:", "    language: fr\n    profiles:", 1), encoding="utf-8")

    with pytest.raises(SeedFailed, match="accounts 1: language is en or zh"):
        seeds.read(file)


USERS = """
    users:
      - name: bo
        access_keys:
          - {id: boid, secret: bosecret}
        policies:
          - Version: "1"
            Statement:
              - {Effect: Allow, Action: "domain:Query*", Resource: "*"}
              - {Effect: Allow, Action: [domain:DomainInfoModification], Resource: ["acs:domain:*:*:domain/*.cn"]}
      - {name: cy}
"""


def test_a_seed_makes_users_with_their_keys_and_policies_once(database, file) -> None:
    file.write_text(SEED.replace("    profiles:", f"{USERS}    profiles:", 1), encoding="utf-8")
    seeds.load(seeds.read(file), file.name, database, NOW)
    before = everything(database)

    seeds.load(seeds.read(file), file.name, database, NOW)

    assert everything(database) == before
    with database.reading() as session:
        assert [found.name for found in users.of_account(session, 1)] == ["bo", "cy"]
        assert [(key.id, key.user) for key in accounts.keys_of(session, 1)] == [("boid", "bo"), ("testid", None)]
        bo = accounts.find_key(session, "boid").user
        assert bo.policy.of("domain:QueryCommonInfo").account_wide
        assert bo.policy.of("domain:DomainInfoModification").refused(["a.cn", "a.com"]) == ["a.com"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("domain:Query*", "domain:Qwery*", "account acme, user bo: policy 1, statement 1: there is no action"),
        ("Version:", "Vershun:", "user bo: policy 1: 'Vershun' is not understood"),
        ("name: cy", "name: bo", "accounts 1: user bo stands twice"),
        ("id: boid, secret: bosecret", "id: testid, secret: testsecret", "access key testid is in use"),
        ("name: bo", "nam: bo", "accounts 1, users 1: there is no key 'nam'. Did you mean 'name'?"),
    ],
)
def test_a_user_that_cannot_be_made_refuses_the_file(database, file, old: str, new: str, said: str) -> None:
    text = SEED.replace("    profiles:", f"{USERS}    profiles:", 1).replace(old, new, 1)
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SeedFailed, match=re.escape(said)):
        seeds.load(seeds.read(file), file.name, database, NOW)

    assert [rows for rows in everything(database) if rows] == []


def test_loading_a_file_again_changes_nothing(database, file) -> None:
    first = seeds.load(seeds.read(file), file.name, database, NOW)
    before = everything(database)

    again = seeds.load(seeds.read(file), file.name, database, from_text("2026-04-01"))

    assert everything(database) == before
    assert [entry["name"] for entry in again.registry_objects()] == [
        entry["name"] for entry in first.registry_objects()
    ]


def test_what_a_file_lacked_is_added_and_the_rest_left_alone(database, file) -> None:
    seeds.load(seeds.read(file), file.name, database, NOW)
    file.write_text(SEED.replace("generate: 3", "generate: 5"), encoding="utf-8")

    seeds.load(seeds.read(file), file.name, database, NOW)

    with database.reading() as session:
        assert held(session, "shop-00005.xyz").name == "shop-00005.xyz"
        assert len(session.execute(domains.domains.select()).all()) == 8


def test_the_registry_is_told_of_every_domain_and_fault(database, file) -> None:
    loaded = seeds.load(seeds.read(file), file.name, database, NOW)

    told = {entry["name"]: entry for entry in loaded.registry_objects()}
    assert len(told) == 6
    assert told["xn--fsqu00a.cn"]["statuses"] == ["clientUpdateProhibited"]
    assert told["old.net"]["expires_at"] == from_text("2020-01-01")
    assert {entry["registrant"] for entry in told.values()} == {"PRIOR"}
    assert loaded.faults == [{"domain": "boom.xyz", "answer": 2304}]
    assert loaded.fees == [
        {"name": "xn--fiqs8s", "amount": "5.50", "currency": "EUR"},
        {"name": "xn--fsqu00a.cn", "amount": "25", "currency": "USD"},
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "holder: ",
            "houlder: ",
            "seed.yaml: accounts 1, profiles 1: there is no key 'houlder'. Did you mean 'holder'?",
        ),
        ("secret: testsecret", "secret: other", "access key testid is in use"),
        ("fee: 25 USD", "fee: 25", "fees 2: fee '25' is no amount above 0 with its currency; write it as 25.00 EUR."),
        ("suffix: 中国, ", "", "fees 1: give either domain or suffix."),
        ("name: acme", "name: other", "access key testid is in use"),
        ("name: acme", 'name: ""', "seed.yaml: accounts 1: name is empty"),
        (
            "{name: example.com, profile: 7}",
            "{name: a.com, name: b.com}",
            "seed.yaml: line 11: the key 'name' stands twice",
        ),
    ],
)
def test_a_file_that_cannot_be_loaded_changes_nothing(database, file, old: str, new: str, said: str) -> None:
    seeds.load(seeds.read(file), file.name, database, NOW)
    before = everything(database)
    file.write_text(SEED.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(SeedFailed, match=said):
        seeds.load(seeds.read(file), file.name, database, NOW)

    assert everything(database) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("profiles: [{id: 7, holder: Stranger Ltd, email: s@example.com}]", "profile 7 belongs to another account"),
        ("domains: [{name: new.com}, {name: example.com}]", "another account holds example.com .1 in all."),
    ],
)
def test_what_belongs_to_another_account_is_refused(database, file, line: str, said: str) -> None:
    seeds.load(seeds.read(file), file.name, database, NOW)
    before = everything(database)
    file.write_text(f"accounts:\n  - name: stranger\n    {line}\n", encoding="utf-8")

    with pytest.raises(SeedFailed, match=said):
        seeds.load(seeds.read(file), file.name, database, NOW)

    assert everything(database) == before


def test_the_seed_of_make_serve_loads(database) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "seed.yaml"

    loaded = seeds.load(seeds.read(example), example.name, database, NOW)

    assert len(loaded.registry_objects()) == 1006
