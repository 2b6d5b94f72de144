"""What is served at which address: the RPC endpoint at ``/``, health, help, and what is handed in beside them."""

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from freehold.rpc.dispatch import Dispatcher
from freehold.rpc.errors import HELP_PATH
from freehold.web.error_help import error_help
from freehold.web.rpc_endpoint import AsgiApp, Receive, RpcEndpoint, Scope, Send

_JSON = b"application/json;charset=utf-8"
_HTML = b"text/html;charset=utf-8"


class Served(Protocol):
    """What the web layer needs of the wired program."""

    @property
    def dispatcher(self) -> Dispatcher:
        """Answers RPC calls."""
        ...

    def ready(self) -> bool:
        """Whether calls can be taken: the store writes, the engine runs."""
        ...


def create(
    app: Served, *, routes: Mapping[str, AsgiApp] | None = None, mounts: Mapping[str, AsgiApp] | None = None
) -> AsgiApp:
    """The ASGI callable. *routes* are exact paths; *mounts* are first path segments, ``/console`` and ``/v1``."""
    endpoint = RpcEndpoint(app.dispatcher)
    help_page = error_help().encode()

    async def healthz(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, 200, _object(status="alive"))

    async def readyz(_scope: Scope, _receive: Receive, send: Send) -> None:
        ready = app.ready()
        await answer(send, 200 if ready else 503, _object(status="ready" if ready else "not ready"))

    async def help_on_errors(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, 200, help_page, _HTML)

    exact: dict[str, AsgiApp] = {
        "/healthz": healthz,
        "/readyz": readyz,
        HELP_PATH: help_on_errors,
        **(routes or {}),
        "/": endpoint,
    }
    mounted = dict(mounts or {})

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"]
        found = exact.get(path) or mounted.get(f"/{path[1:].partition('/')[0]}")
        if found is None:
            await answer(send, 404, _object(Code="NotFound", Message="Nothing is served at this path; calls go to /."))
        else:
            await found(scope, receive, send)

    return serve


async def answer(
    send: Send, status: int, body: bytes, content_type: bytes = _JSON, more: Sequence[tuple[bytes, bytes]] = ()
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


def _object(**members: str) -> bytes:
    return json.dumps(members).encode()
