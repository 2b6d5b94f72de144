"""Parts of sentences that are said in the language of the call: what is wrong with a value, how many more there are.

A refusal's sentence names values; where such a value is itself a piece of language it is a ``Said``, so that it can be
told in Chinese as well. Chinese phrases are in ``locale/zh.toml`` under the key.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase with its values; as text it is English."""

    key: str
    english: str
    values: dict[str, object]

    def __str__(self) -> str:
        return self.english.format(**self.values)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with named places, and the key its Chinese form is found under."""

    key: str
    english: str

    def of(self, **values: object) -> Said:
        """Fill the places in."""
        return Said(self.key, self.english, values)


AND_MORE = Phrase("AndMore", "{names}, … and {more} more")

NAMES_TOLD = 1_000
"""How many names of a list a refusal tells; the rest is a number."""


def told(names: Sequence[str]) -> Said | str:
    """``a, b, … and 12 more``: a list of names for a sentence."""
    shown = ", ".join(name if len(name) <= 80 else f"{name[:80]}…" for name in names[:NAMES_TOLD])
    more = len(names) - NAMES_TOLD
    return AND_MORE.of(names=shown, more=more) if more > 0 else shown
