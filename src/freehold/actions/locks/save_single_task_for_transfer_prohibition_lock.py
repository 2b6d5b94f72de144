"""Switch the transfer lock of one domain."""

from freehold.actions.locks.switching import OneDomain, switch
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.terms.locks import Lock
from freehold.terms.refusals import DomainNotExist, TaskIsBeingProcessed


@action(
    "SaveSingleTaskForTransferProhibitionLock",
    refuses=(DomainNotExist, TaskIsBeingProcessed),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: OneDomain) -> TaskAccepted:
    """Switch the transfer lock of one domain on or off.

    It is clientTransferProhibited at the registry. The time for which a domain may not leave after a change of its
    registrant is a date of its own: switching the lock off does not shorten it.
    """
    return switch(call, [request.domain_name], Lock.TRANSFER, on=request.status)
