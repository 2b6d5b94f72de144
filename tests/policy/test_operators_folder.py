"""The operator's folder: value by value before what is packaged, dated, and refused at the start when it is wrong."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freehold.policy.loading import BadPolicy, Policies
from freehold.policy.tld import Origin
from freehold.terms.instants import from_text
from freehold.terms.methods import Method
from support.policy_folder import write

NOW = from_text("2026-11-24")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "policy").mkdir()
    return tmp_path / "policy"


def test_an_operators_file_changes_what_it_says_and_nothing_else(folder):
    dated = "[[from]]\ndate = 2027-06-01\nuntil = 2027-07-01\npace = {sessions = 3}\n"
    write(folder, "tlds/cn.toml", f'[registrant_change]\nmethod = "update"\n\n{dated}')
    policies, packaged = Policies.load(folder), Policies()

    now, then, later = (policies.of("a.cn", from_text(day)) for day in ("2026-11-24", "2027-06-30", "2027-07-01"))

    assert now.registrant_change.method is Method.UPDATE
    assert now.registrant_change.days == (3, 7)
    assert (now.pace.sessions, then.pace.sessions, later.pace.sessions) == (None, 3, None)
    assert now.files == ("families/cctld.toml", "tlds/cn.toml", "policy/tlds/cn.toml")
    changed = {name for name, origin in now.origins.items() if origin != packaged.of("a.cn", NOW).origins[name]}
    assert changed == {"registrant_change.method"}


def test_what_an_operator_says_is_not_vouched_for_by_what_is_packaged(folder):
    write(
        folder,
        "tlds/cn.toml",
        '[registrant_change]\ndays = [5, 10]\nnotices = false\n[known]\n"registrant_change.notices" = "documented, our contract of 2026"\n',
    )
    write(folder, "families/gtld.toml", '[contacts]\naddress_types = ["loc"]\n')

    origins = Policies.load(folder).of("a.cn", NOW).origins

    file = "policy/tlds/cn.toml"
    assert origins["registrant_change.days"] == Origin(certainty="operator", file=file, ours=False)
    assert origins["registrant_change.notices"] == Origin(
        certainty="documented", source="our contract of 2026", file=file, ours=False
    )
    assert Policies.load(folder).of("a.xyz", NOW).origins["contacts.address_types"].certainty == "operator"


def test_an_operator_may_describe_a_suffix_that_nobody_did(folder):
    write(folder, "tlds/zz.toml", 'extends = "gtld"\n')

    assert Policies.load(folder).of("a.zz", NOW).registrant_change.method is Method.UPDATE


def test_each_value_tells_from_and_until_when_it_holds(folder):
    write(folder, "tlds/zz.toml", "[[from]]\ndate = 2026-01-01\nuntil = 2027-01-01\npace = {sessions = 3}\n")
    write(folder, "families/gtld.toml", "[registrant_change]\nsuccessor_from = 2027-01-01\n")
    policies = Policies.load(folder)

    sessions = [
        policies.in_force("zz", from_text(day), "pace.sessions") for day in ("2025-01-01", "2026-06-01", "2028-01-01")
    ]

    assert sessions == [(None, date(2026, 1, 1)), (date(2026, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), None)]
    assert policies.in_force("xyz", NOW, "registrant_change.lock_days") == (None, date(2027, 1, 1))
    assert policies.in_force("xyz", NOW, "operator") == (None, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[registrant_change]\nmethd = 'update'\n", "there is no value registrant_change.methd; did you mean registrant_change.method?"),
        ("[registrant_change]\nmethod = 'magic'\n", "registrant_change.method: Invalid enum value 'magic', and it is 'magic'"),
        ("[registrant_change]\nlock_days = -1\n", "registrant_change.lock_days: Expected `int` >= 0, and it is -1"),
        ("[registrant_change]\nblocked_by = ['sleepy']\n", "registrant_change.blocked_by: Invalid enum value 'sleepy' - at `$[0]`, and it is ['sleepy']"),
        ("contacts = 'none'\n", "contacts is a table of values, and is 'none'"),
        ("suffix = 'yy'\n", "there is no value suffix"),
        ("extends = 'elsewhere'\n", "extends: Invalid enum value 'elsewhere', and it is 'elsewhere'"),
        ("[[from]]\npace = {sessions = 1}\n", "from.date: each [[from]] needs a date such as 2027-01-01"),
        ("[[from]]\ndate = 2027-01-01T00:00:00\n", "from.date: each [[from]] needs a date such as 2027-01-01"),
        ("[[from]]\ndate = 2027-01-01\nuntil = 2027-01-01\n", "from.until: 2027-01-01 is not after 2027-01-01"),
        ("from = 3\n", "from: write each stretch of time as [[from]], with a date"),
        ("[[from]]\ndate = 2027-01-01\nlock = 1\n", "there is no value lock"),
        ("[known]\noperator = 'certain'\n", "known.operator: write one of documented, typical, assumed, operator, a comma and the source"),
        ("[known]\n'contacts.rols' = 'typical, us'\n", "known.contacts.rols: there is no such value; did you mean contacts.roles?"),
        ("tld = 'yy'\n", "tld says 'yy', and the file's name says 'zz'"),
        ("[real_name]\nscope = 'all'\n", "zz: Object missing required field `since` - at `$.real_name`"),
        ("[registrant_change]\nmethod = 'update-with-data'\n", "zz: registrant_change.data goes with the method update-with-data"),
        ("[registrant_change]\ndata = 'owner-change'\n", "zz: registrant_change.data goes with the method update-with-data or a trade, and no other"),
        ("[registrant_change]\ncommand = 'frnic'\n", "zz: registrant_change.command goes with a trade, and with no other method"),
        ("[registrant_change]\nconsent = 'key'\n", "zz: registrant_change.consent goes with the method trade-with-consent and a command, and with no other"),
        ("[registrant_change]\nmethod = 'trade'\ncommand = 'update'\n", "zz: registrant_change.command: an update begins a trade with consent, and is no trade by itself"),
        ("[registrant_change]\ndays = [3, 2]\n", "zz: registrant_change.days: the first of the two is the shorter"),
        ("[contacts]\naddress_types = []\n", "zz: contacts: a registry that keeps them takes an address type, and the role registrant"),
        ("[contacts]\nshortest_name = 9\nlongest_name = 8\n", "zz: contacts.shortest_name is longer than contacts.longest_name"),
        ("[registrant_change]\nmethod = 'registrar-only-with-code'\n", "zz: real_name.codes: the method names a code, and none is given"),
    ],
)  # fmt: skip
def test_a_bad_file_stops_the_start_and_names_file_and_field(folder, text, sentence):
    write(folder, "tlds/zz.toml", text)

    assert Policies(folder).check() == [f"policy/tlds/zz.toml: {sentence}"]
    with pytest.raises(BadPolicy) as refused:
        Policies.load(folder)
    assert refused.value.troubles == [f"policy/tlds/zz.toml: {sentence}"]


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 3000, "a = '\ud800'"])
def test_a_file_that_cannot_be_read_at_all_is_told_of_by_name(folder, text):
    (folder / "tlds" / "zz.toml").parent.mkdir(exist_ok=True)
    (folder / "tlds" / "zz.toml").write_bytes(text.encode("utf-8", "surrogatepass"))

    (trouble,) = Policies(folder).check()

    assert trouble.startswith("policy/tlds/zz.toml: ")


def test_a_bad_value_of_a_family_is_told_once_and_by_its_own_file(folder):
    write(folder, "families/gtld.toml", "[registrant_change]\nlock_days = 'long'\n")
    write(folder, "tlds/com.toml", "[pace]\nsessions = 2\n")

    assert Policies(folder).check() == [
        "policy/families/gtld.toml: registrant_change.lock_days: Expected `int`, got `str`, and it is 'long'"
    ]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("tld/cn.toml", "policy/tld/cn.toml: it is never read; policy files are families/gtld.toml or families/cctld.toml, and tlds/SUFFIX.toml"),
        ("families/cn.toml", "policy/families/cn.toml: it is never read; policy files are families/gtld.toml or families/cctld.toml, and tlds/SUFFIX.toml"),
        ("tlds/中国.toml", "policy/tlds/中国.toml: name it xn--fiqs8s.toml, which is how 中国 is written in code"),
        ("tlds/CN.toml", "policy/tlds/CN.toml: name it cn.toml, which is how CN is written in code"),
    ],
)  # fmt: skip
def test_a_file_that_nobody_would_read_is_an_error(folder, place, sentence):
    write(folder, place, "")

    assert Policies(folder).check() == [sentence]


def test_a_folder_that_is_not_there_stops_the_start(folder):
    with pytest.raises(BadPolicy, match=r"^nowhere: there is no such folder of policy files$"):
        Policies.load(folder / "nowhere")


DAYS = st.none() | st.integers(0, 60)


@settings(max_examples=30, deadline=None)
@given(
    family=DAYS,
    own=DAYS,
    dated=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=4),
    day=st.integers(-1, 41),
)
def test_the_last_that_speaks_for_a_day_is_obeyed(family, own, dated, day):
    """The packaged family, the operator's family, then the suffix's own file, and in a file the latest date that has come."""
    start = date(2027, 1, 1)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if family is not None:
            write(folder, "families/gtld.toml", f"[registrant_change]\nlock_days = {family}\n")
        text = "" if own is None else f"[registrant_change]\nlock_days = {own}\n"
        stretches = [(start + timedelta(days=after), days) for after, days in dated]
        text += "".join(
            f"[[from]]\ndate = {when}\nregistrant_change = {{lock_days = {days}}}\n" for when, days in stretches
        )
        write(folder, "tlds/unheard.toml", text)

        today = start + timedelta(days=day)
        found = Policies.load(folder).of("a.unheard", from_text(today.isoformat())).registrant_change.lock_days

    come = [days for _, days in sorted([each for each in stretches if each[0] <= today], key=lambda each: each[0])]
    said = [60, *(each for each in (family, own) if each is not None), *come]
    assert found == said[-1]
