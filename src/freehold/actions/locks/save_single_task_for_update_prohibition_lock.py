"""Switch the update lock of one domain."""

from freehold.operations import locks
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.terms.domain_name import DomainName
from freehold.terms.locks import Lock
from freehold.terms.refusals import DomainNotExist, TaskIsBeingProcessed


class Request(Localized):
    """Which domain, and whether the lock is to be on."""

    domain_name: DomainName = param("Domain to lock or unlock.", example="example.com")
    status: bool = param("Whether the lock is to be on.", example=True)


class Response(Structure):
    """The task to ask about."""

    task_no: str = out("Task to ask about.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")


@action(
    "SaveSingleTaskForUpdateProhibitionLock",
    refuses=(DomainNotExist, TaskIsBeingProcessed),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> Response:
    """Switch the update lock of one domain on or off.

    It is clientUpdateProhibited at the registry, and bars every other change of the domain; switching it off is always taken.
    """
    task_no = locks.switch(
        call.session,
        call.office,
        account_id=call.account.id,
        names=[request.domain_name],
        lock=Lock.UPDATE,
        on=request.status,
        client_ip=call.client_ip,
        now=call.now,
    )
    return Response(task_no=task_no)
