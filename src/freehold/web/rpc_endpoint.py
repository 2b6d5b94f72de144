"""The RPC endpoint: one raw ASGI callable between HTTP and the dispatcher.

It logs what an operator needs and nothing a caller sent but the action's name: clients put document numbers into the
query (PRV-6).
"""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from freehold import logs
from freehold.clock import monotonic
from freehold.faults import fault
from freehold.rpc.dispatch import Dispatcher
from freehold.rpc.exchange import RawCall, Reply
from freehold.terms.refusals import RequestTooLarge
from freehold.web.call_figures import CallFigures

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 4 * 1024 * 1024

access_log = logging.getLogger("freehold.access")

_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


class RpcEndpoint:
    """Answers calls at ``/``."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self.figures = CallFigures(dispatcher.catalogue.published | dispatcher.catalogue.built.keys())

    @property
    def crowded(self) -> bool:
        """Whether ``refused_at_once`` is worth asking."""
        return self._dispatcher.crowded

    def refused_at_once(self, raw: RawCall) -> Reply | None:
        """The refusal of a call that has no body and for which there is no place; None when it is to be read (REL-17)."""
        began = monotonic()
        reply = self._dispatcher.refused_at_once(raw)
        if reply is not None:
            self._tell(raw, reply, monotonic() - began)
        return reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the call, have it answered, send the answer."""
        began = monotonic()
        try:
            body = await _read_body(receive)
        except RequestTooLarge as refusal:
            raw = _raw_call(scope, b"")
            reply = self._dispatcher.refuse(raw, refusal)
        else:
            if body is None:
                return
            raw = _raw_call(scope, body)
            reply = await self._dispatcher.answer(raw)
        await _send(reply, send)
        self._tell(raw, reply, monotonic() - began)

    def _tell(self, raw: RawCall, reply: Reply, seconds: float) -> None:
        self.figures.answered(reply.action, reply.code, seconds)
        if access_log.isEnabledFor(logging.INFO):
            _log(raw, reply, seconds)


def _log(raw: RawCall, reply: Reply, seconds: float) -> None:
    """A line for the call. The action is a caller's word until it is known, so it is cut."""
    told = {
        "request_id": reply.request_id, "action": reply.action[:100], "status": reply.status, "code": reply.code,
        "milliseconds": round(seconds * 1000, 1), "client": logs.network_of(raw.client_ip),
    }  # fmt: skip
    if reply.trace_id:
        told["trace_id"] = reply.trace_id
    access_log.info("call answered", extra=told)


def _raw_call(scope: Scope, body: bytes) -> RawCall:
    client = scope.get("client")
    return RawCall(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"],
        headers=scope["headers"],
        body=body,
        client_ip=client[0] if client else "",
        scheme=scope["scheme"],
    )


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; None when the caller has gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            raise RequestTooLarge(what="body", limit="4 MiB")
        if not message.get("more_body", False):
            return b"".join(parts)


def headers_of(reply: Reply) -> list[tuple[bytes, bytes]]:
    """All headers of an answer to a call."""
    return [
        *reply.headers,
        (b"content-length", str(len(reply.body)).encode("ascii")),
        (b"x-acs-request-id", reply.request_id.encode("ascii")),
        *_ALWAYS,
    ]


async def _send(reply: Reply, send: Send) -> None:
    await send({"type": "http.response.start", "status": reply.status, "headers": headers_of(reply)})
    if reply.mid_answer is not None:
        fault(reply.mid_answer)
    await send({"type": "http.response.body", "body": reply.body, "more_body": False})
