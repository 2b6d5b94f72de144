"""Submit one domain to real-name verification by a profile."""

from freehold.operations.real_name import submit
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    ContactNotMatch,
    ContactTemplateNotExist,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    DomainNotExist,
    TaskIsBeingProcessed,
)


class Request(Localized):
    """The domain and the profile."""

    domain_name: DomainName = param("Domain to verify.", example="example.com")
    instance_id: str | None = param("Registration that the domain must be of.", default=None, max_length=64)
    registrant_profile_id: int = param("Profile of the domain's holder.", example=1)


@action(
    "SaveTaskForSubmittingDomainRealNameVerificationByRegistrantProfileID",
    refuses=(
        DomainNotExist,
        ContactTemplateNotExist,
        DomainAlreadyAuditing,
        DomainAlreadyAudited,
        ContactNotMatch,
        TaskIsBeingProcessed,
    ),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Submit one domain to real-name verification by a profile of the same holder.

    A verified profile proves the holder at once. With any other the task's row is EXECUTING until the profile, or the
    domain, was reviewed.
    """
    task_no = submit.by_profile(
        call.session,
        call.office,
        account_id=call.account.id,
        name=request.domain_name,
        instance_id=request.instance_id,
        profile_id=request.registrant_profile_id,
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
