"""Save a registrant profile and submit an identity document for it, in one call."""

from freehold.operations import images, profiles, verification
from freehold.rpc.action import Call, action
from freehold.rpc.contact_fields import ContactFields, fields_sent
from freehold.rpc.structures import Structure, out, param
from freehold.store.task_documents import Document
from freehold.terms.refusals import (
    ContactIllegal,
    ContactTemplateAudited,
    ContactTemplateNotExist,
    CredentialIllegal,
    ProfileQuotaExceeded,
)


class Request(ContactFields):
    """The profile's data and its holder's document. With an id, only the fields sent change."""

    registrant_profile_id: int | None = param("Profile to change; a new one when left out.", default=None, minimum=1)
    registrant_profile_type: str | None = param("common or cnnic.", default=None, choices=("common", "cnnic"))
    identity_credential_type: str = param("Type of the document.", example="YYZZ", max_length=32)
    identity_credential_no: str = param("Number of the document.", example="91350100M000100Y43", max_length=64)
    identity_credential: str = param(
        "Image of the document: jpg or bmp in base64, 55 KB to 1 MB.", example="/9j/4AAQ...", lines=True
    )


class Response(Structure):
    """The profile."""

    registrant_profile_id: int = out("Profile.", example=1)


@action(
    "SaveRegistrantProfileRealNameVerification",
    refuses=(
        ContactIllegal,
        ContactTemplateNotExist,
        ContactTemplateAudited,
        ProfileQuotaExceeded,
        CredentialIllegal,
        *images.REFUSALS,
    ),
    writes=True,
    fault="profile",
    prepare=lambda request: images.decoded(request.identity_credential),
)
def handle(call: Call, request: Request) -> Response:
    """Save a registrant profile and submit an identity document for it; a reviewer then approves or rejects it.

    Both happen or neither: data or a document that cannot be taken leave the profile as it was, and make no new one.
    """
    profile_id = profiles.save(
        call.session,
        account_id=call.account.id,
        profile_id=request.registrant_profile_id,
        given=fields_sent(request),
        registrant_type=request.registrant_type,
        profile_type=request.registrant_profile_type,
        make_default=False,
        now=call.now,
    )
    document = Document(
        kind=request.identity_credential_type, number=request.identity_credential_no.strip(), image=call.prepared
    )
    verification.submit_document(call.session, call.account.id, profile_id, document, call.now)
    return Response(registrant_profile_id=profile_id)
