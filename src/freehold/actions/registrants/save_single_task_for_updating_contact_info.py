"""Give one domain a profile's data in one contact role."""

from freehold.operations import contact_change
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.contacts import ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    ContactTemplateNotExist,
    ContactTemplateRealNamedNotExist,
    DomainNotExist,
    RegContactEmailNotVerified,
    TaskIsBeingProcessed,
)


class Request(Localized):
    """The domain, the role, the profile, and whether to lock."""

    domain_name: DomainName = param("Domain to change.", example="example.com")
    instance_id: str | None = param("Registration that the domain must be of.", default=None, max_length=64)
    contact_type: ContactRole = param("Role of the contact: registrant, admin, billing or tech.", example="admin")
    registrant_profile_id: int = param("Profile to take the contact's data from.", example=1)
    add_transfer_lock: bool | None = param(
        "With the role registrant: lock the domain against transfer to another registrar for 60 days.",
        default=None,
        example=True,
    )


@action(
    "SaveSingleTaskForUpdatingContactInfo",
    refuses=(
        ContactTemplateNotExist,
        ContactTemplateRealNamedNotExist,
        RegContactEmailNotVerified,
        DomainNotExist,
        TaskIsBeingProcessed,
    ),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Accept a change of one contact of one domain.

    For the role registrant this is a change of registrant: where the suffix demands real names the profile must be verified,
    and its mail address must be in any case.
    """
    task_no = contact_change.by_profile(
        call.session,
        call.office,
        account_id=call.account.id,
        names=[request.domain_name],
        instance_id=request.instance_id,
        role=request.contact_type,
        profile_id=request.registrant_profile_id,
        lock_after=bool(request.add_transfer_lock),
        proved_mail=False,
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
