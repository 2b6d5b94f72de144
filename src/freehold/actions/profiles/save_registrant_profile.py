"""Make a registrant profile, or change one."""

from freehold.operations import profiles
from freehold.rpc.action import Call, action
from freehold.rpc.contact_fields import ContactFields, fields_sent
from freehold.rpc.structures import Structure, out, param
from freehold.terms.refusals import (
    ContactIllegal,
    ContactTemplateAudited,
    ContactTemplateNotExist,
    ProfileQuotaExceeded,
)


class Request(ContactFields):
    """The profile's data. With an id, only the fields sent change."""

    registrant_profile_id: int | None = param("Profile to change; a new one when left out.", default=None, minimum=1)
    registrant_profile_type: str | None = param("common or cnnic.", default=None, choices=("common", "cnnic"))
    default_registrant_profile: bool = param("Make it the default of its type.", default=False)


class Response(Structure):
    """The profile."""

    registrant_profile_id: int = out("Profile.", example=1)


@action(
    "SaveRegistrantProfile",
    refuses=(ContactIllegal, ContactTemplateAudited, ContactTemplateNotExist, ProfileQuotaExceeded),
    writes=True,
    fault="profile",
)
def handle(call: Call, request: Request) -> Response:
    """Make a registrant profile, or change the fields sent of one.

    A verified profile, or one under review, takes no edit. An account keeps 500 profiles, one default of each type.
    """
    saved = profiles.save(
        call.session,
        account_id=call.account.id,
        profile_id=request.registrant_profile_id,
        given=fields_sent(request),
        registrant_type=request.registrant_type,
        profile_type=request.registrant_profile_type,
        make_default=request.default_registrant_profile,
        now=call.now,
    )
    return Response(registrant_profile_id=saved)
