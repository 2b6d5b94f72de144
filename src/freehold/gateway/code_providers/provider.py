"""What a provider is asked, and what it may answer."""

from dataclasses import dataclass, field
from typing import Protocol

from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.verification_codes import CodeType


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is to be verified, and by which document; the document is empty where we were never given one."""

    contact: Contact = field(repr=False)
    credential_type: str = field(default="", repr=False)
    credential_no: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A code that is wanted. The same *id* is the same request: it is answered alike, and costs once."""

    id: str
    type: CodeType
    asked_at: Instant
    """When it was first asked for, in business time."""
    domain_name: str = ""
    """For a code of a name, in A-labels."""
    holder: Holder | None = None
    """For a code of a holder."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The signed document, as it came."""

    document: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Awaited:
    """The provider is not done; ask again."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The provider does not confirm it; its words."""

    words: str


Answer = Issued | Awaited | Denied


class Provider(Protocol):
    """One kind of provider."""

    async def ask(self, request: CodeRequest) -> Answer:
        """Ask for a code, or what became of asking. Raises Stopped when the provider cannot be asked now."""
        ...
