"""Submit an identity document for a profile."""

from freehold.operations import images, verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.store.task_documents import Document
from freehold.terms.refusals import (
    ContactTemplateAudited,
    ContactTemplateNotExist,
    CredentialIllegal,
)


class Request(Localized):
    """The profile and its holder's document."""

    registrant_profile_id: int = param("Profile to verify.", wire="RegistrantProfileID", example=1)  # sic
    identity_credential_type: str = param("Type of the document.", example="YYZZ", max_length=32)
    identity_credential_no: str = param("Number of the document.", example="91350100M000100Y43", max_length=64)
    identity_credential: str = param(
        "Image of the document: jpg or bmp in base64, 55 KB to 1 MB.", example="/9j/4AAQ...", lines=True
    )


class Response(Structure):
    """Nothing but the request's id."""


@action(
    "RegistrantProfileRealNameVerification",
    refuses=(
        ContactTemplateNotExist,
        ContactTemplateAudited,
        CredentialIllegal,
        *images.REFUSALS,
    ),
    writes=True,
    methods=("POST",),
    fault="profile",
    prepare=lambda request: images.decoded(request.identity_credential),
)
def handle(call: Call, request: Request) -> Response:
    """Submit an identity document for a profile; a reviewer then approves or rejects it.

    The profile must be new or rejected. While it is under review, and once it is verified, it takes no other document.
    """
    document = Document(
        kind=request.identity_credential_type, number=request.identity_credential_no.strip(), image=call.prepared
    )
    verification.submit_document(call.session, call.account.id, request.registrant_profile_id, document, call.now)
    return Response()
