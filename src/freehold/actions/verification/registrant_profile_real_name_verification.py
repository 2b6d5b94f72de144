"""Submit an identity document for a profile."""

from freehold.operations import images, verification
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import (
    ContactTemplateAudited,
    ContactTemplateNotExist,
    CredentialIllegal,
    FileDataError,
    FileFormatNotSupported,
    FileSizeGreaterThanMaxLimit,
    FileSizeLessThanMinLimit,
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
        FileDataError,
        FileFormatNotSupported,
        FileSizeLessThanMinLimit,
        FileSizeGreaterThanMaxLimit,
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
    profile = verification.submittable(call.session, call.account.id, request.registrant_profile_id)
    kind, number = request.identity_credential_type, request.identity_credential_no.strip()
    verification.check_credential(profile, kind, number, call.now)
    verification.submit(call.session, profile, kind, number, call.prepared, call.now)
    return Response()
