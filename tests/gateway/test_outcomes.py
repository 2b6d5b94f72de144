"""From a registry's answer to one of the outcomes: the table of epp-facts.md, 5 (REL-6, REL-8)."""

import pytest

from freehold.epp.codes import TEXTS
from freehold.epp.documents import Response, Result
from freehold.gateway.outcomes import of_response
from freehold.terms.outcomes import Done, Later, Pending, Refused, Unknown

DONE = {1000, 1100, 1300, 1301, 1500, 1999}
PENDING = {1001}
FINAL = {
    2000, 2001, 2003, 2004, 2005, 2100, 2101, 2102, 2103, 2105, 2106, 2201, 2202, 2301, 2302, 2303, 2304, 2306, 2307,
    2308, 2099, 2199, 2299, 2399,
}  # fmt: skip
LATER = {2002, 2104, 2200, 2300, 2305, 2501, 2502}
AMBIGUOUS = {2400, 2500, 2499, 2599}


def response(*codes):
    return Response(tuple(Result(code, "words") for code in codes), "A-1", "S-1")


@pytest.mark.parametrize(
    ("codes", "kind"),
    [(DONE, Done), (PENDING, Pending), (FINAL, Refused), (LATER, Later), (AMBIGUOUS, Unknown)],
)
def test_each_code_has_its_outcome(codes, kind):
    assert {code: type(of_response(response(code))) for code in codes} == dict.fromkeys(codes, kind)


def test_every_code_of_the_rfc_is_in_the_table():
    assert set(TEXTS) <= DONE | PENDING | FINAL | LATER | AMBIGUOUS


def test_a_code_outside_all_classes_is_never_a_success():
    for code in (0, 999, 3000, 9999):
        assert isinstance(of_response(response(code)), Unknown), code


def test_several_refusals_are_a_refusal_and_a_mixture_is_unknown():
    assert isinstance(of_response(response(2004, 2005)), Refused)
    assert isinstance(of_response(response(2004, 2400)), Unknown)
    assert isinstance(of_response(response(1000, 2004)), Unknown)


def test_the_words_decide_nothing():
    told = Response((Result(2306, "Command completed successfully"),), "A-1", "S-1")

    assert isinstance(of_response(told), Refused)


def test_an_outcome_keeps_the_code_the_words_and_the_registrys_id():
    assert of_response(response(1000)) == Done("S-1")
    assert of_response(response(1001)) == Pending("S-1")
    refused = of_response(response(2201))
    assert (refused.reason.code, refused.code, refused.message) == ("DomainNotSponsored", 2201, "words")
