"""Tasks and items: kinds, states, and which moves are allowed (registrant-family.md, 9)."""

import re
from collections.abc import Callable
from enum import Enum, IntEnum

from freehold.terms.contacts import ContactRole


class TaskKind(Enum):
    """What a task does; the value is the wire's ``TaskType``, except of those that no caller asked for."""

    CHANGE_REGISTRANT = "CHG_HOLDER"
    CHANGE_REGISTRANT_CONTACT = "UPDATE_REGISTRANT_CONTACT"
    """The same, asked for by an action that changes the contact of a role."""
    CHANGE_ADMIN_CONTACT = "UPDATE_ADMIN_CONTACT"
    CHANGE_BILLING_CONTACT = "UPDATE_BILLING_CONTACT"
    CHANGE_TECH_CONTACT = "UPDATE_TECH_CONTACT"
    SWITCH_TRANSFER_LOCK = "SET_TRANSFER_PROHIBITED"
    SWITCH_UPDATE_LOCK = "SET_UPDATE_PROHIBITED"
    VERIFY_REAL_NAME = "VERIFY_REAL_NAME"
    """Nothing is sent to a registry: a reviewer ends its items."""
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

    @property
    def changes_registrant(self) -> bool:
        """Asked for a new registrant, by whichever action: its rules, its lock and what follows are one and the same."""
        return self in {TaskKind.CHANGE_REGISTRANT, TaskKind.CHANGE_REGISTRANT_CONTACT}

    @property
    def role(self) -> ContactRole | None:
        """Whose contact it changes, beside the registrant's; None when it changes none."""
        return _ROLES.get(self)


_ROLES = {
    TaskKind.CHANGE_ADMIN_CONTACT: ContactRole.ADMIN,
    TaskKind.CHANGE_BILLING_CONTACT: ContactRole.BILLING,
    TaskKind.CHANGE_TECH_CONTACT: ContactRole.TECH,
}


class ItemState(IntEnum):
    """Where one domain of a task stands; the numbers are the store's, not the wire's.

    ``waiting -> executing -> succeeded | failed``; from executing also ``later`` (a retry is due),
    ``awaiting_registry`` (1001) and ``held`` (for a person, with an alarm). Where holders are asked, an item begins in
    ``awaiting_confirmation``, which no worker touches.
    """

    AWAITING_CONFIRMATION = -1
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
        return self is ItemState.EXECUTING or self is ItemState.AWAITING_REGISTRY


FIRST_FINAL = ItemState.SUCCEEDED
"""States from here on are final; queries compare with it."""

MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.WAITING: frozenset({ItemState.EXECUTING, ItemState.FAILED, ItemState.CANCELLED}),
    ItemState.AWAITING_CONFIRMATION: frozenset(
        {ItemState.WAITING, ItemState.HELD, ItemState.FAILED, ItemState.CANCELLED}
    ),
    ItemState.EXECUTING: frozenset(
        set(ItemState) - {ItemState.AWAITING_CONFIRMATION, ItemState.WAITING, ItemState.EXECUTING}
    ),
    ItemState.LATER: frozenset({ItemState.EXECUTING, ItemState.FAILED, ItemState.CANCELLED, ItemState.HELD}),
    ItemState.AWAITING_REGISTRY: frozenset(
        {ItemState.EXECUTING, ItemState.SUCCEEDED, ItemState.FAILED, ItemState.HELD}
    ),
    ItemState.HELD: frozenset(
        {ItemState.EXECUTING, ItemState.LATER, ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED}
    ),
    ItemState.SUCCEEDED: frozenset(),
    ItemState.FAILED: frozenset(),
    ItemState.CANCELLED: frozenset(),
}
"""The table of allowed moves (INV-14)."""


_TASK_DIGITS = 24


def detail_no(task_no: str, seq: int) -> str:
    """The number of a task's item as the API shows it: 32 hex digits, from which the item is found without an index."""
    return detail_numbers(task_no)(seq)


def detail_numbers(task_no: str) -> Callable[[int], str]:
    """The same for many items of one task."""
    return f"{task_no.replace('-', '')[:_TASK_DIGITS]}{{:08x}}".format


def place_of(number: str) -> tuple[str, int] | None:
    """How the task number begins and which item it is; None when no item can have this number."""
    if _DETAIL_NO.fullmatch(number) is None:
        return None
    task, seq = number[:_TASK_DIGITS], int(number[_TASK_DIGITS:], 16)
    return "-".join((task[:8], task[8:12], task[12:16], task[16:20], task[20:])), seq


_DETAIL_NO = re.compile("[0-9a-f]{24}[0-7][0-9a-f]{7}")
