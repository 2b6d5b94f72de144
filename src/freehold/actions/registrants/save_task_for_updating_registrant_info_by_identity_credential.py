"""Give many domains a new registrant that an identity document proves."""

from freehold.actions.registrants.inline_contact import InlineContact, contact_of
from freehold.operations import images
from freehold.operations.contact_rules import check_contact
from freehold.operations.registrant_change import by_document
from freehold.rpc.action import Call, action
from freehold.rpc.shared import TaskAccepted
from freehold.rpc.structures import param
from freehold.store.task_documents import Document
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    ContactIllegal,
    CredentialIllegal,
    DomainNotExist,
    DomainsIllegal,
    NewContactEmailNotVerified,
    TaskIsBeingProcessed,
    TooManyDomains,
)


class Request(InlineContact):
    """The domains, the new holder's data and document, and whether to lock."""

    domain_name: list[DomainName] = param("Domains to change.", example="example.com")
    tel_area: str = param("Country calling code, digits.", example="86")
    telephone: str = param("Telephone number, digits.", example="57188887777")
    identity_credential_type: str = param("Type of the document.", example="YYZZ", max_length=32)
    identity_credential_no: str = param("Number of the document.", example="91350100M000100Y43", max_length=64)
    identity_credential: str = param(
        "Image of the document: jpg or bmp in base64, 55 KB to 1 MB.", example="/9j/4AAQ...", lines=True
    )
    transfer_out_prohibited: bool | None = param(
        "Lock the domains against transfer to another registrar for 60 days after their registrant changed.",
        default=None,
        example=True,
    )


def _looked_at(request: Request) -> bytes:
    """The image's octets. What is wrong with the holder's data is told first: to decode takes a process of its own."""
    check_contact(contact_of(request))
    return images.decoded(request.identity_credential)


@action(
    "SaveTaskForUpdatingRegistrantInfoByIdentityCredential",
    refuses=(
        DomainsIllegal,
        TooManyDomains,
        ContactIllegal,
        CredentialIllegal,
        *images.REFUSALS,
        NewContactEmailNotVerified,
        DomainNotExist,
        TaskIsBeingProcessed,
    ),
    writes=True,
    methods=("POST",),
    fault="submit",
    prepare=_looked_at,
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Accept a change of registrant for many domains, to a holder that a document proves.

    A reviewer looks at the document first: until then the task's rows are EXECUTING, and no domain is changed. If it is not
    accepted the rows fail, and say why. The list is taken whole or refused whole.
    """
    document = Document(
        kind=request.identity_credential_type, number=request.identity_credential_no.strip(), image=call.prepared
    )
    task_no = by_document.submit(
        call.session,
        call.office,
        account_id=call.account.id,
        names=request.domain_name,
        holder=contact_of(request),
        document=document,
        lock_after=bool(request.transfer_out_prohibited),
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
