"""Misbehaviour of the API on order, for whoever tests a client: refusals, delays, lists out of order.

An order is for an action, or with ``*`` for all; ``code`` refuses with a published code, ``delay_seconds`` answers late;
``share`` meets that part of the calls (1 when left out), ``times`` ends the order after so many. Nothing of this happens
without orders; a server with registries of its own takes none.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import msgspec

from freehold.clock import pause
from freehold.rpc.catalogue import published_actions
from freehold.rpc.structures import Structure
from freehold.terms.refusals import Ordered, OrderedThrottling, Refusal

KEYS = ("action", "code", "delay_seconds", "share", "times")

_LONGEST_NASTY_DELAY_SECONDS = 0.25
_THROTTLING = "Throttling"
_RETRY_AFTER_MS = 500


class BadOrder(ValueError):
    """An order that cannot be understood; the argument says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order."""

    action: str
    code: str | None = None
    delay_seconds: float = 0.0
    share: float = 1.0
    times: int | None = None

    def for_people(self) -> dict[str, Any]:
        """Its keys and values as they are ordered; what was left out is left out."""
        kept = {name: getattr(self, name) for name in KEYS}
        return {
            name: value for name, value in kept.items() if value not in {None, 0.0} and (name, value) != ("share", 1)
        }


class Misbehaviour:
    """The orders in force. *nasty* disturbs every answer besides."""

    def __init__(self, chance: random.Random, *, nasty: bool = False) -> None:
        self._chance = chance
        self._orders: list[Order] = []
        self.nasty = nasty

    def order(self, wanted: dict[str, Any]) -> None:
        """Take an order; raises BadOrder."""
        self._orders.append(read_order(wanted))

    def orders(self) -> list[dict[str, Any]]:
        """Those in force."""
        return [order.for_people() for order in self._orders]

    def clear(self) -> None:
        """Behave again."""
        self._orders.clear()

    async def meet(self, action: str) -> None:
        """Wait, or raise the refusal, that was ordered for a call of this action."""
        if self.nasty:
            await pause(self._chance.random() * _LONGEST_NASTY_DELAY_SECONDS)
        for place, order in enumerate(self._orders):
            if order.action in {action, "*"} and self._chance.random() < order.share:
                self._count_down(place, order)
                if order.delay_seconds:
                    await pause(order.delay_seconds)
                if order.code is not None:
                    raise refusal_of(order.code)
                return

    def _count_down(self, place: int, order: Order) -> None:
        if order.times is None:
            return
        if order.times > 1:
            self._orders[place] = replace(order, times=order.times - 1)
        else:
            del self._orders[place]

    def disturb(self, response: Structure) -> Structure:
        """With *nasty*: rows in an order that nobody promised, and one of them twice, as a client must bear it."""
        if not self.nasty:
            return response
        changed = {}
        for name in response.__struct_fields__:
            rows = getattr(response, name)
            if isinstance(rows, list) and len(rows) > 1 and isinstance(rows[0], Structure):
                shuffled = self._chance.sample(rows, len(rows))
                changed[name] = [*shuffled, self._chance.choice(rows)]
        return msgspec.structs.replace(response, **changed) if changed else response


def read_order(wanted: dict[str, Any]) -> Order:
    """The order that keys and values say; raises BadOrder."""
    for key in wanted:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1, 0.0)[0]
            raise BadOrder(f"there is no key {key!r}; did you mean {near!r}?")
    action, code = wanted.get("action"), wanted.get("code")
    if not isinstance(action, str) or not action:
        raise BadOrder("action is missing: an action's name, or * for all")
    if action != "*" and action not in published_actions():
        near = get_close_matches(action, published_actions(), 1, 0.0)[0]
        raise BadOrder(f"there is no action {action!r}; did you mean {near!r}?")
    if code is None and not wanted.get("delay_seconds"):
        raise BadOrder("it says nothing to do: give code or delay_seconds")
    if code is not None:
        refusal_of(code)
    times = wanted.get("times")
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise BadOrder("times is a whole number from 1")
    delay, share = _number(wanted, "delay_seconds", 0.0, 3600.0), _number(wanted, "share", 1.0, 1.0)
    return Order(action, code, delay, share, times)


def _number(wanted: dict[str, Any], key: str, default: float, most: float) -> float:
    value = wanted.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise BadOrder(f"{key} is a number from 0 to {most:g}")
    return float(value)


def refusal_of(code: str) -> Refusal:
    """The refusal that an order for a code raises, with that code's status; raises BadOrder for one nobody publishes."""
    statuses = _statuses()
    if code not in statuses:
        near = get_close_matches(str(code), statuses, 1, 0.0)[0]
        raise BadOrder(f"there is no code {code!r}; did you mean {near!r}?")
    if code.startswith(_THROTTLING):
        return OrderedThrottling(ordered=code, retry_after_ms=_RETRY_AFTER_MS)
    refusal = Ordered(ordered=code)
    # Statuses belong to codes, and an ordered refusal has any code.
    refusal.status = statuses[code]  # type: ignore[misc]  # a class's value for all others
    return refusal


def _statuses() -> dict[str, int]:
    more = {"Throttling": 400, "Throttling.Api": 400}
    return {kind.code: kind.status for kind in _kinds(Refusal) if "<" not in kind.code and kind.code != "*"} | more


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        if hasattr(below, "code"):
            yield below
        yield from _kinds(below)
