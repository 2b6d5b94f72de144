"""Switch the update lock of one domain."""

from freehold.actions.locks.switching import OneDomain, switch
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.terms.locks import Lock
from freehold.terms.refusals import DomainNotExist, TaskIsBeingProcessed


@action(
    "SaveSingleTaskForUpdateProhibitionLock",
    refuses=(DomainNotExist, TaskIsBeingProcessed),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: OneDomain) -> TaskAccepted:
    """Switch the update lock of one domain on or off.

    It is clientUpdateProhibited at the registry, and bars every other change of the domain; switching it off is always taken.
    """
    return switch(call, [request.domain_name], Lock.UPDATE, on=request.status)
