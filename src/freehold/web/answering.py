"""Small answers that are sent whole."""

from collections.abc import Sequence

from freehold.web.rpc_endpoint import Send

JSON = b"application/json;charset=utf-8"
HTML = b"text/html;charset=utf-8"


async def answer(
    send: Send, status: int, body: bytes, content_type: bytes = JSON, more: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    """Send a small answer whole; *more* are further headers."""
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
