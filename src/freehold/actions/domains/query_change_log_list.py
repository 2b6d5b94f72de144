"""Page through what was changed of the account's domains."""

from freehold.languages import Language
from freehold.operations.task_texts import item_text, kind_text
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Paged, PageOf, page_counts, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import change_log
from freehold.store.tasks import Item, Task
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, china_text
from freehold.terms.paging import Page

_LATEST = 253402300799999


class Request(Paged):
    """Which page, of which domain, and when the changes ended."""

    page_size: Int32 = page_size(100)
    domain_name: DomainName | None = param("Only changes of this domain.", default=None, example="example.com")
    start_date: int | None = param(
        "Only changes that ended then or later: milliseconds since the epoch.",
        default=None, example=1767283200000, minimum=0, maximum=_LATEST,
    )  # fmt: skip
    end_date: int | None = param(
        "Only changes that ended before then.", default=None, example=1767369600000, minimum=0, maximum=_LATEST
    )


class ChangeLog(Structure):
    """One change."""

    domain_name: str = out("Domain, readable form.", example="example.com")
    operation: str = out("What was asked for, in words.", example="Change of registrant")
    result: str = out("How it ended.", example="The operation is successful.")
    details: str = out("The task it was part of.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    operation_ip_address: str = out("Whence the call came.", wire="OperationIPAddress", example="192.0.2.1")
    time: str = out("When it ended, China time.", example="2026-01-02 11:04:05")


class Response(PageOf):
    """A page of changes, newest task first."""

    result_limit: bool = out("There are more than the 1,000 newest, which alone are told.", example=False)
    data: list[ChangeLog] = out("Changes.", item="ChangeLog")


@action("QueryChangeLogList", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through what was changed of the account's domains: what, when, from where, and how it ended.

    Of more than 1,000 changes the newest are told; a domain or a time narrows them down.
    """
    found = change_log.newest(
        call.session,
        call.account.id,
        domain_name=request.domain_name,
        ended_from=None if request.start_date is None else Instant(request.start_date),
        ended_before=None if request.end_date is None else Instant(request.end_date),
    )
    limited, told = len(found) > change_log.MOST, found[: change_log.MOST]
    first = (request.page_num - 1) * request.page_size
    rows = change_log.read(call.session, call.account.id, told[first : first + request.page_size])
    page = Page(rows, request.page_num, request.page_size, len(told))
    return Response(
        **page_counts(page), result_limit=limited, data=[_row(task, item, call.language) for task, item in rows]
    )


def _row(task: Task, item: Item, language: Language) -> ChangeLog:
    return ChangeLog(
        domain_name=DomainName(item.domain_name).unicode,
        operation=kind_text(task.kind, language),
        result=item_text(item, language) or "",
        details=task.task_no,
        operation_ip_address=task.client_ip,
        time=china_text(item.updated_at),
    )
