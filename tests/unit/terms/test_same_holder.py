"""When two contacts name one holder."""

import pytest

from freehold.terms.contacts import Contact, same_holder


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"organization": "Example Ltd"}, {"organization": " EXAMPLE  ltd"}, True),
        ({"organization": "Example Ltd"}, {"organization": "Example Inc"}, False),
        ({"organization": "A", "zh_organization": "甲"}, {"zh_organization": "甲"}, True),
        ({"organization": "A", "zh_organization": "甲"}, {"organization": "A", "zh_organization": "乙"}, False),
        ({"organization": "A"}, {"zh_organization": "甲"}, False),
        ({}, {}, False),
    ],
)
def test_holders_are_the_same_in_every_script_in_which_both_are_named(one, other, same):
    assert same_holder(Contact(**one), Contact(**other)) is same
    assert same_holder(Contact(**other), Contact(**one)) is same
