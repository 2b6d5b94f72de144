"""Whose verification codes the practice registry takes: trust anchors and algorithms, kept with the world."""

import json
from collections.abc import Sequence

from cryptography import x509

from freehold.epp.extensions.signed_code import ALGORITHMS, MODERN, Algorithm
from freehold.sandbox.world import World

_FACT = "code trust"


class BadTrust(ValueError):
    """Codes cannot be trusted so; the argument says why."""


class CodeTrust:
    """The trust in force; nobody's codes are taken until an anchor is named."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.anchors: list[x509.Certificate] = []
        self.algorithms: Sequence[Algorithm] = MODERN
        kept = json.loads(world.fact(_FACT, "null"))
        if kept is not None:
            self._take(kept["anchors"], kept["algorithms"])

    def set(self, anchors: str, algorithms: Sequence[str] = MODERN) -> None:
        """Trust these certificates (PEM) and signature algorithms, and no others; raises BadTrust."""
        self._take(anchors, algorithms)
        self._world.put_fact(_FACT, json.dumps({"anchors": anchors, "algorithms": list(algorithms)}))

    def _take(self, anchors: str, algorithms: Sequence[str]) -> None:
        known = [name for name in ALGORITHMS if name in algorithms]
        if len(known) != len(algorithms) or not known:
            raise BadTrust(f"algorithms are some of {', '.join(ALGORITHMS)}")
        try:
            self.anchors = x509.load_pem_x509_certificates(anchors.encode())
        except ValueError as error:
            raise BadTrust("the anchors are no certificates in PEM") from error
        self.algorithms = known
