"""Extensions of the protocol that the practice registry offers, by order: its greeting names them, sessions agree on them.

The order is kept with the world. Namespaces that nobody here understands may be offered as well: a good client leaves them.
"""

import json
from collections.abc import Iterable
from typing import Any

from freehold.epp.body import ProtocolExtension
from freehold.epp.documents import Command
from freehold.epp.mapping import Mapped
from freehold.epp.namespaces import MAINTENANCE, OBJECTS
from freehold.sandbox.flows.context import Declined
from freehold.sandbox.world import World

_FACT = "offers"


class BadOffer(ValueError):
    """The extensions cannot be offered; the argument says why."""


_BY_ORDER = frozenset({MAINTENANCE})
"""Objects that are offered like extensions: only when that was ordered."""

_OBJECTS = tuple(uri for uri in OBJECTS if uri not in _BY_ORDER)


class Offers:
    """What is offered now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ordered: tuple[str, ...] = tuple(json.loads(world.fact(_FACT, "[]")))

    @property
    def extensions(self) -> tuple[str, ...]:
        """Extensions for the greeting."""
        return tuple(uri for uri in self._ordered if uri not in _BY_ORDER)

    @property
    def objects(self) -> tuple[str, ...]:
        """Objects for the greeting."""
        return (*_OBJECTS, *(uri for uri in self._ordered if uri in _BY_ORDER))

    def set(self, extensions: Iterable[Any]) -> None:
        """Offer these and no others from the next greeting on; raises BadOffer."""
        extensions = tuple(extensions)
        if not all(isinstance(uri, str) and len(uri) > 1 for uri in extensions):
            raise BadOffer("extensions are a list of namespaces")
        self._ordered = tuple(dict.fromkeys(extensions))
        self._world.put_fact(_FACT, json.dumps(self._ordered))


def need_agreed(command: Command, agreed: frozenset[str]) -> None:
    """Refuse a command that carries an extension which its session did not agree on (RFC 5730, 2.9.1.1 and 3: 2103).

    What was asked for is not what would be done without the extension.
    """
    carried: tuple[Mapped, ...] = command.extensions
    if isinstance(command.body, ProtocolExtension):
        carried = (command.body, *carried)
    strange = [
        *command.unknown_extensions,
        *(extension.namespace for extension in carried if extension.namespace not in agreed),
    ]
    if strange:
        raise Declined(2103, *strange)
