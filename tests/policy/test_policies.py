"""What is known of suffixes is data: inherited, dated, vouched for, and overruled by the operator."""

import ast
import re
from pathlib import Path

import pytest

import freehold
from freehold.policy.loading import PACKAGED, Policies
from freehold.policy.rules import lock_days, name_trouble, real_name_demanded
from freehold.terms.contacts import Contact
from freehold.terms.instants import from_text
from freehold.terms.methods import Method
from freehold.terms.reasons import Reason
from support.policy_folder import write

NOW = from_text("2026-11-24")


@pytest.fixture(scope="module")
def policies():
    return Policies()


def test_every_packaged_policy_is_sound(policies):
    assert policies.check() == []
    assert len(policies.suffixes) == 137


def test_every_packaged_value_says_how_sure_it_is_and_where_it_was_read(policies):
    sources = (PACKAGED / "sources.toml").read_text(encoding="utf-8")
    unsure = []
    for suffix in [*policies.suffixes, "unheard", "zz"]:
        for name, origin in policies.of_suffix(suffix, NOW).origins.items():
            if not origin.certainty or f"\n{origin.source} = " not in sources:
                unsure.append((suffix, name, origin))

    assert unsure == []


@pytest.mark.parametrize(
    ("name", "suffix", "method"),
    [
        ("shop.com", "com", Method.REGISTRAR_ONLY_WITH_CODE),
        ("shop.cc", "cc", Method.REGISTRAR_ONLY),
        ("shop.xyz", "xyz", Method.UPDATE),
        ("shop.cn", "cn", Method.AUDITED),
        ("shop.com.cn", "com.cn", Method.AUDITED),
        ("shop.net.cn", "cn", Method.AUDITED),
        ("shop.gov.cn", "gov.cn", Method.BY_HAND),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fiqs8s", Method.AUDITED),
        ("shop.no", "no", Method.UPDATE_WITH_DATA),
        ("shop.lu", "lu", Method.TRADE),
        ("shop.fr", "fr", Method.TRADE_WITH_CONSENT),
        ("shop.de", "de", Method.BY_HAND),
        ("shop.app", "app", Method.REGISTRAR_ONLY),
        ("shop.unheard", "unheard", Method.UPDATE),
        ("shop.zz", "zz", Method.BY_HAND),
        ("shop.xn--j6w193g", "xn--j6w193g", Method.BY_HAND),
    ],
)
def test_each_domain_has_the_policy_of_its_longest_suffix(policies, name, suffix, method):
    found = policies.of(name, NOW)

    assert (found.suffix, found.registrant_change.method) == (suffix, method)


def test_the_duty_of_real_names_has_a_date_and_a_scope(policies):
    com, cn, org = (policies.of(f"a.{suffix}", NOW) for suffix in ("com", "cn", "org"))

    assert real_name_demanded(com, "mainland", NOW)
    assert not real_name_demanded(com, "cnnic", NOW)
    assert not real_name_demanded(com, "mainland", from_text("2016-07-17"))
    assert real_name_demanded(com, "mainland", from_text("2016-07-18"))
    assert real_name_demanded(cn, "cnnic", NOW)
    assert not real_name_demanded(cn, "off", NOW)
    assert not real_name_demanded(org, "mainland", NOW)


def test_registries_took_four_contacts_until_the_registration_data_policy(policies):
    before, after = (policies.of("a.xyz", from_text(day)) for day in ("2025-08-20", "2025-08-21"))

    assert before.contacts.roles == ("registrant", "admin", "tech", "billing")
    assert after.contacts.roles == ("registrant",)


@pytest.mark.parametrize(
    ("domain", "holder", "reason"),
    [
        ("a.cn", "示" * 64, None),
        ("a.cn", "示" * 65, Reason.HOLDER_NAME_LENGTH),
        ("a.xn--io0a7i", "示" * 65, None),
        ("a.com", "示" * 129, Reason.HOLDER_NAME_LENGTH),
    ],
)
def test_a_holders_name_must_be_of_a_length_that_the_suffix_takes(policies, domain, holder, reason):
    assert name_trouble(policies.of(domain, NOW), Contact(organization="Ltd", zh_organization=holder)) is reason


def test_a_registry_that_keeps_contacts_may_refuse_short_names(tmp_path):
    write(tmp_path, "tlds/xyz.toml", "[contacts]\nshortest_name = 5\n")
    write(tmp_path, "tlds/com.toml", "[contacts]\nshortest_name = 5\n")
    policies = Policies.load(tmp_path)
    short = Contact(organization="Ltd", name="Ada Lovelace")

    assert name_trouble(policies.of("a.xyz", NOW), short) is Reason.HOLDER_NAME_LENGTH
    assert name_trouble(policies.of("a.com", NOW), short) is None


def test_the_approved_successor_is_in_force_from_the_operators_date_on(tmp_path):
    write(tmp_path, "families/gtld.toml", "[registrant_change]\nsuccessor_from = 2027-01-01\n")
    policies = Policies.load(tmp_path)

    before = policies.of("a.com", from_text("2026-12-31"))
    after = policies.of("a.com", from_text("2027-01-01"))

    assert (before.registrant_change.rule, lock_days(before)) == ("icann-transfer-policy", 60)
    assert (after.registrant_change.rule, lock_days(after)) == ("icann-registrant-data-policy", 60)
    assert (after.registrant_change.lock_days, lock_days(after, asked=False)) == (0, 0)
    assert (before.registrant_change.confirmations, after.registrant_change.confirmations) == (True, False)
    assert policies.of("a.cn", from_text("2027-01-01")).registrant_change.lock_days == 60


def test_the_old_rule_is_in_force_by_default(policies):
    assert policies.of("a.com", from_text("2030-01-01")).registrant_change.rule == "icann-transfer-policy"


def test_a_lock_that_was_not_asked_for_is_waived_where_the_rule_lets_it(tmp_path):
    write(tmp_path, "tlds/xyz.toml", "[registrant_change]\nlock_may_be_waived = false\nlock_days = 30\n")
    policies = Policies.load(tmp_path)
    com, xyz = policies.of("a.com", NOW), policies.of("a.xyz", NOW)

    assert (lock_days(com, asked=True), lock_days(com, asked=False)) == (60, 0)
    assert (lock_days(xyz, asked=True), lock_days(xyz, asked=False)) == (30, 30)


def test_no_suffix_stands_in_the_code():
    """Suffixes are data; text of that kind in code is a rule that no operator can see or change."""
    suffixes = {file.stem for file in PACKAGED.glob("tlds/*.toml")}
    source = Path(freehold.__file__).parent
    found = []
    for file in source.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                text = node.value.lower()
                named = text.removeprefix(".") in suffixes and re.fullmatch(r"\.?[a-z0-9-]{2,}", text)
                if named and (text.startswith((".", "xn--")) or len(text) == 2 or text in {"com", "net", "org"}):
                    found.append(f"{file.relative_to(source)}:{node.lineno}: {node.value!r}")
    # Country codes of examples and words that happen to be suffixes as well.
    assert [place for place in found if not _another_meaning(place)] == []


def _another_meaning(place):
    return place.split(": ")[1].strip("'") in OTHER_MEANINGS


OTHER_MEANINGS = {"CN", "HK", "Cc", "cc", "org", "ORG", "TW", "in", "at", "be", "no", "it", "me", "io", "us"}
