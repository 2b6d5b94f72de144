"""What the practice registry does to all alike, when told to: habits that real registry servers were seen to have.

They are kept with the world. Orders for single commands are faults (``faults.py``).
"""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from freehold.sandbox.world import World

_FACT = "habits"


class BadHabit(ValueError):
    """A habit cannot be taken on; the argument says why."""


@dataclass(slots=True)
class Habits:
    """The habits in force."""

    out_of_order: bool = False
    """Replies to pipelined commands come in another order (epp-facts.md, 3)."""
    closes_on_reused_trid: bool = False
    """A clTRID that was ever used before ends the connection without a word (epp-facts.md, 3)."""
    unlocks_apart: bool = False
    """A frame that takes the update lock off and asks for more answers 2304."""
    commands_per_second: float | None = None
    """Beyond it: 2502, and the connection is closed."""
    hides_auth_info: bool = False
    """An info shows a domain's secret to nobody, its sponsor included (RFC 9154, 4.3)."""
    idle_seconds: float = 600.0
    """Silence after which the connection is closed."""


def kept(world: World) -> Habits:
    """The habits of this world."""
    return Habits(**json.loads(world.fact(_FACT, "{}")))


def take_on(world: World, habits: Habits, changes: dict[str, Any]) -> None:
    """Change habits, and keep them; raises BadHabit."""
    known = {field.name for field in fields(Habits)}
    unknown = set(changes) - known
    if unknown:
        raise BadHabit(f"there is no habit {min(unknown)!r}; there are {', '.join(sorted(known))}")
    for name, value in changes.items():
        setattr(habits, name, value)
    world.put_fact(_FACT, json.dumps(asdict(habits)))
