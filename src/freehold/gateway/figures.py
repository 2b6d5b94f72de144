"""What is counted of one registry account: answers by command and code, how long they took, what waited for its turn."""

from collections import Counter

from freehold.epp.body import Body
from freehold.figures import Histogram, Waits


class RegistryFigures:
    """The counters of one registry account, moved on the engine's loop alone."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        """By command and result code."""
        self.unanswered: Counter[str] = Counter()
        """Commands whose answer never came: of those that change something, the fate is unknown."""
        self.round_trip = Histogram()
        self.turns = Waits()
        """Commands that waited because the account's commands a second were used up."""
        self.logins: Counter[str] = Counter()
        """Tries to log in: taken, refused, or not reached."""
        self.messages_waiting: int | None = None
        """How many messages the registry said were in its queue when it was last asked; None before."""

    def answered(self, body: Body, code: int, seconds: float) -> None:
        """Count an answer."""
        self.answers[name_of(body), code] += 1
        self.round_trip.add(seconds)


def name_of(body: Body) -> str:
    """A command for people and figures: ``domain:update``, ``poll``."""
    return _NAMES.get(type(body)) or _named(type(body))


_NAMES: dict[type[Body], str] = {}
_OBJECTS = frozenset({"domain", "contact", "host", "maintenance"})


def _named(kind: type[Body]) -> str:
    module = kind.__module__.rpartition(".")[2]
    # Log-in and poll are about no object, and the trades of several extensions are one word for people.
    name = _NAMES[kind] = f"{module}:{kind.verb}" if module in _OBJECTS else kind.verb
    return name
