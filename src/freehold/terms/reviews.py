"""Where the review of a document by a provider stands, and what a provider may answer."""

from dataclasses import dataclass
from enum import IntEnum


class ReviewState(IntEnum):
    """``waiting -> pending -> approved | rejected``; ``dropped`` when a person decided meanwhile."""

    WAITING = 0
    """The provider was not asked yet, or its answer was lost."""
    PENDING = 1
    """The provider has it, and decides later."""
    APPROVED = 2
    REJECTED = 3
    DROPPED = 4


@dataclass(frozen=True, slots=True)
class Approved:
    """The document proves what it is to prove; *evidence* is the provider's own number for it."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """It does not; *reason* is for the account to read."""

    evidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """The provider took it and decides later; it is asked again after so many seconds, or calls back before."""

    seconds: float


Answer = Approved | Rejected | Undecided
