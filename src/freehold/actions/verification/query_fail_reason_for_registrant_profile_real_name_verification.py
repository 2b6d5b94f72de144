"""Read why a profile's verification failed."""

from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out, param
from freehold.store import profiles, verifications
from freehold.terms.instants import china_text
from freehold.terms.refusals import ContactTemplateNotExist


class Request(Localized):
    """Which profile."""

    registrant_profile_id: int = param("Profile to ask about.", wire="RegistrantProfileID", example=1)  # sic


class FailRecord(Structure):
    """One verdict."""

    date: str = out("China time.", example="2026-01-02 11:04:05")
    fail_reason: str = out("The reviewer's words.", example="The image cannot be read.")


class Response(Structure):
    """All verdicts against it, oldest first."""

    data: list[FailRecord] = out("Verdicts.", xml_item="FailRecord")


@action("QueryFailReasonForRegistrantProfileRealNameVerification", refuses=(ContactTemplateNotExist,), writes=False)
def handle(call: Call, request: Request) -> Response:
    """Read why a profile's verification failed; the list grows with each verdict."""
    if profiles.get(call.session, call.account.id, request.registrant_profile_id) is None:
        raise ContactTemplateNotExist(profile=request.registrant_profile_id)
    found = verifications.failures_of(call.session, call.account.id, request.registrant_profile_id)
    return Response(data=[FailRecord(date=china_text(at), fail_reason=reason) for at, reason in found])
