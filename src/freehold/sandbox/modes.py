"""Ways in which registries take contacts and changes of registrant, for the practice registry to behave by.

The registry as a whole has a mode, which its greeting shows; a suffix may have another of those that a greeting cannot
show. Modes are kept with the world, so that they survive its kill.

- ``thick``: contacts are kept, changes are made at once.
- ``minimum``: the greeting has no contacts; a contact command answers 2307, a registrant in an update 2306 (whole registry).
- ``thin``: the greeting has contacts, but domains hold none: a registrant in an update answers 2306.
- ``thin-with-code``: the greeting has no contacts and offers verification codes (whole registry): a domain must have codes of
  both kinds within five days; they are verified against the trust anchors that the operator named.
- ``audited``: contacts and changes of registrant are reviewed for days: 1001, then a poll message; a domain that is
  refused keeps its registrant and gets serverHold.
"""

import json
from dataclasses import dataclass
from typing import Any

from freehold.sandbox.world import World

MODES = ("thick", "minimum", "thin", "thin-with-code", "audited")
_IN_GREETING = frozenset({"minimum", "thin-with-code"})
_FACT = "modes"


class BadMode(ValueError):
    """A mode cannot be set; the argument says why."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How a suffix behaves."""

    name: str = "thick"
    review_seconds: float = 3 * 86400.0
    """How long a review takes, by the registry's clock."""


class Modes:
    """The modes in force."""

    def __init__(self, world: World) -> None:
        self._world = world
        kept: dict[str, dict[str, Any]] = json.loads(world.fact(_FACT, "{}"))
        self._of = {suffix: Mode(**values) for suffix, values in kept.items()}

    @property
    def takes_contacts(self) -> bool:
        """Whether the greeting shows contact objects."""
        return self.whole.name not in _IN_GREETING

    @property
    def takes_codes(self) -> bool:
        """Whether the greeting offers verification codes."""
        return self.whole.name == "thin-with-code"

    @property
    def reviews_contacts(self) -> float:
        """How long new contacts are reviewed; 0 where no suffix is audited, since a contact belongs to none."""
        return max((mode.review_seconds for mode in self._of.values() if mode.name == "audited"), default=0.0)

    @property
    def whole(self) -> Mode:
        """The mode of the registry as a whole."""
        return self._of.get("*", Mode())

    def of(self, name: str) -> Mode:
        """The mode of a domain: its suffix's, or the registry's."""
        if len(self._of) > 1 or (self._of and "*" not in self._of):
            rest = name
            while "." in rest:
                rest = rest.partition(".")[2]
                if rest in self._of:
                    return self._of[rest]
        return self.whole

    def set(self, suffix: str, name: str, review_seconds: float | None = None) -> None:
        """Let a suffix, or with ``*`` the whole registry, behave so; raises BadMode."""
        if name not in MODES:
            raise BadMode(f"there is no mode {name!r}; there are {', '.join(MODES)}")
        if name in _IN_GREETING and suffix != "*":
            raise BadMode(f"{name} shows in the greeting, and so is for the whole registry only: use *")
        self._of[suffix] = Mode(name) if review_seconds is None else Mode(name, review_seconds)
        kept = {suffix: {"name": mode.name, "review_seconds": mode.review_seconds} for suffix, mode in self._of.items()}
        self._world.put_fact(_FACT, json.dumps(kept))
