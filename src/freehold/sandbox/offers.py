"""Extensions of the protocol that the practice registry offers, by order: its greeting names them, sessions agree on them.

The order is kept with the world. Namespaces that nobody here understands may be offered as well: a good client leaves them.
"""

import json
from collections.abc import Iterable
from typing import Any

from freehold.epp.documents import Command
from freehold.sandbox.flows.context import Declined
from freehold.sandbox.world import World

_FACT = "offers"


class BadOffer(ValueError):
    """The extensions cannot be offered; the argument says why."""


class Offers:
    """What is offered now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.extensions: tuple[str, ...] = tuple(json.loads(world.fact(_FACT, "[]")))

    def set(self, extensions: Iterable[Any]) -> None:
        """Offer these and no others from the next greeting on; raises BadOffer."""
        extensions = tuple(extensions)
        if not all(isinstance(uri, str) and len(uri) > 1 for uri in extensions):
            raise BadOffer("extensions are a list of namespaces")
        self.extensions = tuple(dict.fromkeys(extensions))
        self._world.put_fact(_FACT, json.dumps(self.extensions))


def need_agreed(command: Command, agreed: frozenset[str]) -> None:
    """Refuse a command that carries an extension which its session did not agree on (RFC 5730, 2.9.1.1 and 3: 2103).

    What was asked for is not what would be done without the extension.
    """
    strange = [
        *command.unknown_extensions,
        *(extension.namespace for extension in command.extensions if extension.namespace not in agreed),
    ]
    if strange:
        raise Declined(2103, *strange)
