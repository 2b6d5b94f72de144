"""What is counted of the API's calls: how many by action and code, and how long they took."""

from collections import Counter
from collections.abc import Collection

from freehold.figures import Histogram

CALL_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

UNKNOWN, OTHER = "unknown", "other"

_MOST_PAIRS = 4_000
"""Pairs of action and code told apart. Codes are made from names of parameters, the numbers of lists among them, so that a
caller could make ever more of them."""


class CallFigures:
    """The counters of one endpoint, moved on its loop alone."""

    def __init__(self, actions: Collection[str]) -> None:
        """*actions* are those with a line of their own; callers may name anything."""
        self._actions = frozenset(actions)
        self.answers: Counter[tuple[str, str]] = Counter()
        """By action and code, OK for a success."""
        self.seconds: dict[str, Histogram] = {}
        """By action: from the request's head to the end of the answer."""

    def answered(self, action: str, code: str, seconds: float) -> None:
        """Count an answer."""
        if action not in self._actions:
            action = UNKNOWN
        pair = action, code
        if pair not in self.answers and len(self.answers) >= _MOST_PAIRS:
            pair = action, OTHER
        self.answers[pair] += 1
        histogram = self.seconds.get(action)
        if histogram is None:
            histogram = self.seconds[action] = Histogram(CALL_SECONDS)
        histogram.add(seconds)
