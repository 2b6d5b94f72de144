"""Switch the update lock of many domains."""

from freehold.actions.locks.switching import ManyDomains, switch
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.terms.locks import Lock
from freehold.terms.refusals import DomainNotExist, DomainsIllegal, TaskIsBeingProcessed, TooManyDomains


@action(
    "SaveBatchTaskForUpdateProhibitionLock",
    refuses=(DomainsIllegal, TooManyDomains, DomainNotExist, TaskIsBeingProcessed),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: ManyDomains) -> TaskAccepted:
    """Switch the update lock of many domains on or off.

    It is clientUpdateProhibited at the registry, and bars every other change of a domain; switching it off is always taken.
    The list is taken whole or refused whole, as a change of registrant is.
    """
    return switch(call, request.domain_name, Lock.UPDATE, on=request.status)
