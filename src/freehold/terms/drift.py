"""How our copy of a domain and its registry's may differ."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a comparison found."""

    SAME = "same"
    OURS_NEWER = "ours newer"
    THEIRS_NEWER = "theirs newer"
    UNKNOWN = "unknown"
    """They differ, or could not be compared, and nothing tells which is right; a person has to look."""
    MISSING_THERE = "missing there"
    """The registry has no such domain, or another registrar has it."""


class Repair(Enum):
    """Which side is brought to the other's state."""

    OURS = "ours"
    """What we hold goes to the registry, where ours is newer."""
    THEIRS = "theirs"
    """What the registry holds becomes ours, where theirs is newer."""
    REBUILD = "rebuild"
    """The same, and also where our copy was entered from a list and was never read from the registry (REL-22)."""

    @property
    def of_our_copy(self) -> bool:
        """It is our copy that follows."""
        return self in {Repair.THEIRS, Repair.REBUILD}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value on which the two sides do not agree."""

    what: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.what}: ours {self.ours or '-'}, theirs {self.theirs or '-'}"
