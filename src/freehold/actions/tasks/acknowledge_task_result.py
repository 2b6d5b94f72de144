"""Acknowledge rows that ended, so that polling skips them."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Int32, Structure, out, param
from freehold.store import acknowledgements
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ParameterIllegal

_MOST = 10_000
"""Numbers of one call: ten of the largest pages that polling gives."""

_TOO_MANY = Phrase("TooManyRows", "has {count} numbers, more than the {limit} one call may carry")


class Request(Localized):
    """Which rows."""

    task_detail_no: list[str] = param(
        "Rows whose end is known.", example="880f1579be514dd3a69d3f1e00000001", max_length=64
    )


class Response(Structure):
    """How many."""

    result: Int32 = out("How many rows were acknowledged by this call.", example=1)


@action("AcknowledgeTaskResult", refuses=(ParameterIllegal,), writes=True, fault="ack")
def handle(call: Call, request: Request) -> Response:
    """Acknowledge rows that ended: PollTaskResult does not give them any more; other lists do.

    Rows acknowledged before, rows that have not ended, and numbers that are none of the account's count 0.
    """
    numbers = set(request.task_detail_no)
    if len(numbers) > _MOST:
        raise ParameterIllegal(parameter="TaskDetailNo", why=_TOO_MANY.of(count=len(numbers), limit=_MOST))
    return Response(result=acknowledgements.acknowledge(call.session, call.account.id, numbers, call.now))
