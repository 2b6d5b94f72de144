"""Log-in security at the practice registry (RFC 8807): long passwords, and warnings that were ordered.

Warnings are kept with the world, and told at every log-in that agreed on the extension.
"""

import json
from collections.abc import Iterable
from typing import Any

from freehold.epp.commands.session import Login
from freehold.epp.extensions.login_security import MARKER, NAMESPACE, Event, LoginSecurity, LoginSecurityData
from freehold.epp.mapping import Mapped
from freehold.sandbox.flows.context import Declined
from freehold.sandbox.world import World

_FACT = "login warnings"
_SHORTEST, _LONGEST_PLAIN = 6, 16


class BadWarning(ValueError):
    """The warnings cannot be told; the argument says why."""


def passwords_of(login: Login, extensions: tuple[Mapped, ...]) -> tuple[str, str | None]:
    """The password and the new one, from wherever they stand; declines 2003 for a marker without the extension's own."""
    secured = next((found for found in extensions if isinstance(found, LoginSecurity)), LoginSecurity())
    password, new = login.password, login.new_password
    if password == MARKER:
        password = secured.password or ""
    if new == MARKER:
        new = secured.new_password or ""
    if not password or new == "":
        raise Declined(2003, "loginSec")
    return password, new


def must_fit(new: str, agreed: frozenset[str]) -> None:
    """Decline 2306 for a new password that is too short, or too long for a session without the extension."""
    if new == MARKER or len(new) < _SHORTEST or (NAMESPACE not in agreed and len(new) > _LONGEST_PLAIN):
        raise Declined(2306, f"newPW: {_SHORTEST} to {_LONGEST_PLAIN} characters, without {NAMESPACE}")


def warn(world: World, events: Iterable[dict[str, Any]]) -> None:
    """Tell these events at log-ins, and no others; raises BadWarning."""
    events = list(events)
    try:
        [Event(**event) for event in events]
    except TypeError as error:
        raise BadWarning(f"an event has type, level, expires, words, name, value, duration: {error}") from error
    world.put_fact(_FACT, json.dumps(events))


def told(world: World, agreed: frozenset[str]) -> tuple[Mapped, ...]:
    """What goes with the answer to a log-in."""
    events = json.loads(world.fact(_FACT, "[]"))
    if not events or NAMESPACE not in agreed:
        return ()
    return (LoginSecurityData(events=tuple(Event(**event) for event in events)),)
