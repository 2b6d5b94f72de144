"""What persons hand in is read as it is asked for, and refused by name where it is not."""

import pytest

from freehold.terms.hand_ins import ASKED, KIND_OF, WrongHandIn, read_values

DECLARATION = ASKED["applicant-declaration"]
REPORT = ASKED["verification"]
ELIGIBILITY = ASKED["eligibility"]


def test_lines_are_read_as_values():
    text = "\nversion = 3.2\n  name=Kari = Ola\naccepted=2026-11-20T10:00:00Z"

    assert read_values(DECLARATION, text) == {
        "version": "3.2", "name": "Kari = Ola", "accepted": "2026-11-20T10:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        (DECLARATION, "hello", "NAME=VALUE"),
        (DECLARATION, "name=", "NAME=VALUE"),
        (DECLARATION, "name=Kari", "version, accepted is missing"),
        (DECLARATION, "name=Kari\nname=Ola", "name stands twice"),
        (DECLARATION, "colour=red", "there is no value colour"),
        (DECLARATION, "name=a\x00b", "nobody can read"),
        (DECLARATION, f"name={'x' * 256}", "longer than 255"),
        (REPORT, "method=idcard", "verified is missing"),
        (ELIGIBILITY, "explanation=sold", "right to the name"),
        (ELIGIBILITY, "explanation=sold\nregistrantID=1\nyears=11", "from 1 to 10"),
        (ELIGIBILITY, "explanation=sold\nregistrantID=1\nyears=two", "from 1 to 10"),
    ],
)
def test_what_is_not_asked_for_is_refused_by_its_name(asked, text, words):
    with pytest.raises(WrongHandIn, match=words):
        read_values(asked, text)


def test_each_kind_has_a_reason_of_its_own():
    assert len(KIND_OF) == len(ASKED)
