"""Numbers of identity documents: form and check characters (GB 11643, GB 32100, GB 11714); all numbers are invented."""

from datetime import date

import pytest

from freehold.terms.credentials import organisation_code, resident_id, social_credit_code, well_formed
from freehold.terms.verification import CREDENTIAL_TYPES

TODAY = date(2026, 5, 29)


def others(number):
    """Every number that differs in one character alone, of the same kind."""
    for place, sign in enumerate(number):
        for other in "0123456789" if sign.isdigit() else "ABCDEFGHX":
            if other != sign:
                yield number[:place] + other + number[place + 1 :]


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "110105202605300021"])
def test_a_resident_number_ends_in_its_check_character(number):
    assert resident_id(number, date(2026, 5, 30))


def test_a_resident_number_with_one_wrong_digit_is_never_taken():
    """The check character finds each single error."""
    number = "11010519491231002X"

    assert [wrong for wrong in others(number) if resident_id(wrong, TODAY)] == []


@pytest.mark.parametrize(
    "number",
    [
        "", "X", "11010519491231002", "11010519491231002XX", " 11010519491231002X", "11010519491231002X\n",
        "１１０１０５１９４９１２３１００２X", "110105194912310O2X", "110105490231002", "11010519490230002X", "110105000000000000",
    ],
)  # fmt: skip
def test_what_is_no_resident_number(number):
    assert not resident_id(number, TODAY)


def test_nobody_is_born_tomorrow():
    assert resident_id("110105202605300021", date(2026, 5, 30))
    assert not resident_id("110105202605300021", date(2026, 5, 29))


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L"])
def test_a_social_credit_code_has_two_check_characters(code):
    assert social_credit_code(code)
    assert [wrong for wrong in others(code) if social_credit_code(wrong)] == []


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43", "9135O100M000100Y43"]
)
def test_what_is_no_social_credit_code(code):
    assert not social_credit_code(code)


@pytest.mark.parametrize("code", ["M000100Y4", "M000100Y-4", "000000000", "00000006X", "00000006-X"])
def test_an_organisation_code_may_have_a_hyphen_before_its_check_character(code):
    assert organisation_code(code)


@pytest.mark.parametrize("code", ["", "M000100Y5", "M-000100Y4", "M000100Y--4", "-M000100Y4", "M000100Y4-", "m000100Y4", "00000006x", "M000100Y44"])  # fmt: skip
def test_what_is_no_organisation_code(code):
    assert not organisation_code(code)


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("SFZ", "11010519491231002X", True),
        ("SFZ", "E12345678", False),
        ("HZ", "E12345678", True),
        ("HZ", "E1234 5678", False),
        ("HZ", "E12345678(1)", False),
        ("HZ", "E12345678（1）", False),
        ("HZ", "", False),
        ("HZ", "x" * 50, True),
        ("HZ", "x" * 51, False),
        ("YYZZ", "91350100M000100Y43", True),
        ("YYZZ", "91350100M000100Y44", False),
        ("YYZZ", "350100400012345", True),
        ("XYDM", "91350100M000100Y43", True),
        ("XYDM", "91350100M000100Y44", False),
        ("ORG", "M000100Y-4", True),
        ("ORG", "91350100M000100Y43", True),
        ("ORG", "M000100Y-5", False),
        ("WAIGUOJIGOU", "0", True),
    ],
)
def test_a_number_fits_its_type_of_document(kind, number, fits):
    assert well_formed(kind, number, TODAY) is fits


@pytest.mark.parametrize("kind", CREDENTIAL_TYPES)
@pytest.mark.parametrize("number", ["", " ", "\x00 ", "中 文", "x" * 1000])
def test_no_type_takes_what_is_no_number(kind, number):
    assert not well_formed(kind, number, TODAY)
