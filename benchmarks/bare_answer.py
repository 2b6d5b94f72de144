"""The least that can answer: an application that gives the same octets whatever it is asked."""

from typing import Any

BODY = b"{" + b'"Name":"value",' * 60 + b'"End":true}'
"""About as long as an answer about one domain."""

_HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


async def answer(scope: Any, _receive: Any, send: Any) -> None:
    """Answer."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": BODY})
