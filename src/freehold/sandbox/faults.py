"""Misbehaviour on order (contract.md, 3): per domain or, with ``*``, for all; counted down durably.

``answer`` gives that result instead of doing; ``pending_seconds`` answers 1001 and does it later; ``drop`` closes the
connection ``before-doing`` or ``after-doing``; ``delay_seconds`` answers late; ``misbehave`` is one of the ways below.
``review: refused`` lets the
review of a domain or contact end badly (with ``command: review`` where a mode reviews). An order with ``times`` ends after
so many uses.
"""

from typing import Any

from freehold.epp.codes import TEXTS
from freehold.sandbox.world import World

MISBEHAVIOURS = ("made-up-trid", "half-frame", "garbage", "no-trid", "ext-value", "unknown-extension")
"""A reply with an id of its own making; half a reply, then the end; octets that are no frame; a reply without an id; data
that was not asked for in a good result; an extension that nobody knows."""

KEYS = frozenset(
    {"domain", "answer", "pending_seconds", "drop", "delay_seconds", "misbehave", "times", "command", "review"}
)


class BadFault(ValueError):
    """An order that cannot be understood; the argument says why."""


class Faults:
    """The orders in force."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._orders: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for number, order in world.fault_rows():
            self._orders.setdefault(order["domain"], []).append((number, order))

    def add(self, order: dict[str, Any]) -> None:
        """Take an order; raises BadFault."""
        check(order)
        kept = {**order, "domain": str(order["domain"]).lower()}
        number = self._world.put_fault(kept)
        self._orders.setdefault(kept["domain"], []).append((number, kept))

    def list(self) -> list[dict[str, Any]]:
        """The orders in force."""
        return [order for orders in self._orders.values() for _, order in orders]

    def clear(self) -> None:
        """Behave again."""
        self._orders.clear()
        self._world.drop_faults()

    def meet(self, name: str, command: str) -> dict[str, Any] | None:
        """The order that this command meets, counted down; None when it is to be carried out as it should.

        Orders are for changes (``update``) unless they name another command or ``any``; ``password`` is a log-in that
        brings a new one.
        """
        if not self._orders:
            return None
        for key in (name, "*"):
            for place, (number, order) in enumerate(self._orders.get(key, ())):
                if order.get("command", "update") in {command, "any"}:
                    self._count_down(key, place, number, order)
                    return order
        return None

    def _count_down(self, key: str, place: int, number: int, order: dict[str, Any]) -> None:
        if "times" not in order:
            return
        left = order["times"] - 1
        if left > 0:
            moved = {**order, "times": left}
            self._world.put_fault(moved, number)
            self._orders[key][place] = (number, moved)
            return
        self._world.drop_faults(number)
        del self._orders[key][place]
        if not self._orders[key]:
            del self._orders[key]


def check(order: dict[str, Any]) -> None:
    """Raise BadFault unless the order can be understood."""
    unknown = set(order) - KEYS
    if unknown:
        raise BadFault(f"unknown key {min(unknown)!r}; known are {', '.join(sorted(KEYS))}")
    if not order.get("domain"):
        raise BadFault("domain is missing")
    if "answer" in order and order["answer"] not in TEXTS:
        raise BadFault(f"answer {order['answer']!r} is no result code")
    if order.get("drop") not in {None, "before-doing", "after-doing"}:
        raise BadFault(f"drop {order['drop']!r} is neither before-doing nor after-doing")
    if order.get("misbehave") not in {None, *MISBEHAVIOURS}:
        raise BadFault(f"misbehave {order['misbehave']!r} is none of {', '.join(MISBEHAVIOURS)}")
    if order.get("review") not in {None, "refused"}:
        raise BadFault(f"review {order['review']!r} is not refused")
    if not isinstance(order.get("times", 1), int) or order.get("times", 1) < 1:
        raise BadFault("times is a whole number from 1")
    for key in ("pending_seconds", "delay_seconds"):
        if not isinstance(order.get(key, 0), int | float) or order.get(key, 0) < 0:
            raise BadFault(f"{key} is a number of seconds")
    if not set(order) & {"answer", "pending_seconds", "drop", "delay_seconds", "misbehave", "review"}:
        raise BadFault("it says nothing to do")
