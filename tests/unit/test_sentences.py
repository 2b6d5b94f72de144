"""Every sentence that people may read has a Chinese twin with the same places."""

import string
import tomllib
from importlib.resources import files

import pytest

from freehold.cli import findings, sentences
from freehold.rpc import binding, parameters, splitting
from freehold.rpc.errors import message
from freehold.terms import phrases
from freehold.terms.phrases import Phrase, told
from freehold.terms.reasons import Reason
from freehold.terms.refusals import DomainsIllegal, Refusal

CATALOGUE = tomllib.loads(files("freehold").joinpath("locale/zh.toml").read_text(encoding="utf-8"))


def refusals(of=Refusal):
    return [
        found
        for child in of.__subclasses__()
        if child.__module__.startswith("freehold.terms.refusals.")
        for found in (child, *refusals(child))
    ]


ENGLISH = {
    "refusals": {refusal.__name__: refusal.sentence for refusal in refusals()},
    "reasons": {reason.code: reason.sentence for reason in Reason},
    "phrases": {
        phrase.key: phrase.english
        for module in (binding, parameters, splitting, phrases)
        for phrase in vars(module).values()
        if isinstance(phrase, Phrase)
    },
    "doctor": findings.SENTENCES,
    "texts": sentences.SENTENCES,
}


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("section", ENGLISH)
def test_every_sentence_has_a_chinese_one_with_the_same_places(section):
    chinese = CATALOGUE[section]

    assert {key: places(text) for key, text in ENGLISH[section].items()} == {
        key: places(text) for key, text in chinese.items() if key in ENGLISH[section]
    }


@pytest.mark.parametrize("section", ["refusals", "reasons", "doctor"])
def test_no_chinese_sentence_is_left_without_an_english_one(section):
    assert set(CATALOGUE[section]) == set(ENGLISH[section])


def test_no_key_is_used_in_two_sections():
    keys = [key for section in CATALOGUE.values() for key in section]

    assert len(keys) == len(set(keys))


def test_chinese_sentences_are_chinese():
    for section in CATALOGUE.values():
        for key, text in section.items():
            assert any("\u4e00" <= character <= "\u9fff" for character in text), key


def test_no_place_has_a_name_that_the_catalogue_uses_itself():
    used = {place for section in ENGLISH.values() for text in section.values() for place in places(text)}

    assert used.isdisjoint({"key", "english", "language"})


def test_phrases_inside_a_sentence_are_told_in_its_language():
    refusal = DomainsIllegal(count=1012, names=told([f"n{number}" for number in range(1012)]))

    assert str(refusal).endswith("n999, … and 12 more. Correct them and submit the list again; nothing was changed.")
    assert "n999……以及另外 12 个。" in message(refusal, "zh")
