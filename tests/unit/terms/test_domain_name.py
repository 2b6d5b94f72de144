"""Domain names fold to one normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.terms.domain_name import DomainName, MalformedName, suffix_of


@pytest.mark.parametrize(
    ("typed", "folded", "readable"),
    [
        ("example.com", "example.com", "example.com"),
        ("Example.COM", "example.com", "example.com"),
        ("example.com.", "example.com", "example.com"),
        ("例子.cn", "xn--fsqu00a.cn", "例子.cn"),
        ("xn--fsqu00a.cn", "xn--fsqu00a.cn", "例子.cn"),
        ("XN--FSQU00A.CN", "xn--fsqu00a.cn", "例子.cn"),
        ("例子。中国", "xn--fsqu00a.xn--fiqs8s", "例子.中国"),
        ("ｅｘａｍｐｌｅ.com", None, None),
        ("a.b.example.co", "a.b.example.co", "a.b.example.co"),
    ],
)
def test_either_form_folds_to_one(typed, folded, readable):
    if folded is None:
        with pytest.raises(MalformedName):
            DomainName.parse(typed)
        return
    name = DomainName.parse(typed)

    assert (name, name.unicode) == (folded, readable)


@pytest.mark.parametrize(
    "typed",
    ["", ".", "com", "a..com", "-a.com", "a-.com", "ab--c.com", "a b.com", "a_b.com", "x" * 64 + ".com", "1.2.3.4", "a.com..",
     ".".join(["abcdefghij"] * 26) + ".com", "xn--zzzzzz9999.com", "xn--.com", "a\u0000.com", "*.com", "中文 a.cn", "a.c\u202ecn"],
)  # fmt: skip
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(MalformedName):
        DomainName.parse(typed)


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_refused(text):
    try:
        name = DomainName.parse(text)
    except MalformedName:
        return

    assert DomainName.parse(name) == name
    assert DomainName.parse(name.unicode) == name


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("中." * 400_000 + "cn", "it is longer than 253 characters"),
        ("a." * 127 + "com", "it is longer than 253 characters"),
        ("例." * 40 + "cn", "it is longer than 253 characters"),
        ("com.", "it has no suffix"),
        ("a.1", "its suffix is a number"),
        ("ab--c.com", "the label 'ab--c' has hyphens in third and fourth place"),
        ("x" * 64 + ".com", f"the label {'x' * 64!r} is not 1 to 63 letters, digits and inner hyphens"),
    ],
)
def test_a_refused_name_is_told_why(typed, told):
    with pytest.raises(MalformedName) as refused:
        DomainName.parse(typed)

    assert str(refused.value) == told


@pytest.mark.parametrize(
    "typed", ["a." * 125 + "com", "a." * 121 + "例子", "e\u0301." + "a." * 122 + "a", "a." * 125 + "com."]
)
def test_a_name_of_the_greatest_length_is_taken_and_a_longer_one_is_not(typed):
    """Counted in its A-label form, whatever it was typed in."""
    assert len(DomainName.parse(typed)) == 253
    with pytest.raises(MalformedName, match="longer than 253"):
        DomainName.parse(f"a{typed}")


@pytest.mark.parametrize(("name", "tld"), [("a.b.example.co", "co"), ("例子.中国", "xn--fiqs8s"), ("a.com.cn", "cn")])
def test_the_tld_is_what_follows_the_last_dot(name, tld):
    assert DomainName.parse(name).tld == tld


@pytest.mark.parametrize("text", ["ᏣᎳᎩ.com", "ꮳꮃꭹ.com", "xn--f9dt7l.com"])
def test_a_script_whose_small_letters_fold_to_capitals_is_read_in_every_form(text):
    """Cherokee: what people read of a name is taken as that name (SEC-16)."""
    name = DomainName.parse(text)

    assert (str(name), name.unicode) == ("xn--f9dt7l.com", "ᏣᎳᎩ.com")


@pytest.mark.parametrize(
    ("typed", "suffix"),
    [
        ("com", "com"),
        (".COM", "com"),
        ("Com.CN.", "com.cn"),
        ("中国", "xn--fiqs8s"),
        ("xn--fiqs8s", "xn--fiqs8s"),
        ("公司。cn", "xn--55qx5d.cn"),
    ],
)
def test_a_suffix_is_folded_as_the_names_under_it_are(typed, suffix):
    assert suffix_of(typed) == suffix == DomainName.parse(f"shop.{typed.removeprefix('.')}").suffix
