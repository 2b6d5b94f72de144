"""Signatures between Freehold and a review service, in the manner of Standard Webhooks 1.0.

``webhook-signature`` is ``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``; several may stand side by side, so
that the secret can be changed without a gap. A message older or newer than five minutes is refused.
"""

import base64
import hmac
from collections.abc import Mapping

from freehold.terms.instants import MINUTE, SECOND, Instant

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = 5 * MINUTE
_VERSION = "v1,"


class BadSignature(ValueError):
    """The message is not from whom it says, or too old; the argument says which."""


def headers(secret: str, message_id: str, body: bytes, now: Instant) -> dict[str, str]:
    """The three headers that sign a message; *now* is system time."""
    timestamp = str(now // SECOND)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: _signature(secret, message_id, timestamp, body)}


def check(secret: str, given: Mapping[str, str], body: bytes, now: Instant) -> None:
    """Raise BadSignature unless the message is signed with the secret and of this time (system time)."""
    message_id, timestamp = given.get(ID, ""), given.get(TIMESTAMP, "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise BadSignature("the message is not signed")
    wanted = _signature(secret, message_id, timestamp, body).encode()
    signatures = given.get(SIGNATURE, "").split(" ")[:8]
    if not any(hmac.compare_digest(one.encode(), wanted) for one in signatures):
        raise BadSignature("the signature does not fit")
    if abs(int(timestamp) * SECOND - now) > TOLERANCE:
        raise BadSignature("the message is older or newer than five minutes")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return _VERSION + base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode("ascii")
