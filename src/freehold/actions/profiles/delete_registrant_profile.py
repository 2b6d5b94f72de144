"""Delete one registrant profile."""

from freehold.operations import profiles
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import ContactTemplateNotExist, ProfileUnderReview


class Request(Localized):
    """Which profile."""

    registrant_profile_id: int = param("Profile to delete.", example=1)


class Response(Structure):
    """Nothing but the request's id."""


@action("DeleteRegistrantProfile", refuses=(ContactTemplateNotExist, ProfileUnderReview), writes=True, fault="profile")
def handle(call: Call, request: Request) -> Response:
    """Delete one registrant profile, and with it the document that was submitted to verify it.

    Domains that have its data keep them, and so do tasks under way. A profile under review is not deleted.
    """
    profiles.delete(call.session, call.account.id, [request.registrant_profile_id])
    return Response()
