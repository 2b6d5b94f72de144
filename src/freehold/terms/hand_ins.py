"""What registries ask of persons before a change of registrant: which values or papers, and the reason that asks for them."""

from types import MappingProxyType
from typing import NamedTuple

from freehold.terms.reasons import Reason


class Asked(NamedTuple):
    """What one kind of hand-in consists of."""

    reason: Reason
    """Why an item waits that lacks it."""
    values: tuple[str, ...] = ()
    """Names of the values that must be there."""
    more: tuple[str, ...] | None = ()
    """Names of those that may be; None: any."""
    document: bool = False
    """A file, and no values."""
    key: bool = False
    """The key that the registry mailed, and no values."""


KEY = "key"
ASKED = MappingProxyType(
    {
        "applicant-declaration": Asked(Reason.DECLARATION_NEEDED, ("version", "name", "accepted")),
        "legal-document": Asked(Reason.DOCUMENT_NEEDED, document=True),
        "verification": Asked(Reason.REPORT_NEEDED, ("verified",), ("method", "reference", "agent")),
        "eligibility": Asked(Reason.ELIGIBILITY_NEEDED, ("explanation",), None),
        KEY: Asked(Reason.KEY_NEEDED, key=True),
    }
)
"""By kind, as policies name it; kinds that are not here need no person."""

KIND_OF = MappingProxyType({asked.reason.code: kind for kind, asked in ASKED.items()})
"""What an item that waits for this reason lacks."""

DOCUMENT_KINDS = frozenset({"pdf", "asice", "bdoc", "ddoc", "edoc", "zip", "rar", "gz", "tar", "7z", "jpg"})
"""Files that a registry with a duty of documents takes, by the end of their name."""

LARGEST_DOCUMENT = 700_000
"""Octets; in base64 it must fit the longest frame with room to spare."""
LONGEST_VALUE = 255


class WrongHandIn(ValueError):
    """What was handed in is not what is asked for; the argument says why."""


def read_values(asked: Asked, text: str) -> dict[str, str]:
    """The values of lines ``name=value``; raises WrongHandIn."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = (piece.strip() for piece in line.partition("="))
        if not equals or not name or not value:
            raise WrongHandIn(f"write each value as NAME=VALUE, and not as {line[:40]!r}")
        if not (name + value).isprintable() or len(name) > LONGEST_VALUE or len(value) > LONGEST_VALUE:
            raise WrongHandIn(
                f"{name[:40]} is longer than {LONGEST_VALUE} characters, or has some that nobody can read"
            )
        if name in found:
            raise WrongHandIn(f"{name} stands twice")
        if name not in asked.values and asked.more is not None and name not in asked.more:
            raise WrongHandIn(f"there is no value {name}; there are {', '.join((*asked.values, *asked.more))}")
        found[name] = value
    missing = [name for name in asked.values if name not in found]
    if missing:
        raise WrongHandIn(f"{', '.join(missing)} is missing")
    if asked.more is None and len(found) == len(asked.values):
        raise WrongHandIn("there is nothing that shows the right to the name")
    if not found.get("years", "1").isdecimal() or not 1 <= int(found.get("years", "1")) <= _MOST_YEARS:
        raise WrongHandIn(f"years is a number from 1 to {_MOST_YEARS}")
    return found


_MOST_YEARS = 10
