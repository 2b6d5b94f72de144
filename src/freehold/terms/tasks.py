"""Tasks and items: kinds, states, and which moves are allowed (registrant-family.md, 9)."""

from enum import Enum, IntEnum


class TaskKind(Enum):
    """What a task does; the value is the wire's ``TaskType``, except of those that no caller asked for."""

    CHANGE_REGISTRANT = "CHG_HOLDER"
    GIVE_TRANSFER_CODE = "QUERY_TRANSFER_CODE"
    """The transfer authorization code goes to the registrant; no name is published (registrant-family.md, 9.1)."""
    END_TRANSFER_CODE = "END_TRANSFER_CODE"
    """A code that was given out is replaced by one that nobody has."""
    LIFT_TRANSFER_LOCK = "LIFT_TRANSFER_LOCK"
    RESTORE_REGISTRANT = "RESTORE_REGISTRANT"
    """The registry is brought back to the registrant and lock that our copy holds."""

    @property
    def of_callers(self) -> bool:
        """Asked for by a call, and so shown by the actions; our own are seen by operators only."""
        return self not in {TaskKind.LIFT_TRANSFER_LOCK, TaskKind.RESTORE_REGISTRANT, TaskKind.END_TRANSFER_CODE}


class ItemState(IntEnum):
    """Where one domain of a task stands; the numbers are the store's, not the wire's.

    ``waiting -> executing -> succeeded | failed``; from executing also ``later`` (a retry is due),
    ``awaiting_registry`` (1001) and ``held`` (for a person, with an alarm).
    """

    WAITING = 0
    EXECUTING = 1
    LATER = 2
    AWAITING_REGISTRY = 3
    HELD = 4
    SUCCEEDED = 5
    FAILED = 6
    CANCELLED = 7

    @property
    def final(self) -> bool:
        """Nothing moves it any more."""
        return self >= ItemState.SUCCEEDED

    @property
    def in_doubt(self) -> bool:
        """The registry may know of a change whose end we do not know: it is asked before anything is sent (REL-7)."""
        return self in {ItemState.EXECUTING, ItemState.AWAITING_REGISTRY}


FIRST_FINAL = ItemState.SUCCEEDED
"""States from here on are final; queries compare with it."""

MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.WAITING: frozenset({ItemState.EXECUTING, ItemState.FAILED, ItemState.CANCELLED}),
    ItemState.EXECUTING: frozenset(set(ItemState) - {ItemState.WAITING, ItemState.EXECUTING}),
    ItemState.LATER: frozenset({ItemState.EXECUTING, ItemState.FAILED, ItemState.CANCELLED, ItemState.HELD}),
    ItemState.AWAITING_REGISTRY: frozenset(
        {ItemState.EXECUTING, ItemState.SUCCEEDED, ItemState.FAILED, ItemState.HELD}
    ),
    ItemState.HELD: frozenset({ItemState.EXECUTING, ItemState.SUCCEEDED, ItemState.FAILED}),
    ItemState.SUCCEEDED: frozenset(),
    ItemState.FAILED: frozenset(),
    ItemState.CANCELLED: frozenset(),
}
"""The table of allowed moves (INV-14)."""
