"""What many actions share: language, caller's address, paging, filters by day."""

from typing import Any, TypedDict

from freehold.rpc.structures import Int32, Structure, out, param
from freehold.terms.instants import DAY, Instant, china_day_start
from freehold.terms.paging import Page


class Localized(Structure):
    """What every call may carry. The language is the call's (``call.language``), refusals included."""

    lang: str | None = param(
        "Language of messages: en or zh; without it the account's, or English.",
        default=None,
        example="en",
        max_length=32,
        common=True,
    )
    user_client_ip: str | None = param(
        "Address of the caller's own user, told by the caller and shown as told.",
        default=None,
        example="192.0.2.1",
        max_length=64,
        common=True,
    )


def page_size(maximum: int, *, default: Any = None) -> Any:
    """Declare ``page_size: Int32`` with the action's own limit; required unless *default* is given."""
    if default is None:
        return param("Rows a page.", example=20, minimum=1, maximum=maximum, common=True)
    return param("Rows a page.", default=default, example=20, minimum=1, maximum=maximum, common=True)


class Paged(Localized):
    """A request for one page. An action with another limit declares ``page_size`` again."""

    page_num: Int32 = param("Which page, counted from 1.", example=1, minimum=1, common=True)
    page_size: Int32 = param("Rows a page.", example=20, minimum=1, maximum=1000, common=True)


class PageOf(Structure):
    """Where a page lies in its list; the rows are declared by the action."""

    total_item_num: Int32 = out("Rows in all.", example=42)
    total_page_num: Int32 = out("Pages in all.", example=3)
    current_page_num: Int32 = out("This page.", example=1)
    page_size: Int32 = out("Rows a page.", example=20)
    pre_page: bool = out("Whether a page lies before this one.", example=False)
    next_page: bool = out("Whether a page lies behind this one.", example=True)


class PageCounts(TypedDict):
    """The members of PageOf, to be handed to a response as ``**page_counts(page)``."""

    total_item_num: int
    total_page_num: int
    current_page_num: int
    page_size: int
    pre_page: bool
    next_page: bool


def page_counts(page: Page[Any]) -> PageCounts:
    """Where the page lies in its list."""
    return PageCounts(
        total_item_num=page.total,
        total_page_num=page.pages,
        current_page_num=page.number,
        page_size=page.size,
        pre_page=page.has_previous,
        next_page=page.has_next,
    )


class TaskAccepted(Structure):
    """The task to ask about."""

    task_no: str = out("Task to ask about.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")


def from_day(at: int | None) -> Instant | None:
    """The first instant of the China day that holds this one, from which on a filter takes; None where none was said."""
    return None if at is None else china_day_start(Instant(at))


def after_day(at: int | None) -> Instant | None:
    """The first instant behind the China day that holds this one, before which a filter takes; None where none was said."""
    return None if at is None else Instant(china_day_start(Instant(at)) + DAY)
