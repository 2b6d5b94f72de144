"""Provinces and cities of mainland China, as a profile takes them (registrant-family.md, 4.3): read from ``divisions.toml``."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A name in Chinese and in pinyin; a city's has the word for city, county or what it is."""

    zh: str
    pinyin: str


class Province(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A province without the word for it, and its cities."""

    zh: str
    pinyin: str
    cities: tuple[Place, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provinces: tuple[Province, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """All of them, in the order of their official numbers."""
    text = files("freehold").joinpath("operations/divisions.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File).provinces
