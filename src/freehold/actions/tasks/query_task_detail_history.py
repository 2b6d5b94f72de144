"""Walk the rows of a task by cursors."""

from freehold.actions.tasks.cursors import unknown_cursor
from freehold.actions.tasks.row_members import row_members
from freehold.languages import Language
from freehold.operations.task_texts import kind_text, states_of
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import task_history, tasks
from freehold.store.tasks import Item, Task
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.paging import Stretch
from freehold.terms.refusals import ParameterIllegal


class Request(Localized):
    """Which task, where to go on, how far, and which rows."""

    task_no: str = param("Task to ask about.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10", max_length=64)
    page_size: Int32 = page_size(1000)
    task_detail_no_cursor: str | None = param(
        "TaskDetailNo of the first row wanted, from a cursor of an answer.",
        default=None,
        example="880f1579be514dd3a69d3f1e00000001",
        max_length=64,
    )
    domain_name_cursor: DomainName | None = param(
        "DomainName of the same cursor; alone it names the row as well.", default=None, example="example.com"
    )
    task_status: Int32 | None = param(
        "Only rows in this state: 0 waiting, 1 executing, 2 succeeded, 3 failed.", default=None, choices=(0, 1, 2, 3)
    )
    domain_name: DomainName | None = param("Only the row of this domain.", default=None, example="example.com")


class Detail(Structure):
    """One domain of the task; a cursor that leads nowhere has no members."""

    task_no: str | None = out("Task.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    task_detail_no: str | None = out("Row.", example="880f1579be514dd3a69d3f1e00000001")
    task_type: str | None = out("Kind of task.", example="CHG_HOLDER")
    task_type_description: str | None = out("Kind of task, in words.", example="Change of registrant")
    task_status: str | None = out("State of the row.", example="EXECUTE_SUCCESS")
    task_status_code: Int32 | None = out("0 waiting, 1 executing, 2 succeeded, 3 failed.", example=2)
    domain_name: str | None = out("Domain, readable form.", example="example.com")
    instance_id: str | None = out("Registration.", example="S20269E4B1BBI9TEST")
    try_count: Int32 | None = out("How often it was tried again.", example=0)
    error_msg: str | None = out("How it fared, in words.", example="The operation is successful.")
    create_time: str | None = out("When the task was made, China time.", example="2026-01-02 11:04:05")
    update_time: str | None = out("When the row last changed, China time.", example="2026-01-02 11:04:06")


class Response(Structure):
    """A page of rows, and the first rows of this page, the next and the one before."""

    page_size: Int32 = out("Rows a page.", example=20)
    current_page_cursor: Detail = out("First row of this page.")
    next_page_cursor: Detail = out("First row of the next page.")
    pre_page_cursor: Detail = out("First row of the page before.")
    objects: list[Detail] = out("Rows.", xml_item="TaskDetailHistory")


@action("QueryTaskDetailHistory", refuses=(ParameterIllegal,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Walk the rows of a task by cursors; any page costs what the first costs.

    Cursors are included: the page begins with the row they name, or the first behind it that fits the filters. A task
    number that the account does not have gives an empty page.
    """
    task = tasks.by_number(call.session, call.account.id, request.task_no)
    status = request.task_status
    if task is None:
        if request.task_detail_no_cursor is not None or request.domain_name_cursor is not None:
            raise unknown_cursor(_cursor(request))
        return _answer(request, [], Detail(), Detail())
    found: Stretch[Item] = task_history.walk_items(
        call.session,
        task,
        request.page_size,
        first=_first(call, request, task),
        states=None if status is None else states_of(status),
        domain_name=request.domain_name,
    )
    return _answer(
        request,
        [_row(task, item, call.language) for item in found.rows],
        Detail() if found.next is None else _row(task, found.next, call.language),
        Detail() if found.previous is None else _row(task, found.previous, call.language),
    )


def _answer(request: Request, rows: list[Detail], following: Detail, preceding: Detail) -> Response:
    return Response(
        page_size=request.page_size,
        current_page_cursor=rows[0] if rows else Detail(),
        next_page_cursor=following,
        pre_page_cursor=preceding,
        objects=rows,
    )


def _cursor(request: Request) -> str:
    return "DomainNameCursor" if request.task_detail_no_cursor is None else "TaskDetailNoCursor"


def _first(call: Call, request: Request, task: Task) -> int:
    number, name = request.task_detail_no_cursor, request.domain_name_cursor
    if number is None and name is None:
        return 1
    item = task_history.item_of(call.session, task, detail_no=number, domain_name=name)
    if item is None:
        raise unknown_cursor(_cursor(request))
    return item.seq


def _row(task: Task, item: Item, language: Language) -> Detail:
    return Detail(
        task_no=task.task_no,
        task_type=task.kind.value,
        task_type_description=kind_text(task.kind, language),
        create_time=china_text(task.created_at),
        **row_members(item, language),
    )
