"""Where a scroll stands, as a text that only this server can make and read: for one account and one set of filters."""

import base64
import binascii
from dataclasses import dataclass

from freehold.db.session import Session
from freehold.db.vault import WrongKey
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ParameterIllegal

_FIELD = "scroll"
_NOT_OURS = Phrase(
    "NotOfTheScroll", "is not of this search; begin it anew without it, or repeat the call with the same filters"
)


@dataclass(frozen=True, slots=True)
class Place:
    """The domain that was shown last, and how many were left behind it."""

    behind: int
    left: int


def told(session: Session, account_id: int, filters: str, place: Place) -> str:
    """The text to go on with."""
    sealed = session.vault.seal(_FIELD, account_id, filters, f"{place.behind}:{place.left}")
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def read(session: Session, account_id: int, filters: str, text: str) -> Place:
    """What a text says; refuses one that was made up, altered, or given for another account or other filters."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        behind, _, left = session.vault.open_text(_FIELD, account_id, filters, sealed).partition(":")
    except (binascii.Error, ValueError, WrongKey) as error:
        raise ParameterIllegal(parameter="ScrollId", why=_NOT_OURS.of()) from error
    return Place(int(behind), int(left))
