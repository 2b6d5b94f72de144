"""Cancel a task that is not complete."""

from freehold.operations import cancellation
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import TaskNotExist


class Request(Localized):
    """Which task."""

    task_no: str = param("Task to cancel.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10", max_length=64)


class Response(Structure):
    """Nothing but the request's id."""


@action("CancelTask", refuses=(TaskNotExist,), writes=True, fault="cancel")
def handle(call: Call, request: Request) -> Response:
    """Cancel a task that is not complete.

    Rows that were not sent to a registry end as EXECUTE_FAILURE with the reason Cancelled, and their domains are free at
    once. Rows that were sent end as the registry shows; nothing is sent for them again. Rows that a person carries out
    wait for that person's report. QueryTaskList tells how far it is: TaskCancelStatus. A task that is complete, or was
    cancelled before, stays as it is.
    """
    cancellation.cancel(call.session, call.office, call.account.id, request.task_no, call.now)
    return Response()
