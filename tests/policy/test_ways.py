"""What a registry account shows wins over what the data assume, and no change is called done that a registry never heard of."""

import pytest

from freehold.policy.loading import Policies
from freehold.policy.ways import Way, Why, way_of
from freehold.terms.instants import from_text
from freehold.terms.methods import Facts, Method

NOW = from_text("2026-11-24")
NOTHING_SEEN = Facts()
CONTACTS = Facts(takes_contacts=True, takes_codes=False)
NO_CONTACTS = Facts(takes_contacts=False, takes_codes=False)
CODES = Facts(takes_contacts=False, takes_codes=True)


@pytest.fixture(scope="module")
def policies():
    return Policies()


@pytest.mark.parametrize(
    ("name", "facts", "settled", "method", "why"),
    [
        ("a.xyz", NOTHING_SEEN, None, Method.UPDATE, Why.POLICY),
        ("a.xyz", CONTACTS, None, Method.UPDATE, Why.POLICY),
        ("a.xyz", NO_CONTACTS, None, Method.REGISTRAR_ONLY, Why.NO_CONTACTS),
        ("a.com", NOTHING_SEEN, None, Method.REGISTRAR_ONLY_WITH_CODE, Why.POLICY),
        ("a.com", CODES, None, Method.REGISTRAR_ONLY_WITH_CODE, Why.POLICY),
        ("a.com", NO_CONTACTS, None, Method.REGISTRAR_ONLY, Why.NO_CODES),
        ("a.com", CONTACTS, None, Method.UPDATE, Why.CONTACTS),
        ("a.com", CONTACTS, Method.REGISTRAR_ONLY, Method.REGISTRAR_ONLY, Why.SETTINGS),
        ("a.no", CONTACTS, Method.UPDATE, Method.UPDATE, Why.SETTINGS),
        ("a.de", CONTACTS, None, Method.BY_HAND, Why.POLICY),
        ("a.de", CONTACTS, Method.UPDATE, Method.UPDATE, Why.SETTINGS),
        ("a.zz", CONTACTS, None, Method.UPDATE, Why.CONTACTS),
        ("a.zz", NOTHING_SEEN, None, Method.BY_HAND, Why.POLICY),
        ("a.lu", NO_CONTACTS, None, Method.TRADE, Why.POLICY),
    ],
)
def test_what_the_account_shows_goes_before_what_the_data_assume(policies, name, facts, settled, method, why):
    assert way_of(policies.of(name, NOW), facts, settled=settled) == Way(method, why)


@pytest.mark.parametrize(
    ("name", "settled"),
    [("a.cn", None), ("a.xn--io0a7i", None), ("a.se", None), ("a.no", None), ("a.xyz", Method.AUDITED)],
)
def test_a_registry_that_must_hear_of_the_holder_and_takes_no_contacts_needs_a_person(policies, name, settled):
    found = way_of(policies.of(name, NOW), NO_CONTACTS, settled=settled)

    assert found == Way(Method.BY_HAND, Why.NO_CONTACTS_UNEXPECTED)


def test_an_operator_who_settles_on_a_plain_update_lets_the_greeting_narrow_it(policies):
    found = way_of(policies.of("a.cn", NOW), NO_CONTACTS, settled=Method.UPDATE)

    assert found == Way(Method.REGISTRAR_ONLY, Why.NO_CONTACTS)
