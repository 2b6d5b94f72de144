"""Every sentence a caller may read exists in Chinese, with the same places as in English."""

from string import Formatter

import pytest

from freehold.cli import findings
from freehold.languages import chinese_keys, pick, sentence
from freehold.terms import refusals
from freehold.terms.reasons import Reason
from freehold.terms.refusals import Refusal

REFUSALS = [
    value
    for value in vars(refusals).values()
    if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal
]
SENTENCES = (
    {refusal.__name__: refusal.sentence for refusal in REFUSALS}
    | {reason.code: reason.sentence for reason in Reason}
    | findings.SENTENCES
)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_no_refusal_reason_or_finding_lacks_its_chinese_sentence() -> None:
    assert sorted(set(SENTENCES) - chinese_keys()) == []


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    chinese = sentence(key, SENTENCES[key], "zh")

    assert chinese != SENTENCES[key]
    assert places(chinese) == places(SENTENCES[key])


def test_a_sentence_without_chinese_is_told_in_english() -> None:
    assert sentence("no such key", "All {count} are done.", "zh", count=3) == "All 3 are done."


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("zh", "zh"), ("zh-CN", "zh"), (" ZH", "zh"), ("en", "en"), ("", "en"), (None, "en"), ("fr", "en")],
)
def test_the_language_is_chinese_when_asked_for_and_english_otherwise(wanted: str | None, language: str) -> None:
    assert pick(wanted) == language
