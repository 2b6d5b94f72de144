"""Verification codes: that a name was reviewed and that its holder is who they say, as registries want it (epp-facts.md, 10).

A code stands for a person's documents: it is sealed where it is kept, and no ``repr`` shows it (SEC-44).
"""

from dataclasses import dataclass
from enum import Enum

from freehold.terms.instants import Instant


class CodeType(Enum):
    """What a code is proof of; the value is the registry's."""

    DOMAIN = "domain"
    """The name was reviewed, whoever holds it."""
    REAL_NAME = "real-name"
    """The holder was verified by their documents."""


@dataclass(frozen=True, slots=True)
class VerificationCode:
    """A code that a provider issued and that was checked against its trust anchor."""

    type: CodeType
    value: str
    """What the registry shows of it once it is set: the provider's number and the provider's own name for it."""
    document: bytes
    """The signed document, which goes to the registry as it is."""

    def __repr__(self) -> str:
        """Without the code."""
        return f"VerificationCode({self.type.value})"


@dataclass(frozen=True, slots=True)
class MissingCode:
    """A code the registry waits for, and until when."""

    type: str
    due_at: Instant


@dataclass(frozen=True, slots=True)
class CodesShown:
    """What a registry shows of a domain's codes."""

    status: str
    """notApplicable, nonCompliant, pendingCompliance or compliant."""
    missing: tuple[MissingCode, ...] = ()
    set: tuple[tuple[str, str], ...] = ()
    """Types and values of those it has."""

    def has(self, code: VerificationCode) -> bool:
        """Whether this very code is set."""
        return (code.type.value, code.value) in self.set

    def has_type(self, kind: CodeType) -> bool:
        """Whether some code of the type is set."""
        return any(shown == kind.value for shown, _ in self.set)

    def __repr__(self) -> str:
        """Without values."""
        return f"CodesShown({self.status!r}, missing={self.missing!r}, set={[kind for kind, _ in self.set]!r})"
