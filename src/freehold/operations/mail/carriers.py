"""How a mail leaves: what a carrier is, and what may become of a mail in its hands."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from freehold.store.outbox import Mail


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took the mail over."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The other side will never take this mail (5xx); it is given up."""

    words: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """The other side does not take this mail now (4xx), or its answer was lost; it is tried again."""

    words: str


Fate = Sent | Rejected | Delayed


class Unreachable(Exception):
    """No mail can leave at the moment: the server is away, or does not let us in. The argument says why."""


class Carrier(Protocol):
    """Carries mails, some at a time."""

    def opened(self) -> AbstractContextManager[Callable[[Mail], Fate]]:
        """A way out for some mails; raises Unreachable when there is none, at once or between two mails."""
        ...
