"""Domain names: one normal form, and the form people read.

In code a domain name is always its A-label form, lower case, without a final dot. Callers may send either form
(registrant-family.md, 2); answers show the readable one.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Self

import idna

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_PLAIN = re.compile(r"(?:(?!-)(?!..--)[a-z0-9-]{1,63}(?<!-)\.)+(?!..--)[a-z]{2,63}\Z")
_LONGEST = 253
_FULL_STOPS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_CHEROKEE = {0xAB70 + place: 0x13A0 + place for place in range(80)} | {
    0x13F8 + place: 0x13F0 + place for place in range(6)
}
"""The one script whose small letters fold to its capitals: those alone may stand in names (RFC 5892, 2.2)."""


class MalformedName(ValueError):
    """The text is not a domain name under a TLD; the argument says why, in English."""


class DomainName(str):
    """A domain name in its one normal form."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Fold a name as typed, in Unicode or ``xn--`` form, to the normal form; raise MalformedName."""
        folded = text.lower()
        if _PLAIN.match(folded) is not None and len(folded) <= _LONGEST:
            return cls(folded)
        return cls(_fold(folded))

    @property
    def unicode(self) -> str:
        """The form people read: Chinese labels in Chinese."""
        return _readable(self) if "xn--" in self else str(self)

    @property
    def tld(self) -> str:
        """What follows the last dot, in A-label form."""
        return self.rpartition(".")[2]

    @property
    def label(self) -> str:
        """The registered label itself, in the form people read."""
        return self.unicode.partition(".")[0]

    @property
    def suffix(self) -> str:
        """What the label was registered under (``com.cn``), in A-labels."""
        return self.partition(".")[2]


def suffix_of(text: str) -> str:
    """A suffix as typed (``com.cn``, ``.COM``, ``中国``), in the form in which a name under it ends; raises MalformedName."""
    return DomainName.parse(f"name.{text.removeprefix('.')}").suffix


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_FULL_STOPS)).lower().translate(_CHEROKEE).removesuffix(".")
    if not text:
        raise MalformedName("it is empty")
    # No A-label is shorter than what it stands for. Asked here as well, so that a text of 100,000 labels costs nothing.
    if len(text) > _LONGEST:
        raise MalformedName("it is longer than 253 characters")
    labels = text.split(".")
    if len(labels) == 1:
        raise MalformedName("it has no suffix")
    folded = ".".join(_fold_label(label) for label in labels)
    if len(folded) > _LONGEST:
        raise MalformedName("it is longer than 253 characters")
    if folded.rpartition(".")[2].isdigit():
        raise MalformedName("its suffix is a number")
    return folded


def _fold_label(label: str) -> str:
    if not label:
        raise MalformedName("it has an empty label")
    if not label.isascii() or label.startswith("xn--"):
        try:
            # A second look at the decoded form: a made-up xn-- label must not pass for a name.
            readable = idna.decode(label) if label.isascii() else label
            return idna.encode(readable).decode("ascii")
        except (idna.IDNAError, UnicodeError, IndexError) as error:
            raise MalformedName(f"the label {label[:70]!r} is not valid: {error}") from error
    if label[2:4] == "--":
        raise MalformedName(f"the label {label[:70]!r} has hyphens in third and fourth place")
    if _LABEL.match(label) is None:
        raise MalformedName(f"the label {label[:70]!r} is not 1 to 63 letters, digits and inner hyphens")
    return label


@lru_cache(maxsize=65536)
def _readable(name: str) -> str:
    return ".".join(idna.decode(label) if label.startswith("xn--") else label for label in name.split("."))
