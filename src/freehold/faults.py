"""Fault points: named places where a test can make the process die, fail or pause (FP-1 to FP-3).

A point does nothing unless the process was started with ``FREEHOLD_FAULTS``::

    name[@nth]=action[;name[@nth]=action...]

where *nth* counts passages in this process (the first when left out) and the action is ``kill`` (SIGKILL self),
``error``, ``sleep:SECONDS``, ``exit:CODE`` or ``hold:FILE`` (wait until the file exists). Every passage is appended to
the file named by ``FREEHOLD_FAULT_LOG``.
"""

import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from freehold.clock import wait


class FaultError(Exception):
    """What the action ``error`` raises."""


@dataclass(frozen=True)
class _Order:
    nth: int
    action: str
    argument: str


_orders: dict[str, list[_Order]] = {}
_passages: dict[str, int] = {}
_lock = threading.Lock()
_log: Path | None = None
_armed = False


def arm(orders: str | None, log: str | None) -> None:
    """Read the orders; raise ValueError with the faulty part when one is not of the form above."""
    global _log, _armed
    _orders.clear()
    _passages.clear()
    _log = Path(log) if log else None
    for part in filter(None, (piece.strip() for piece in (orders or "").split(";"))):
        place, separator, what = part.partition("=")
        name, _, nth = place.partition("@")
        action, _, argument = what.partition(":")
        if not separator or action not in {"kill", "error", "sleep", "exit", "hold"} or (nth and not nth.isdigit()):
            raise ValueError(f"FREEHOLD_FAULTS: {part!r} is not of the form name[@nth]=action")
        _orders.setdefault(name, []).append(_Order(int(nth or 1), action, argument))
    _armed = bool(_orders) or _log is not None


def armed() -> bool:
    """Whether any order or log was given; ``serve`` and ``worker`` refuse to start so without ``--allow-faults``."""
    return _armed


def fault(name: str) -> None:
    """Pass the named point: nothing, unless a test ordered otherwise."""
    if _armed:
        _pass(name)


def _pass(name: str) -> None:
    with _lock:
        count = _passages[name] = _passages.get(name, 0) + 1
        if _log is not None:
            with _log.open("a", encoding="ascii") as out:
                out.write(f"{name}@{count}\n")
    for order in _orders.get(name, ()):
        if order.nth == count:
            _obey(name, order)


def _obey(name: str, order: _Order) -> None:
    match order.action:
        case "kill":
            _die()
        case "error":
            raise FaultError(name)
        case "sleep":
            wait(float(order.argument))
        case "exit":
            os._exit(int(order.argument))
        case "hold":
            while not Path(order.argument).exists():
                wait(0.01)


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    while True:
        wait(1)
