"""Give many domains a new contact in one role."""

from freehold.actions.registrants.inline_contact import InlineContact, contact_of
from freehold.operations import contact_change
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.rpc.structures import param
from freehold.terms.contacts import ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    ContactIllegal,
    DomainNotExist,
    DomainsIllegal,
    NewContactEmailNotVerified,
    RegistrantUnverified,
    TaskIsBeingProcessed,
    TooManyDomains,
)


class Request(InlineContact):
    """The domains, the role, the contact's data, and whether to lock."""

    domain_name: list[DomainName] = param("Domains to change.", example="example.com")
    contact_type: ContactRole = param("Role of the contact: registrant, admin, billing or tech.", example="admin")
    transfer_out_prohibited: bool | None = param(
        "With the role registrant: lock the domains against transfer to another registrar for 60 days.",
        default=None,
        example=True,
    )


@action(
    "SaveBatchTaskForUpdatingContactInfoByNewContact",
    refuses=(
        DomainsIllegal,
        TooManyDomains,
        ContactIllegal,
        RegistrantUnverified,
        NewContactEmailNotVerified,
        DomainNotExist,
        TaskIsBeingProcessed,
    ),
    writes=True,
    fault="submit",
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Accept a change of one contact role of many domains to data that the call carries.

    The data are checked as a profile's are. Nobody verified them, so they become the registrant only where no suffix of the
    list demands real names, and only with a verified mail address. The list is taken whole or refused whole.
    """
    task_no = contact_change.by_new_contact(
        call.session,
        call.office,
        account_id=call.account.id,
        names=request.domain_name,
        role=request.contact_type,
        contact=contact_of(request),
        lock_after=bool(request.transfer_out_prohibited),
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
