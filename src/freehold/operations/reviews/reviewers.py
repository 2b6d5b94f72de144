"""What a reviewer provider is, and the one that decides by itself for tests."""

from dataclasses import dataclass, field
from typing import Protocol

from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.reviews import Answer, Approved, Rejected


@dataclass(frozen=True, slots=True)
class Case:
    """A document to be reviewed, and the data that it is to prove."""

    id: str
    """The provider takes the same id once, however often it is asked."""
    contact: Contact = field(repr=False)
    submitted_at: Instant
    kind: str
    number: str = field(repr=False)
    image: bytes = field(repr=False)


class Unavailable(Exception):
    """The provider cannot be asked now, or answers what cannot be understood; the argument says why."""


class Reviewer(Protocol):
    """Reviews documents."""

    name: str

    def ask(self, case: Case) -> Answer:
        """Hand the case over, or ask for it again under the same id. Raises Unavailable."""
        ...

    def look(self, review_id: str) -> Answer | None:
        """What became of a case handed over before; None when the provider does not know it. Raises Unavailable."""
        ...


class AutomaticReviewer:
    """Decides at once: rejects holders whose name contains one of the words, and approves all others."""

    name = "automatic"

    def __init__(self, reject_words: tuple[str, ...]) -> None:
        self._reject_words = [word.casefold() for word in reject_words]

    def ask(self, case: Case) -> Answer:
        """The rule's answer; the evidence is the case's own id."""
        names = f"{case.contact.organization}\n{case.contact.zh_organization}".casefold()
        found = next((word for word in self._reject_words if word in names), None)
        if found is None:
            return Approved(case.id)
        return Rejected(case.id, f"The holder's name contains {found.upper()}.")

    def look(self, review_id: str) -> Answer | None:  # noqa: ARG002  the interface's signature
        """Nothing is kept."""
        return None
