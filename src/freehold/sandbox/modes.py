"""Ways in which registries take contacts and changes of registrant, for the practice registry to behave by.

The registry as a whole has a mode, which its greeting shows; a suffix may have another of those that a greeting cannot
show. Modes are kept with the world, so that they survive its kill. Words behind a colon say more.

- ``thick``: contacts are kept, changes are made at once.
- ``minimum``: the greeting has no contacts; a contact command answers 2307, a registrant in an update 2306 (whole registry).
- ``thin``: the greeting has contacts, but domains hold none: a registrant in an update answers 2306.
- ``thin-with-code``: the greeting has no contacts and offers verification codes (whole registry): a domain must have codes of
  both kinds within five days; they are verified against the trust anchors that the operator named.
- ``audited``: contacts and changes of registrant are reviewed for days: 1001, then a poll message; a domain that is
  refused keeps its registrant and gets serverHold.
- ``update-with-data:KIND``: an update that changes the registrant must carry the data (2003 without); with a legal
  document it waits for the prior holder's consent.
- ``trade:COMMAND``: the registrant changes by that command alone; it costs, which the ledger counts.
- ``trade-with-consent:COMMAND`` and, behind another colon, ``key``: the command begins a process of days; holders confirm,
  refuse or let it lapse, or a transfer brings the key that the registry mailed.
- ``per-registrar``: each log-in has a mode of its own, its greeting too (whole registry).
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from freehold.epp.extensions import (
    applicant,
    dnslu,
    frnic,
    key_values,
    legal_document,
    owner_change,
    registrant_report,
    registrant_transfer,
)
from freehold.sandbox.world import World

MODES = (
    "thick", "minimum", "thin", "thin-with-code", "audited", "update-with-data", "trade", "trade-with-consent",
    "per-registrar",
)  # fmt: skip
_IN_GREETING = frozenset({"minimum", "thin-with-code"})
_FACT = "modes"

_DATA = {
    "owner-change": (owner_change.NAMESPACE,),
    "applicant-declaration": (applicant.NAMESPACE,),
    "legal-document": (legal_document.NAMESPACE,),
    "verification": (registrant_report.NAMESPACE,),
    "auth-info": (),
}
_COMMANDS = {
    "frnic": (frnic.NAMESPACE,),
    "dnslu": (dnslu.NAMESPACE,),
    "registrant-transfer": (registrant_transfer.NAMESPACE, key_values.NAMESPACE),
    "update": (),
}
_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "update-with-data": (tuple(_DATA),),
    "trade": (("frnic", "dnslu", "registrant-transfer"),),
    "trade-with-consent": (("frnic", "dnslu", "update"), ("holder", "key")),
}
"""What may be said behind each mode's colons; the first of each is meant when nothing is."""


_PATIENCE = {"update-with-data": 14 * 86400.0, "trade-with-consent": 14 * 86400.0}
"""How long holders have to consent when nothing is said of it; epp-facts.md, 8 knows of 5 to 15 days."""


class BadMode(ValueError):
    """A mode cannot be set; the argument says why."""


@dataclass(frozen=True)
class Mode:
    """How a suffix or a log-in behaves."""

    name: str = "thick"
    review_seconds: float = 3 * 86400.0
    """How long a review takes, and how long holders have to consent, by the registry's clock."""
    words: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """What an update that changes the registrant must carry; empty: nothing."""
        return self.words[0] if self.name == "update-with-data" else ""

    @property
    def command(self) -> str:
        """What changes the registrant; empty: an update, at once."""
        return self.words[0] if self.name in {"trade", "trade-with-consent"} else ""

    @property
    def key(self) -> bool:
        """A key is mailed, and brings the change to its end."""
        return self.words[1:] == ("key",)

    @property
    def extension_uris(self) -> tuple[str, ...]:
        """The extensions it needs."""
        return _DATA.get(self.data, ()) + _COMMANDS.get(self.command, ())


class Modes:
    """The modes in force."""

    def __init__(self, world: World) -> None:
        self._world = world
        kept: dict[str, dict[str, Any]] = json.loads(world.fact(_FACT, "{}"))
        self._of = {place: Mode(**{**mode, "words": tuple(mode["words"])}) for place, mode in kept.items()}

    def takes_contacts(self, client: str) -> bool:
        """Whether the greeting shows contact objects to this log-in."""
        return self._own(self.whole, client).name not in _IN_GREETING

    @property
    def extension_uris(self) -> tuple[str, ...]:
        """The extensions the greeting offers."""
        return tuple(sorted({uri for mode in self._of.values() for uri in mode.extension_uris}))

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

    def of(self, name: str, client: str) -> Mode:
        """The mode of a domain for a log-in: its suffix's, or the registry's."""
        if len(self._of) > 1 or (self._of and "*" not in self._of):
            rest = name
            while "." in rest:
                rest = rest.partition(".")[2]
                if rest in self._of:
                    return self._of[rest]
        return self._own(self.whole, client)

    def _own(self, mode: Mode, client: str) -> Mode:
        return self._of.get(f"@{client}", Mode()) if mode.name == "per-registrar" else mode

    def set(self, place: str, said: str, review_seconds: float | None = None) -> None:
        """Let a suffix, with ``*`` the whole registry, or with ``@LOGIN`` a log-in behave so; raises BadMode."""
        name, *words = said.split(":")
        if name not in MODES:
            raise BadMode(f"there is no mode {name!r}; there are {', '.join(MODES)}")
        if name == "per-registrar" and place != "*":
            raise BadMode("per-registrar is for the whole registry only: use *")
        if name in _IN_GREETING and place != "*" and not place.startswith("@"):
            raise BadMode(f"{name} shows in the greeting, and so is for the whole registry only: use *")
        seconds = _PATIENCE.get(name, Mode.review_seconds) if review_seconds is None else review_seconds
        self._of[place] = Mode(name, seconds, _words(name, words))
        self._world.put_fact(_FACT, json.dumps({place: asdict(mode) for place, mode in self._of.items()}))


def _words(name: str, said: list[str]) -> tuple[str, ...]:
    known = _WORDS.get(name, ())
    if len(said) > len(known):
        raise BadMode(f"{name} takes {len(known)} words behind it, and there are {len(said)}")
    for word, allowed in zip(said, known, strict=False):
        if word not in allowed:
            raise BadMode(f"{name} has no {word!r}; it has {', '.join(allowed)}")
    return (*said, *(allowed[0] for allowed in known[len(said) :]))
