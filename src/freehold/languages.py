"""Sentences in the language asked for: English is the source, Chinese is in ``locale/zh.toml``."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "zh"]


@cache
def _chinese() -> dict[str, str]:
    text = files("freehold").joinpath("locale/zh.toml").read_text(encoding="utf-8")
    return {key: sentence for section in tomllib.loads(text).values() for key, sentence in section.items()}


def sentence(key: str, english: str, language: Language, /, **values: object) -> str:
    """The sentence of a catalogue key with its values filled in; English where the Chinese is missing."""
    template = _chinese().get(key, english) if language == "zh" else english
    return template.format(**values) if values else template


def chinese_keys() -> frozenset[str]:
    """Which keys have a Chinese sentence; a test compares them with the catalogues."""
    return frozenset(_chinese())


def pick(wanted: str | None) -> Language:
    """Read a ``Lang`` parameter: anything that begins with zh is Chinese, all else is the default, English."""
    return "zh" if wanted is not None and wanted.strip().lower().startswith("zh") else "en"
