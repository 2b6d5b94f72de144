"""What a label is made of (registrant-family.md, 6: Form)."""

import pytest

from freehold.terms.domain_name import DomainName
from freehold.terms.label_forms import LabelForm, form_of


@pytest.mark.parametrize(
    ("label", "form"),
    [
        ("12345", LabelForm.DIGITS),
        ("shop", LabelForm.LETTERS),
        ("münchen", LabelForm.LETTERS),
        ("shop1", LabelForm.MIXED),
        ("shop-one", LabelForm.MIXED),
        ("1-2", LabelForm.MIXED),
        ("例子", LabelForm.CHINESE),
        ("例子1", LabelForm.CHINESE),
        ("𠮷", LabelForm.CHINESE),
        ("ひらがな", LabelForm.LETTERS),
    ],
)
def test_each_label_is_of_one_form(label, form):
    assert form_of(label) is form


@pytest.mark.parametrize(
    ("name", "label", "suffix"),
    [
        ("shop.com", "shop", "com"),
        ("shop.com.cn", "shop", "com.cn"),
        ("例子.中国", "例子", "xn--fiqs8s"),
    ],
)
def test_a_name_is_its_label_and_its_suffix(name, label, suffix):
    parsed = DomainName.parse(name)

    assert (parsed.label, parsed.suffix) == (label, suffix)
