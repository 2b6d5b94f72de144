"""Delete several registrant profiles."""

import re

from freehold.operations import profiles
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, param
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ContactTemplateNotExist, ParameterIllegal, ProfileUnderReview

_NOT_NUMBERS = Phrase("NotNumbers", "must be profile numbers with commas between")


class Request(Localized):
    """Which profiles."""

    registrant_profile_ids: str = param("Profiles to delete, with commas between.", example="1,2", max_length=10_000)


class Response(Structure):
    """Nothing but the request's id."""


@action(
    "DeleteContactTemplates",
    refuses=(ParameterIllegal, ContactTemplateNotExist, ProfileUnderReview),
    writes=True,
    fault="profile",
)
def handle(call: Call, request: Request) -> Response:
    """Delete several registrant profiles: all of them, or none when one of them is unknown or under review."""
    profiles.delete(call.session, call.account.id, _numbers(request.registrant_profile_ids))
    return Response()


def _numbers(text: str) -> list[int]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if not pieces or not all(re.fullmatch(r"[0-9]{1,18}", piece) for piece in pieces):
        raise ParameterIllegal(parameter="RegistrantProfileIds", why=_NOT_NUMBERS.of())
    return [int(piece) for piece in pieces]
