"""Switch the transfer lock of many domains."""

from freehold.actions.locks.switching import ManyDomains, switch
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.terms.locks import Lock
from freehold.terms.refusals import DomainNotExist, DomainsIllegal, TaskIsBeingProcessed, TooManyDomains


@action(
    "SaveBatchTaskForTransferProhibitionLock",
    refuses=(DomainsIllegal, TooManyDomains, DomainNotExist, TaskIsBeingProcessed),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: ManyDomains) -> TaskAccepted:
    """Switch the transfer lock of many domains on or off.

    It is clientTransferProhibited at the registry. The time for which a domain may not leave after a change of its
    registrant is a date of its own: switching the lock off does not shorten it.
    The list is taken whole or refused whole, as a change of registrant is.
    """
    return switch(call, request.domain_name, Lock.TRANSFER, on=request.status)
