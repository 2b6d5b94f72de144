"""Page through rows that ended and were not acknowledged yet."""

from freehold.actions.tasks.row_members import row_members
from freehold.languages import Language
from freehold.operations.task_texts import kind_text, states_of
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Paged, PageOf, page_counts
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import untold_items
from freehold.store.untold_items import Ended
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text


class Request(Paged):
    """Which page, and which rows."""

    task_no: str | None = param(
        "Only rows of this task.", default=None, example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10", max_length=64
    )
    domain_name: DomainName | None = param("Only rows of this domain.", default=None, example="example.com")
    instance_id: str | None = param("Only rows of this registration.", default=None, max_length=64)
    task_result_status: Int32 | None = param(
        "Only rows that ended so: 2 succeeded, 3 failed.", default=None, choices=(2, 3)
    )


class Detail(Structure):
    """One domain of a task, ended."""

    task_no: str = out("Task.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")
    task_detail_no: str = out("Row, to be acknowledged by.", example="880f1579be514dd3a69d3f1e00000001")
    task_type: str = out("Kind of task.", example="CHG_HOLDER")
    task_type_description: str = out("Kind of task, in words.", example="Change of registrant")
    task_status: str = out("EXECUTE_SUCCESS or EXECUTE_FAILURE.", example="EXECUTE_SUCCESS")
    task_status_code: Int32 = out("2 succeeded, 3 failed.", example=2)
    domain_name: str = out("Domain, readable form.", example="example.com")
    instance_id: str = out("Registration.", example="S20269E4B1BBI9TEST")
    try_count: Int32 = out("How often it was tried again.", example=0)
    error_msg: str | None = out("How it fared, in words.", example="The operation is successful.")
    create_time: str = out("When the task was made, China time.", example="2026-01-02 11:04:05")
    update_time: str = out("When the row ended, China time.", example="2026-01-02 11:04:06")


class Response(PageOf):
    """A page of rows."""

    data: list[Detail] = out("Rows.", item="TaskDetail")


@action("PollTaskResult", writes=False)
def handle(call: Call, request: Request) -> Response:
    """Page through rows that ended and were not acknowledged yet, over all tasks, oldest task first.

    Polling changes nothing: a row comes again until AcknowledgeTaskResult names it. Ask for page 1 after each
    acknowledgement; higher pages are for those who read on before they acknowledge.
    """
    status = request.task_result_status
    page = untold_items.page(
        call.session,
        call.account.id,
        request.page_num,
        request.page_size,
        task_no=request.task_no,
        domain_name=request.domain_name,
        instance_id=request.instance_id,
        states=None if status is None else states_of(status),
    )
    return Response(**page_counts(page), data=[_row(ended, call.language) for ended in page.rows])


def _row(ended: Ended, language: Language) -> Detail:
    return Detail(
        task_no=ended.task_no,
        task_type=ended.kind.value,
        task_type_description=kind_text(ended.kind, language),
        create_time=china_text(ended.asked_at),
        **row_members(ended.item, language),
    )
