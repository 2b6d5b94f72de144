"""What kind of TLD a domain is under, in the API's words (registrant-family.md, 6)."""

import tomllib
from functools import cache
from importlib.resources import files
from string import ascii_lowercase
from typing import Literal

import idna

Kind = Literal["gTLD", "New gTLD", "ccTLD"]


@cache
def _listed() -> dict[str, Kind]:
    text = files("freehold").joinpath("policy/data/kinds.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    kinds: dict[str, Kind] = {idna.encode(name).decode("ascii"): "gTLD" for name in data["gtld"]}
    kinds.update({idna.encode(name).decode("ascii"): "ccTLD" for name in data["cctld"]})
    return kinds


def kind_of(tld: str) -> Kind:
    """The kind of a TLD in A-label form."""
    listed = _listed().get(tld)
    if listed is not None:
        return listed
    return "ccTLD" if len(tld) == 2 and tld.isalpha() else "New gTLD"


def tlds_of(kind: str | None) -> tuple[list[str] | None, list[str] | None]:
    """The TLDs that a search for this kind is for, and those that it is not for; None where it says nothing of them."""
    match kind:
        case "gTLD":
            return listed("gTLD"), None
        case "ccTLD":
            return listed("ccTLD") + _COUNTRY_CODES, None
        case "New gTLD":
            return None, listed("gTLD") + listed("ccTLD") + _COUNTRY_CODES
        case _:
            return None, None


_COUNTRY_CODES = [first + second for first in ascii_lowercase for second in ascii_lowercase]


def listed(kind: Kind) -> list[str]:
    """The TLDs that are of this kind by name, for searches."""
    return [tld for tld, found in _listed().items() if found == kind]
