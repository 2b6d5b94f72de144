"""What is known of suffixes is data: inherited, dated, checked, and overruled by the operator and by what is seen."""

import ast
import re
from pathlib import Path

import pytest

import freehold
from freehold.policy.loading import PACKAGED, BadPolicy, Policies
from freehold.policy.rules import blockers, expected_until, lock_days, method_in_force, real_name_demanded
from freehold.terms.instants import from_text, to_datetime
from freehold.terms.methods import Facts, Method

NOW = from_text("2026-11-24")
NOTHING_SEEN = Facts()
CONTACTS = Facts(takes_contacts=True, takes_codes=False)
NO_CONTACTS = Facts(takes_contacts=False, takes_codes=False)
CODES = Facts(takes_contacts=False, takes_codes=True)


@pytest.fixture(scope="module")
def policies():
    return Policies()


def test_every_packaged_policy_is_sound(policies):
    assert policies.check() == []
    assert len(policies.suffixes) == 136


@pytest.mark.parametrize(
    ("name", "suffix", "method"),
    [
        ("shop.com", "com", Method.REGISTRAR_ONLY_WITH_CODE),
        ("shop.cc", "cc", Method.REGISTRAR_ONLY),
        ("shop.xyz", "xyz", Method.UPDATE),
        ("shop.cn", "cn", Method.AUDITED),
        ("shop.com.cn", "com.cn", Method.AUDITED),
        ("xn--fsqu00a.xn--fiqs8s", "xn--fiqs8s", Method.AUDITED),
        ("shop.no", "no", Method.UPDATE_WITH_DATA),
        ("shop.lu", "lu", Method.TRADE),
        ("shop.fr", "fr", Method.TRADE_WITH_CONSENT),
        ("shop.de", "de", Method.BY_HAND),
        ("shop.app", "app", Method.REGISTRAR_ONLY),
        ("shop.unheard", "unheard", Method.UPDATE),
        ("shop.zz", "zz", Method.BY_HAND),
    ],
)
def test_each_domain_has_the_policy_of_its_longest_suffix(policies, name, suffix, method):
    found = policies.of(name, NOW)

    assert (found.suffix, found.registrant_change.method) == (suffix, method)


@pytest.mark.parametrize(
    ("name", "facts", "settled", "method"),
    [
        ("a.xyz", NOTHING_SEEN, None, Method.UPDATE),
        ("a.xyz", CONTACTS, None, Method.UPDATE),
        ("a.xyz", NO_CONTACTS, None, Method.REGISTRAR_ONLY),
        ("a.cn", NO_CONTACTS, None, Method.REGISTRAR_ONLY),
        ("a.com", NOTHING_SEEN, None, Method.REGISTRAR_ONLY_WITH_CODE),
        ("a.com", CODES, None, Method.REGISTRAR_ONLY_WITH_CODE),
        ("a.com", NO_CONTACTS, None, Method.REGISTRAR_ONLY),
        ("a.com", CONTACTS, None, Method.UPDATE),
        ("a.com", CONTACTS, Method.REGISTRAR_ONLY, Method.REGISTRAR_ONLY),
        ("a.no", CONTACTS, Method.UPDATE, Method.UPDATE),
        ("a.de", CONTACTS, None, Method.BY_HAND),
        ("a.de", CONTACTS, Method.UPDATE, Method.UPDATE),
        ("a.zz", CONTACTS, None, Method.UPDATE),
        ("a.zz", NOTHING_SEEN, None, Method.BY_HAND),
        ("a.lu", NO_CONTACTS, None, Method.TRADE),
    ],
)
def test_what_the_account_shows_goes_before_what_the_data_assume(policies, name, facts, settled, method):
    assert method_in_force(policies.of(name, NOW), facts, settled=settled) is method


def test_the_duty_of_real_names_has_a_date_and_a_scope(policies):
    com, cn, org = (policies.of(f"a.{suffix}", NOW) for suffix in ("com", "cn", "org"))

    assert real_name_demanded(com, "mainland", NOW)
    assert not real_name_demanded(com, "cnnic", NOW)
    assert not real_name_demanded(com, "mainland", from_text("2016-07-17"))
    assert real_name_demanded(com, "mainland", from_text("2016-07-18"))
    assert real_name_demanded(cn, "cnnic", NOW)
    assert not real_name_demanded(cn, "off", NOW)
    assert not real_name_demanded(org, "mainland", NOW)


def test_statuses_that_stand_in_the_way_are_named(policies):
    policy = policies.of("a.com", NOW)

    assert blockers(policy, {"ok", "pendingTransfer", "clientTransferProhibited"}) == ["pendingTransfer"]
    assert blockers(policy, {"inactive", "serverHold"}) == []


def test_an_audit_takes_days(policies):
    first, last = expected_until(policies.of("a.cn", NOW), NOW)

    assert ((first - to_datetime(NOW)).days, (last - to_datetime(NOW)).days) == (3, 7)


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_approved_successor_is_in_force_from_the_operators_date_on(tmp_path):
    write(tmp_path, "families/gtld.toml", "[registrant_change]\nsuccessor_from = 2027-01-01\n")
    policies = Policies(tmp_path)

    before = policies.of("a.com", from_text("2026-12-31"))
    after = policies.of("a.com", from_text("2027-01-01"))

    assert (before.registrant_change.rule, lock_days(before)) == ("icann-transfer-policy", 60)
    assert (after.registrant_change.rule, lock_days(after)) == ("icann-registrant-data-policy", 0)
    assert (before.registrant_change.confirmations, after.registrant_change.confirmations) == (True, False)
    assert policies.of("a.cn", from_text("2027-01-01")).registrant_change.lock_days == 60


def test_the_old_rule_is_in_force_by_default(policies):
    assert policies.of("a.com", from_text("2030-01-01")).registrant_change.rule == "icann-transfer-policy"


def test_an_operators_file_changes_what_it_says_and_nothing_else(tmp_path):
    write(
        tmp_path,
        "tlds/cn.toml",
        '[registrant_change]\nmethod = "update"\n\n[[from]]\ndate = 2027-06-01\npace = {sessions = 3}\n',
    )
    policies = Policies(tmp_path)

    now, later = policies.of("a.cn", NOW), policies.of("a.cn", from_text("2027-06-01"))

    assert now.registrant_change.method is Method.UPDATE
    assert now.registrant_change.days == (3, 7)
    assert (now.pace.sessions, later.pace.sessions) == (None, 3)
    assert now.files == ("families/cctld.toml", "tlds/cn.toml", "tlds/cn.toml")


def test_an_operator_may_describe_a_suffix_that_nobody_did(tmp_path):
    write(tmp_path, "tlds/zz.toml", 'extends = "gtld"\n')

    assert Policies(tmp_path).of("a.zz", NOW).registrant_change.method is Method.UPDATE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[registrant_change]\nmethd = 'update'\n", "tlds/zz.toml: Object contains unknown field `methd` - at `$.registrant_change`"),
        ("[registrant_change]\nmethod = 'magic'\n", "tlds/zz.toml: Invalid enum value 'magic' - at `$.registrant_change.method`"),
        ("[registrant_change]\nlock_days = -1\n", "tlds/zz.toml: Expected `int` >= 0 - at `$.registrant_change.lock_days`"),
        ("extends = 'elsewhere'\n", "tlds/zz.toml: extends must be one of gtld, cctld, and is 'elsewhere'"),
        ("[[from]]\nlock_days = 1\n", "tlds/zz.toml: each [[from]] needs a date such as 2027-01-01"),
        ("tld = 'yy'\n", "tlds/zz.toml: it says tld = 'yy', and its name says 'zz'"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_the_field_and_what_is_wrong(tmp_path, text, sentence):
    write(tmp_path, "tlds/zz.toml", text)
    policies = Policies(tmp_path)

    assert policies.check() == [sentence]
    with pytest.raises(BadPolicy):
        policies.of("a.zz", NOW)


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


OTHER_MEANINGS = {"CN", "Cc", "cc", "org", "ORG", "TW", "in", "at", "be", "no", "it", "me", "io", "us"}
