"""Give many domains the registrant of a verified profile."""

from freehold.operations import registrant_change
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    ContactTemplateRealNamedNotExist,
    DomainNotExist,
    DomainsIllegal,
    RegContactEmailNotVerified,
    TaskIsBeingProcessed,
    TooManyDomains,
)


class Request(Localized):
    """The domains, the profile, and whether to lock."""

    domain_name: list[DomainName] = param("Domains to change.", example="example.com")
    registrant_profile_id: int = param("Verified profile to take the registrant's data from.", example=1)
    transfer_out_prohibited: bool | None = param(
        "Lock the domains against transfer to another registrar for 60 days after their registrant changed.",
        default=None,
        example=True,
    )
    add_transfer_prohibition_lock: bool | None = param(
        "Older name of TransferOutProhibited; counts when that is absent.", default=None
    )


@action(
    "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID",
    refuses=(
        DomainsIllegal,
        TooManyDomains,
        ContactTemplateRealNamedNotExist,
        RegContactEmailNotVerified,
        DomainNotExist,
        TaskIsBeingProcessed,
    ),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Accept a change of registrant for many domains.

    The reply names a task; QueryTaskDetailList tells how each domain fared. The list is taken whole or refused whole;
    a domain that is expired, locked or in transfer becomes a failed row of the task. Up to 100,000 names.
    """
    lock = request.transfer_out_prohibited
    if lock is None:
        lock = request.add_transfer_prohibition_lock
    task_no = registrant_change.submit(
        call.session,
        call.office,
        account_id=call.account.id,
        names=request.domain_name,
        profile_id=request.registrant_profile_id,
        lock_after=bool(lock),
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
