"""The catalogues of refusals and reasons, with their sentences in both languages."""

from types import ModuleType

from freehold import languages
from freehold.rpc.markdown import code, table
from freehold.terms import refusals as catalogue
from freehold.terms.reasons import Reason
from freehold.terms.refusals import Refusal


def refusals() -> str:
    """Every refusal, a table a family: code, HTTP status, when, sentences."""
    families = [value for value in vars(catalogue).values() if isinstance(value, ModuleType)]
    tables = [
        f"## {_first_line(family.__doc__).rstrip('.')}\n\n{_family(family)}" for family in families if _of(family)
    ]
    return (
        "# Refusals\n\n"
        "Every reason why a call is declined. A refused call changed nothing. Words in braces are filled in.\n"
        "Codes keep the spelling of the published API, slips included. `<Param>` stands for the parameter's name.\n"
        "[When something is refused](../guides/errors.md) says how to go about it.\n\n" + "\n".join(tables)
    )


def _family(family: ModuleType) -> str:
    rows = [
        (
            code(refusal.code),
            refusal.status,
            _first_line(refusal.__doc__),
            refusal.sentence,
            languages.sentence(refusal.__name__, refusal.sentence, "zh"),
        )
        for refusal in _of(family)
    ]
    return table(("Code", "HTTP", "when", "Message, en", "Message, zh"), rows)


def _of(family: ModuleType) -> list[type[Refusal]]:
    """The refusals that callers get of a family."""
    return [
        value
        for value in vars(family).values()
        if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal
    ]


def reasons() -> str:
    """Every reason of a failed or waiting item."""
    rows = [
        (
            code(reason.code),
            reason.kind.value,
            "yes" if reason.retry_helps else "no",
            reason.sentence,
            languages.sentence(reason.code, reason.sentence, "zh"),
        )
        for reason in Reason
    ]
    return (
        "# Reasons\n\n"
        "Why a domain of a task failed, or waits. `FailReason` of QueryTaskDetailList shows the code, `ErrorMsg` the sentence.\n"
        "No item fails for a reason outside this list. *Again* says whether submitting the domain later can help without\n"
        "anything else being changed.\n\n"
        + table(("FailReason", "cause lies in", "again", "ErrorMsg, en", "ErrorMsg, zh"), rows)
    )


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
