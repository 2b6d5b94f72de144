"""Page through the account's tasks."""

from freehold.languages import Language
from freehold.operations.task_texts import cancel_state, kind_text, task_state
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Paged, PageOf, after_day, from_day, page_counts
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import tasks
from freehold.store.tasks import Task
from freehold.terms.instants import china_text


class Request(Paged):
    """Which page, and the days the tasks were made on."""

    begin_create_time: int | None = param(
        "Only tasks made on this day or later: milliseconds since the epoch, whole days in China time.",
        default=None,
        example=1767283200000,
        minimum=0,
        maximum=253402300799999,
    )
    end_create_time: int | None = param(
        "Only tasks made on this day or earlier.",
        default=None,
        example=1767283200000,
        minimum=0,
        maximum=253402300799999,
    )


class TaskInfo(Structure):
    """One task."""

    task_no: str = out("Task.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    task_type: str = out("Kind of task.", example="CHG_HOLDER")
    task_type_description: str = out("Kind of task, in words.", example="Change of registrant")
    task_num: Int32 = out("How many domains it has.", example=2500)
    task_status: str = out("WAITING_EXECUTE, EXECUTING or COMPLETE.", example="COMPLETE")
    task_status_code: Int32 = out("1 waiting, 2 executing, 3 complete.", example=3)
    task_cancel_status: str = out("NORMAL, CANCELLING while rows still end, CANCELLED.", example="NORMAL")
    task_cancel_status_code: Int32 = out("0 normal, 1 cancelling, 2 cancelled.", example=0)
    clientip: str = out("Caller's address.", example="192.0.2.1")
    create_time: str = out("When it was made, China time.", example="2026-01-02 11:04:05")


class Response(PageOf):
    """A page of tasks, newest first."""

    data: list[TaskInfo] = out("Tasks.", item="TaskInfo")


@action("QueryTaskList", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through the account's tasks, newest first.

    A task is complete when every row is final, whether good or bad.
    """
    page = tasks.page(
        call.session,
        call.account.id,
        request.page_num,
        request.page_size,
        created_from=from_day(request.begin_create_time),
        created_before=after_day(request.end_create_time),
    )
    return Response(**page_counts(page), data=[_row(task, call.language) for task in page.rows])


def _row(task: Task, language: Language) -> TaskInfo:
    code, state = task_state(task)
    cancel_code, cancelled = cancel_state(task)
    return TaskInfo(
        task_no=task.task_no,
        task_type=task.kind.value,
        task_type_description=kind_text(task.kind, language),
        task_num=task.total,
        task_status=state,
        task_status_code=code,
        task_cancel_status=cancelled,
        task_cancel_status_code=cancel_code,
        clientip=task.client_ip,
        create_time=china_text(task.created_at),
    )
