"""Read what was submitted to verify a profile."""

import base64

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import profiles, verifications
from freehold.terms import credentials
from freehold.terms.instants import china_text
from freehold.terms.refusals import ContactTemplateNotExist


class Request(Localized):
    """Which profile, and whether with its image."""

    registrant_profile_id: int = param("Profile to ask about.", example=1)
    fetch_image: bool = param("Add the document's image.", default=False)


class Response(Structure):
    """The material; only the profile's id when nothing was submitted."""

    registrant_profile_id: int = out("Profile.", example=1)
    identity_credential_type: str | None = out("Type of the document.", example="YYZZ")
    identity_credential_no: str | None = out("Number of the document, masked.", example="91****43")
    identity_credential: str | None = out("The image in base64, when asked for.")
    submission_date: str | None = out("China time.", example="2026-01-02 11:04:05")
    modification_date: str | None = out("When the review last moved, China time.", example="2026-01-02 11:04:05")


@action("QueryRegistrantProfileRealNameVerificationInfo", refuses=(ContactTemplateNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read what was submitted to verify a profile.

    The document's number is masked: answers give the least (PRV-5).
    """
    profile_id = request.registrant_profile_id
    if profiles.get(call.session, call.account.id, profile_id) is None:
        raise ContactTemplateNotExist(profile=profile_id)
    found = verifications.get(call.session, call.account.id, profile_id, with_image=request.fetch_image)
    if found is None:
        return Response(registrant_profile_id=profile_id)
    return Response(
        registrant_profile_id=profile_id,
        identity_credential_type=found.credential_type,
        identity_credential_no=credentials.masked(found.credential_no),
        identity_credential=None if found.image is None else base64.b64encode(found.image).decode("ascii"),
        submission_date=china_text(found.submitted_at),
        modification_date=china_text(found.updated_at),
    )
