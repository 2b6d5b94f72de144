"""Submit many domains to real-name verification by one identity document."""

from freehold.operations import images
from freehold.operations.real_name import submit
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized, TaskAccepted
from freehold.rpc.structures import param
from freehold.store.task_documents import Document
from freehold.terms.domain_name import DomainName
from freehold.terms.refusals import (
    CredentialIllegal,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    DomainNotExist,
    DomainsIllegal,
    HoldersDiffer,
    TaskIsBeingProcessed,
    TooManyDomains,
)


class Request(Localized):
    """The domains and their holder's document."""

    domain_name: list[DomainName] = param("Domains to verify.", example="example.com")
    identity_credential_type: str = param("Type of the document.", example="YYZZ", max_length=32)
    identity_credential_no: str = param("Number of the document.", example="91350100M000100Y43", max_length=64)
    identity_credential: str = param(
        "Image of the document: jpg or bmp in base64, 55 KB to 1 MB.", example="/9j/4AAQ...", lines=True
    )


@action(
    "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential",
    refuses=(
        DomainsIllegal,
        TooManyDomains,
        CredentialIllegal,
        *images.REFUSALS,
        DomainNotExist,
        HoldersDiffer,
        DomainAlreadyAuditing,
        DomainAlreadyAudited,
        TaskIsBeingProcessed,
    ),
    writes=True,
    methods=("POST",),
    fault="submit",
    prepare=lambda request: images.decoded(request.identity_credential),
)
def handle(call: Call, request: Request) -> TaskAccepted:
    """Submit many domains to real-name verification by one identity document of their holder.

    The task's rows are EXECUTING until a reviewer approved or rejected the document or the domain. The same list with the
    same document, sent again meanwhile, answers with the task under way. The list is taken whole or refused whole.
    """
    document = Document(
        kind=request.identity_credential_type, number=request.identity_credential_no.strip(), image=call.prepared
    )
    task_no = submit.by_document(
        call.session,
        call.office,
        account_id=call.account.id,
        names=request.domain_name,
        document=document,
        client_ip=call.client_ip,
        now=call.now,
    )
    return TaskAccepted(task_no=task_no)
