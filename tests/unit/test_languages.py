"""Which language is meant, and what is told where a sentence has no Chinese."""

import pytest

from freehold.languages import pick, sentence


def test_a_sentence_without_chinese_is_told_in_english() -> None:
    assert sentence("no such key", "All {count} are done.", "zh", count=3) == "All 3 are done."


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("zh", "zh"), ("zh-CN", "zh"), (" ZH", "zh"), ("en", "en"), ("", "en"), (None, "en"), ("fr", "en")],
)
def test_the_language_is_chinese_when_asked_for_and_english_otherwise(wanted: str | None, language: str) -> None:
    assert pick(wanted) == language
