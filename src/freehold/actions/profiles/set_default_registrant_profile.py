"""Make a registrant profile the default of its type."""

from freehold.operations import profiles
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.refusals import ContactTemplateNotExist


class Request(Localized):
    """Which profile."""

    registrant_profile_id: int = param("Profile to make the default.", example=1)


class Response(Structure):
    """Nothing but the request's id."""


@action("SetDefaultRegistrantProfile", refuses=(ContactTemplateNotExist,), writes=True, fault="profile")
def handle(call: Call, request: Request) -> Response:
    """Make a profile the default of its registrant type, in whatever state it is; each type has one at most."""
    profiles.set_default(call.session, call.account.id, request.registrant_profile_id, call.now)
    return Response()
