"""What comes with a request to one of the small doors: the token it shows, and its body."""

import hmac

from freehold.web.rpc_endpoint import Receive, Scope


def shows_token(scope: Scope, token: str) -> bool:
    """Whether the request shows this bearer token (RFC 6750, 2.1)."""
    shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return hmac.compare_digest(shown, f"Bearer {token}".encode())


async def body_of(receive: Receive, most: int) -> bytes | None:
    """The whole body; None for one of more octets than that."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return None
    return body
