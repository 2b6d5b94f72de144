"""Page through the rows of a task: how each domain fared."""

from collections.abc import Sequence

from freehold.languages import Language
from freehold.operations.task_texts import ITEM_STATES, item_text, kind_text, states_of, success_text
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Paged, PageOf, page_counts
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import task_rows, tasks
from freehold.store.tasks import Item, Task
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, china_text
from freehold.terms.paging import Page
from freehold.terms.tasks import ItemState


class Request(Paged):
    """Which task, which page, which rows of it."""

    task_no: str = param("Task to ask about.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10", max_length=64)
    task_status: Int32 | None = param(
        "Only rows in this state: 0 waiting, 1 executing, 2 succeeded, 3 failed.", default=None, choices=(0, 1, 2, 3)
    )
    domain_name: DomainName | None = param("Only the row of this domain.", default=None, example="example.com")
    instance_id: str | None = param("Only the row of this registration.", default=None, max_length=64)


class Detail(Structure):
    """One domain of the task."""

    task_no: str = out("Task.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    task_detail_no: str = out("Row.", example="75addb07a28743d18fbf9bd1a5d0d0a8")
    task_type: str = out("Kind of task.", example="CHG_HOLDER")
    task_type_description: str = out("Kind of task, in words.", example="Change of registrant")
    task_status: str = out("State of the row.", example="EXECUTE_SUCCESS")
    task_status_code: Int32 = out("State of the row: 0 waiting, 1 executing, 2 succeeded, 3 failed.", example=2)
    domain_name: str = out("Domain, readable form.", example="example.com")
    instance_id: str = out("Registration.", example="S20269E4B1BBI9TEST")
    try_count: Int32 = out("How often it was tried again.", example=0)
    error_msg: str | None = out("How it fared, in words.", example="The operation is successful.")
    fail_reason: str | None = out("Stable code of the reason.", example="DomainExpired")
    create_time: str = out("When the task was made, China time.", example="2026-01-02 11:04:05")
    update_time: str = out("When the row last changed, China time.", example="2026-01-02 11:04:06")


class Response(PageOf):
    """A page of rows."""

    data: list[Detail] = out("Rows.", item="TaskDetail")


@action("QueryTaskDetailList", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the rows of a task.

    A task number that the account does not have gives an empty page. Rows keep their place from page to page.
    """
    task = tasks.by_number(call.session, call.account.id, request.task_no)
    if task is None:
        return Response(**page_counts(Page([], request.page_num, request.page_size, 0)), data=[])
    page = _page(call, request, task)
    return Response(**page_counts(page), data=_rows(task, page.rows, call.language))


def _page(call: Call, request: Request, task: Task) -> Page[Item]:
    if request.task_status is None and request.domain_name is None and request.instance_id is None:
        return tasks.items_page(call.session, task, request.page_num, request.page_size)
    return task_rows.page(
        call.session,
        task,
        request.page_num,
        request.page_size,
        states=None if request.task_status is None else states_of(request.task_status),
        domain_name=request.domain_name,
        instance_id=request.instance_id,
    )


_WIRE_STATES = {int(state): wire for state, wire in ITEM_STATES.items()}
_FINAL_FAILURES = frozenset({int(ItemState.FAILED), int(ItemState.CANCELLED)})


def _rows(task: Task, rows: Sequence[Item], language: Language) -> list[Detail]:
    """The rows of a page, which may be a thousand: what they share is made once."""
    number, kind, described = task.task_no, task.kind.value, kind_text(task.kind, language)
    created = china_text(task.created_at)
    succeeded, well = int(ItemState.SUCCEEDED), success_text(language)
    updated: dict[Instant, str] = {}
    details = []
    for item in rows:
        at = item.state
        code, state = _WIRE_STATES[at]
        name = item.domain_name
        moment = item.updated_at
        if moment not in updated:
            updated[moment] = china_text(moment)
        details.append(
            Detail(
                task_no=number,
                task_detail_no=item.detail_no,
                task_type=kind,
                task_type_description=described,
                task_status=state,
                task_status_code=code,
                domain_name=DomainName(name).unicode if "xn--" in name else name,
                instance_id=item.instance_id,
                try_count=item.attempts - 1 if item.attempts > 1 else 0,
                error_msg=well if at == succeeded else item_text(item, language),
                fail_reason=item.reason if at in _FINAL_FAILURES else None,
                create_time=created,
                update_time=updated[moment],
            )
        )
    return details
