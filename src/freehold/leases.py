"""Until when work that was begun may still send commands that change something (REL-4; engine.md, 3).

A process that froze, or was cut off from the others, may find its work taken over. The fence keeps it from writing; its
lease keeps it from sending, also when it has long been in touch with the others again. A lease is taken before the
intents are written, and holds for what follows from them.
"""

from collections.abc import Callable
from contextvars import ContextVar

Lease = Callable[[], bool]
"""Whether it still holds."""


def unlimited() -> bool:
    """The lease of a process that nobody takes work over from."""
    return True


_CURRENT: ContextVar[Lease] = ContextVar("freehold_lease", default=unlimited)


def take(lease: Lease) -> None:
    """Work under this lease from here on; what is begun from here does too."""
    _CURRENT.set(lease)


def current() -> Lease:
    """What the work at hand is under, to be asked again in the moment of sending."""
    return _CURRENT.get()


def holds() -> bool:
    """Whether the work at hand may still send."""
    return _CURRENT.get()()
