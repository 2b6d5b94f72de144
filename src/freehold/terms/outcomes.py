"""What became of a command at a registry: five answers, not two (architecture.md, 4.2); and what only a person can answer."""

from dataclasses import dataclass, field

from freehold.terms.reasons import Reason


@dataclass(frozen=True, slots=True)
class Done:
    """The registry says yes and, asked again, shows what was wanted."""

    sv_trid: str = ""
    registrant: str | None = None
    """Handle of the registrant that the registry shows now."""
    lock_was_on: bool = False
    """The transfer lock asked for was on before, and so is not ours to lift."""
    bundle: frozenset[str] = frozenset()
    """Names that are one with the domain at the registry, and so were changed with it (RFC 9095)."""
    auth_info: str = field(default="", repr=False)
    """The secret that stands at the registry now; for the mail to the registrant alone."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Accepted and not finished (1001): the registry will tell by poll message or info."""

    sv_trid: str = ""
    reason: Reason | None = None
    """What it waits for, where that is known."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A definite no that repeating cannot cure; the item fails with this reason."""

    reason: Reason
    code: int = 0
    """The registry's result code; 0 when the registry was not asked."""
    message: str = ""
    """The registry's own words, data to be escaped (SEC-43)."""


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not done; try again no sooner than *seconds* from now."""

    reason: Reason
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent, and no answer that counts (REL-6): look first, then decide (REL-7)."""

    why: str = field(default="")
    answered: bool = False
    """The registry said yes, and does not show it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Not for a program to decide: the item waits on the operator's work list."""

    reason: Reason
    message: str = ""


Outcome = Done | Pending | Refused | Later | Unknown | Held


class Stopped(Exception):
    """What stops a command half way; the runner makes it the item's outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(repr(outcome))
        self.outcome = outcome
