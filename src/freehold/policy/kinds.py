"""What kind of TLD a domain is under, in the API's words (registrant-family.md, 6)."""

import tomllib
from functools import cache
from importlib.resources import files
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


def listed(kind: Kind) -> list[str]:
    """The TLDs that are of this kind by name, for searches."""
    return [tld for tld, found in _listed().items() if found == kind]
