"""Walk the account's tasks by cursors."""

from freehold.actions.tasks.cursors import unknown_cursor
from freehold.languages import Language
from freehold.operations.task_texts import kind_text, task_state
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, after_day, from_day, page_size
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import task_history, tasks
from freehold.store.tasks import Task
from freehold.terms.instants import Instant, china_text
from freehold.terms.refusals import ParameterIllegal

_LATEST = 253402300799999


class Request(Localized):
    """Where to go on, how far, and the days the tasks were made on."""

    page_size: Int32 = page_size(1000)
    task_no_cursor: str | None = param(
        "TaskNo of the first task wanted, from a cursor of an answer.",
        default=None,
        example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10",
        max_length=64,
    )
    create_time_cursor: int | None = param(
        "CreateTimeLong of the same cursor; alone, the newest task made then or earlier is the first.",
        default=None,
        example=1767323045000,
        minimum=0,
        maximum=_LATEST,
    )
    begin_create_time: int | None = param(
        "Only tasks made on this day or later: milliseconds since the epoch, whole days in China time.",
        default=None,
        minimum=0,
        maximum=_LATEST,
    )
    end_create_time: int | None = param(
        "Only tasks made on this day or earlier.", default=None, minimum=0, maximum=_LATEST
    )


class TaskInfo(Structure):
    """One task; a cursor that leads nowhere has no members."""

    task_no: str | None = out("Task.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    task_type: str | None = out("Kind of task.", example="CHG_HOLDER")
    task_type_description: str | None = out("Kind of task, in words.", example="Change of registrant")
    task_num: Int32 | None = out("How many domains it has.", example=2500)
    task_status: str | None = out("WAITING_EXECUTE, EXECUTING or COMPLETE.", example="COMPLETE")
    task_status_code: Int32 | None = out("1 waiting, 2 executing, 3 complete.", example=3)
    clientip: str | None = out("Caller's address.", example="192.0.2.1")
    create_time: str | None = out("When it was made, China time.", example="2026-01-02 11:04:05")
    create_time_long: int | None = out("Milliseconds since the epoch.", example=1767323045000)


class Response(Structure):
    """A page of tasks, and the first tasks of this page, the next and the one before."""

    page_size: Int32 = out("Rows a page.", example=20)
    current_page_cursor: TaskInfo = out("First task of this page.")
    next_page_cursor: TaskInfo = out("First task of the next page.")
    pre_page_cursor: TaskInfo = out("First task of the page before.")
    objects: list[TaskInfo] = out("Tasks.", xml_item="TaskInfoHistory")


@action("QueryTaskInfoHistory", refuses=(ParameterIllegal,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Walk the account's tasks by cursors, newest first; any page costs what the first costs.

    Cursors are included: the page begins with the task they name. All tasks are here, however old or new.
    """
    latest = request.create_time_cursor
    found = task_history.walk(
        call.session,
        call.account.id,
        request.page_size,
        start=_start(call, request),
        no_later_than=None if latest is None else Instant(latest),
        created_from=from_day(request.begin_create_time),
        created_before=after_day(request.end_create_time),
    )
    rows = [_row(task, call.language) for task in found.rows]
    return Response(
        page_size=request.page_size,
        current_page_cursor=rows[0] if rows else TaskInfo(),
        next_page_cursor=TaskInfo() if found.next is None else _row(found.next, call.language),
        pre_page_cursor=TaskInfo() if found.previous is None else _row(found.previous, call.language),
        objects=rows,
    )


def _start(call: Call, request: Request) -> Task | None:
    if request.task_no_cursor is None:
        return None
    task = tasks.by_number(call.session, call.account.id, request.task_no_cursor)
    if task is None:
        raise unknown_cursor("TaskNoCursor")
    if request.create_time_cursor not in {None, task.created_at}:
        raise unknown_cursor("CreateTimeCursor")
    return task


def _row(task: Task, language: Language) -> TaskInfo:
    code, state = task_state(task)
    return TaskInfo(
        task_no=task.task_no,
        task_type=task.kind.value,
        task_type_description=kind_text(task.kind, language),
        task_num=task.total,
        task_status=state,
        task_status_code=code,
        clientip=task.client_ip,
        create_time=china_text(task.created_at),
        create_time_long=task.created_at,
    )
