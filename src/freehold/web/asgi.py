"""What is served at which address: the RPC endpoint at ``/``, health, figures, help, and what is handed in beside them.

Who answers no calls serves health and figures alone.
"""

import json
from collections.abc import Mapping
from typing import Protocol

from freehold.rpc.dispatch import Dispatcher
from freehold.rpc.errors import HELP_PATH
from freehold.rpc.exchange import RawCall, Reply
from freehold.web import metrics
from freehold.web.answering import HTML, answer
from freehold.web.error_help import error_help
from freehold.web.metrics import Calls, Gathers
from freehold.web.rpc_endpoint import AsgiApp, Receive, RpcEndpoint, Scope, Send


class Watched(Protocol):
    """What the web layer needs of a program that works."""

    async def lacks(self) -> Mapping[str, str]:
        """What keeps calls from being taken, by part and in words; nothing when the store writes and the engine runs."""
        ...

    def figures(self) -> Gathers:
        """The figures of all but the calls."""
        ...


class Served(Watched, Protocol):
    """What it needs of one that answers calls."""

    @property
    def dispatcher(self) -> Dispatcher:
        """Answers RPC calls."""
        ...


class Site:
    """An ASGI callable that answers by path."""

    def __init__(
        self,
        exact: Mapping[str, AsgiApp],
        mounted: Mapping[str, AsgiApp],
        nothing: str,
        endpoint: RpcEndpoint | None = None,
    ) -> None:
        self._exact = exact
        self._mounted = mounted
        self._nothing = nothing
        self._endpoint = endpoint

    @property
    def crowded(self) -> bool:
        """Whether ``refused_at_once`` is worth asking."""
        return self._endpoint is not None and self._endpoint.crowded

    def refused_at_once(self, raw: RawCall) -> Reply | None:
        """The refusal of a request for which there is no place, while no task was begun for it; None when one is to be."""
        return None if self._endpoint is None or raw.path != "/" else self._endpoint.refused_at_once(raw)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        path = scope["path"]
        found = self._exact.get(path) or self._mounted.get(f"/{path[1:].partition('/')[0]}")
        if found is None:
            await answer(send, 404, _object(Code="NotFound", Message=self._nothing))
        else:
            await found(scope, receive, send)


def create(
    app: Served,
    *,
    routes: Mapping[str, AsgiApp] | None = None,
    mounts: Mapping[str, AsgiApp] | None = None,
    metrics_token: str = "",
) -> Site:
    """The ASGI callable. *routes* are exact paths; *mounts* are first path segments, ``/console`` and ``/v1``.

    *metrics_token* is what ``/metrics`` wants to be shown; empty: nothing.
    """
    endpoint = RpcEndpoint(app.dispatcher)
    help_page = error_help().encode()

    async def help_on_errors(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, 200, help_page, HTML)

    def sources() -> tuple[Gathers, ...]:
        return Calls(endpoint.figures, app.dispatcher.calls_in_flight), app.figures()

    exact: dict[str, AsgiApp] = {
        **_health(app),
        metrics.PATH: metrics.door(sources, metrics_token),
        HELP_PATH: help_on_errors,
        **(routes or {}),
        "/": endpoint,
    }
    return Site(exact, dict(mounts or {}), "Nothing is served at this path; calls go to /.", endpoint)


def create_watched(app: Watched, *, metrics_token: str = "") -> Site:
    """The ASGI callable of a program that answers no calls: its health and its figures."""
    figures = metrics.door(lambda: (app.figures(),), metrics_token)
    return Site({**_health(app), metrics.PATH: figures}, {}, "Calls are answered by freehold serve.")


def _health(app: Watched) -> dict[str, AsgiApp]:
    async def healthz(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, 200, _object(status="alive"))

    async def readyz(_scope: Scope, _receive: Receive, send: Send) -> None:
        lacks = await app.lacks()
        if lacks:
            await answer(send, 503, json.dumps({"status": "not ready", "lacks": dict(lacks)}).encode())
        else:
            await answer(send, 200, _object(status="ready"))

    return {"/healthz": healthz, "/readyz": readyz}


def _object(**members: str) -> bytes:
    return json.dumps(members).encode()
