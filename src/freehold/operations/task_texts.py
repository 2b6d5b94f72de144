"""What tasks and items are called in answers: wire states, and sentences in the caller's language.

The same number means different things on the two levels (registrant-family.md, 9.1), so both tables stand here side by
side.
"""

from freehold.languages import Language, sentence
from freehold.store.tasks import Item, Task
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

ITEM_STATES: dict[ItemState, tuple[int, str]] = {
    ItemState.AWAITING_CONFIRMATION: (1, "EXECUTING"),
    ItemState.WAITING: (0, "WAITING_EXECUTE"),
    ItemState.EXECUTING: (1, "EXECUTING"),
    ItemState.LATER: (1, "EXECUTING"),
    ItemState.AWAITING_REGISTRY: (1, "EXECUTING"),
    ItemState.HELD: (1, "EXECUTING"),
    ItemState.SUCCEEDED: (2, "EXECUTE_SUCCESS"),
    ItemState.FAILED: (3, "EXECUTE_FAILURE"),
    ItemState.CANCELLED: (3, "EXECUTE_FAILURE"),
}

_KINDS = {
    TaskKind.CHANGE_REGISTRANT: "Change of registrant",
    TaskKind.CHANGE_REGISTRANT_CONTACT: "Change of the registrant's data",
    TaskKind.CHANGE_ADMIN_CONTACT: "Change of the admin contact",
    TaskKind.CHANGE_BILLING_CONTACT: "Change of the billing contact",
    TaskKind.CHANGE_TECH_CONTACT: "Change of the tech contact",
    TaskKind.SWITCH_TRANSFER_LOCK: "Transfer lock",
    TaskKind.SWITCH_UPDATE_LOCK: "Update lock",
    TaskKind.VERIFY_REAL_NAME: "Real-name verification of domains",
    TaskKind.GIVE_TRANSFER_CODE: "Transfer authorization code",
    TaskKind.END_TRANSFER_CODE: "End of a transfer authorization code",
    TaskKind.RESTORE_REGISTRANT: "Registry brought back to our copy",
    TaskKind.LIFT_TRANSFER_LOCK: "End of the transfer lock after a change of registrant",
}
_SUCCESS = "The operation is successful."
_REGISTRY_SAYS = "{sentence} Registry: {message}"
_REVIEWER_SAYS = "{sentence} Reviewer: {message}"

_REVIEWERS = frozenset({Reason.DOCUMENT_REJECTED, Reason.REAL_NAME_REJECTED})

_STILL_TRIED = {
    Reason.REGISTRY_BUSY: (
        "item.busy",
        "The registry cannot take the change at the moment. The domain is tried again by itself.",
    ),
    Reason.REGISTRY_UNREACHABLE: (
        "item.unreachable",
        "The registry cannot be reached at the moment. The domain is tried again by itself.",
    ),
}
"""What the catalogue says of these is for items that were given up."""


def states_of(number: int) -> list[ItemState]:
    """The states an item's wire number stands for."""
    return [state for state, (wire, _) in ITEM_STATES.items() if wire == number]


def task_state(task: Task) -> tuple[int, str]:
    """A task's wire number and name."""
    if task.finished:
        return 3, "COMPLETE"
    return (1, "WAITING_EXECUTE") if task.waiting == task.total else (2, "EXECUTING")


def cancel_state(task: Task) -> tuple[int, str]:
    """The number and name of how far cancelling a task is; nothing is published of them, so they are ours."""
    if task.cancelled_at is None:
        return 0, "NORMAL"
    return (2, "CANCELLED") if task.finished else (1, "CANCELLING")


def kind_text(kind: TaskKind, language: Language) -> str:
    """What a kind of task is called."""
    return sentence(f"kind.{kind.value}", _KINDS[kind], language)


def success_text(language: Language) -> str:
    """The sentence that tells of an item that fared well."""
    return sentence("item.success", _SUCCESS, language)


def item_text(item: Item, language: Language) -> str | None:
    """The sentence that tells how an item fared: success, the reason of a failure, or why it is tried again."""
    if item.state == ItemState.SUCCEEDED:
        return success_text(language)
    if item.reason is None:
        return None
    reason = Reason.of(item.reason)
    key, english = reason.code, reason.sentence
    if not ItemState(item.state).final:
        key, english = _STILL_TRIED.get(reason, (key, english))
    told = sentence(key, english, language)
    if not item.message:
        return told
    if reason in _REVIEWERS:
        return sentence("item.reviewer_says", _REVIEWER_SAYS, language, sentence=told, message=item.message)
    return sentence("item.registry_says", _REGISTRY_SAYS, language, sentence=told, message=item.message)
