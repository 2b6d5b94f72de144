"""From a registry's answer, or the moment it failed to come, to one of the five outcomes.

By code alone, never by the words, which are translated and change (epp-facts.md, 5). What a code calls fix-and-retry is
mended by the operation that knows how; here it is a refusal that carries its code.
"""

from freehold.epp.codes import Class, class_of
from freehold.epp.documents import Response, UnreadableData
from freehold.gateway.fees import charged_in
from freehold.terms.outcomes import Done, Later, Outcome, Pending, Refused, Unknown
from freehold.terms.reasons import Reason

_REASONS: dict[int, Reason] = {
    2003: Reason.CONTACT_REFUSED,
    2004: Reason.CONTACT_REFUSED,
    2005: Reason.CONTACT_REFUSED,
    2201: Reason.NOT_SPONSORED,
    2303: Reason.NOT_AT_REGISTRY,
    2304: Reason.SERVER_LOCKED,
}

_WAITS: dict[int, tuple[Reason, float]] = {
    2002: (Reason.REGISTRY_BUSY, 1.0),
    2104: (Reason.REGISTRY_BUSY, 300.0),
    2200: (Reason.REGISTRY_UNREACHABLE, 60.0),
    2300: (Reason.TRANSFERRING, 300.0),
    2305: (Reason.REGISTRY_BUSY, 60.0),
    2501: (Reason.REGISTRY_UNREACHABLE, 60.0),
    2502: (Reason.REGISTRY_BUSY, 5.0),
}
"""Codes that say that nothing was done and that waiting helps: why, and for how long at least."""


def of_response(response: Response) -> Outcome:
    """What an answer to a command that changes something amounts to."""
    code, words = response.code, response.message
    if isinstance(response.data, UnreadableData):
        return Unknown(f"data that cannot be read: {response.data.why[:200]}")
    if len(response.results) > 1 and len({result.code for result in response.results}) > 1:
        # REL-6: exactly one known code. Several failures at once are still failures; anything else is unknown.
        if all(class_of(result.code) is Class.FINAL for result in response.results):
            return Refused(_REASONS.get(code, Reason.REGISTRY_REFUSED), code, words)
        return Unknown(f"several results: {words[:200]}")
    if code in _WAITS:
        reason, seconds = _WAITS[code]
        return Later(reason, seconds, words)
    match class_of(code):
        case Class.DONE:
            return Done(response.server_trid, charged=charged_in(response) if response.extensions else "")
        case Class.PENDING:
            return Pending(response.server_trid, charged=charged_in(response) if response.extensions else "")
        case Class.AMBIGUOUS:
            return Unknown(f"{code} {words[:200]}")
        case _:
            return Refused(_REASONS.get(code, Reason.REGISTRY_REFUSED), code, words)


def not_offered(why: str) -> Outcome:
    """A command that needs an extension which the registry does not offer: it would mean something else without."""
    return Refused(Reason.REGISTRY_REFUSED, 0, why)


def unsendable(why: str) -> Outcome:
    """A command that cannot be written: its data has what no frame may carry."""
    return Refused(Reason.CONTACT_REFUSED, 0, why)
