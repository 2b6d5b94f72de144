"""What became of a command at a registry: five answers, not two (architecture.md, 4.2); and what only a person can answer."""

from typing import ClassVar

from freehold.terms.reasons import Reason
from freehold.terms.values import Value


class Done(Value, frozen=True):
    """The registry says yes and, asked again, shows what was wanted."""

    sv_trid: str = ""
    registrant: str | None = None
    """Handle of the registrant that the registry shows now."""
    lock_was_on: bool = False
    """The transfer lock asked for was on before, and so is not ours to lift."""
    bundle: frozenset[str] = frozenset()
    """Names that are one with the domain at the registry, and so were changed with it (RFC 9095)."""
    auth_info: str = ""
    """The secret that stands at the registry now; for the mail to the registrant alone."""
    charged: str = ""
    """What the registry says it charged, such as ``25.00 EUR``; empty where it says nothing."""
    hidden: ClassVar[frozenset[str]] = frozenset({"auth_info"})


class Pending(Value, frozen=True):
    """Accepted and not finished (1001): the registry will tell by poll message or info."""

    sv_trid: str = ""
    reason: Reason | None = None
    """What it waits for, where that is known."""
    message: str = ""
    charged: str = ""
    """As of ``Done``."""


class Refused(Value, frozen=True):
    """A definite no that repeating cannot cure; the item fails with this reason."""

    reason: Reason
    code: int = 0
    """The registry's result code; 0 when the registry was not asked."""
    message: str = ""
    """The registry's own words, data to be escaped (SEC-43)."""


class Later(Value, frozen=True):
    """Surely not done; try again no sooner than *seconds* from now."""

    reason: Reason
    seconds: float = 0.0
    message: str = ""


class Unknown(Value, frozen=True):
    """Sent, and no answer that counts (REL-6): look first, then decide (REL-7)."""

    why: str = ""
    answered: bool = False
    """The registry said yes, and does not show it."""
    charged: str = ""
    """As of ``Done``."""


class Held(Value, frozen=True):
    """Not for a program to decide: the item waits on the operator's work list."""

    reason: Reason
    message: str = ""


Outcome = Done | Pending | Refused | Later | Unknown | Held


class Stopped(Exception):
    """What stops a command half way; the runner makes it the item's outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(repr(outcome))
        self.outcome = outcome
