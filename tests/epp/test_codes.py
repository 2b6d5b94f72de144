"""Classes of result codes, against the table that registries' facts give (REL-8)."""

import pytest

from freehold.epp.codes import TEXTS, Class, class_of, ends_session
from freehold.epp.documents import Result

# Line by line as the table has it.
TABLE = {
    1000: Class.DONE,
    1001: Class.PENDING,
    1300: Class.DONE,
    1301: Class.DONE,
    1500: Class.DONE,
    2000: Class.FINAL,
    2100: Class.FINAL,
    2101: Class.FINAL,
    2102: Class.FINAL,
    2103: Class.FINAL,
    2307: Class.FINAL,
    2001: Class.FINAL,
    2002: Class.FIX_AND_RETRY,
    2003: Class.FINAL,
    2004: Class.FINAL,
    2005: Class.FINAL,
    2104: Class.LANE_STOP,
    2105: Class.FINAL,
    2106: Class.FINAL,
    2202: Class.FINAL,
    2301: Class.FINAL,
    2200: Class.LANE_STOP,
    2201: Class.FINAL,
    2300: Class.WAIT_AND_RETRY,
    2302: Class.FIX_AND_RETRY,
    2303: Class.FIX_AND_RETRY,
    2304: Class.FIX_AND_RETRY,
    2305: Class.WAIT_AND_RETRY,
    2306: Class.FINAL,
    2308: Class.FINAL,
    2400: Class.AMBIGUOUS,
    2500: Class.AMBIGUOUS,
    2501: Class.LANE_STOP,
    2502: Class.WAIT_AND_RETRY,
}


@pytest.mark.parametrize(("code", "expected"), TABLE.items())
def test_each_code_is_of_the_class_the_table_gives(code, expected) -> None:
    """REL-8."""
    assert class_of(code) is expected


def test_the_table_and_the_texts_are_about_the_same_codes() -> None:
    assert set(TABLE) == set(TEXTS)


@pytest.mark.parametrize("code", [1002, 1100, 1299, 1302, 1499, 1501, 1999])
def test_a_success_nobody_defined_is_a_success(code) -> None:
    assert class_of(code) is Class.DONE


@pytest.mark.parametrize("code", [2006, 2099, 2107, 2199, 2203, 2299, 2309, 2399])
def test_a_refusal_nobody_defined_is_final(code) -> None:
    assert class_of(code) is Class.FINAL


@pytest.mark.parametrize("code", [2401, 2499, 2503, 2599])
def test_a_failure_nobody_defined_leaves_the_state_unknown(code) -> None:
    """REL-8."""
    assert class_of(code) is Class.AMBIGUOUS


@pytest.mark.parametrize("code", [-1, 0, 1, 200, 999, 2600, 3000, 9999])
def test_a_code_of_no_family_leaves_the_state_unknown(code) -> None:
    assert class_of(code) is Class.AMBIGUOUS


def test_only_1500_and_the_25xx_end_the_session() -> None:
    assert [code for code in range(10_000) if ends_session(code)] == [1500, *range(2500, 2600)]


def test_a_result_has_the_text_of_the_standard() -> None:
    assert Result.of(2306, "registrant: not wanted here") == Result(
        2306, "Parameter value policy error", ("registrant: not wanted here",)
    )
