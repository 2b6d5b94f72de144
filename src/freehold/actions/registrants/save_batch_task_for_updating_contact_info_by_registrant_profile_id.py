"""Give many domains a profile's data in one contact role."""

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
    DomainsIllegal,
    RegContactEmailNotVerified,
    TaskIsBeingProcessed,
    TooManyDomains,
)


class Request(Localized):
    """The domains, the role, the profile, and whether to lock."""

    domain_name: list[DomainName] = param("Domains to change.", example="example.com")
    contact_type: ContactRole = param("Role of the contact: registrant, admin, billing or tech.", example="admin")
    registrant_profile_id: int = param("Profile to take the contact's data from.", example=1)
    transfer_out_prohibited: bool | None = param(
        "With the role registrant: lock the domains against transfer to another registrar for 60 days.",
        default=None,
        example=True,
    )


@action(
    "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId",
    refuses=(
        DomainsIllegal,
        TooManyDomains,
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
    """Accept a change of one contact role of many domains.

    The profile's mail address must be verified. For the role registrant this is a change of registrant, and where a suffix of
    the list demands real names the profile must be verified too. The list is taken whole or refused whole.
    """
    task_no = contact_change.by_profile(
        call.session,
        call.office,
        account_id=call.account.id,
        names=request.domain_name,
        role=request.contact_type,
        profile_id=request.registrant_profile_id,
        lock_after=bool(request.transfer_out_prohibited),
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
