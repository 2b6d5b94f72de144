"""What the actions that switch a lock share: which domains, on or off, and the task that does it."""

from collections.abc import Sequence

from freehold.operations import locks
from freehold.rpc.action import Call
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.domain_name import DomainName
from freehold.terms.locks import Lock


class OneDomain(Localized):
    """Which domain, and whether the lock is to be on."""

    domain_name: DomainName = param("Domain to lock or unlock.", example="example.com")
    status: bool = param("Whether the lock is to be on.", example=True)


class ManyDomains(Localized):
    """Which domains, and whether the lock is to be on."""

    domain_name: list[DomainName] = param("Domains to lock or unlock.", example="example.com")
    status: bool = param("Whether the lock is to be on.", example=True)


def switch(call: Call, names: Sequence[DomainName], lock: Lock, *, on: bool) -> TaskAccepted:
    """Begin the task."""
    task_no = locks.switch(
        call.session,
        call.office,
        account_id=call.account.id,
        names=names,
        lock=lock,
        on=on,
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
