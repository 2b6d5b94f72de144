"""uvicorn's protocol with strict framing, limits and request targets up to 4 MiB.

``framing.py`` reads the messages; of uvicorn's are connections, tasks, answers and what comes after an answer. Its parser is
never asked. So the signed octets that the endpoint reads are those that came.
Tied to uvicorn 0.54, whose methods are overridden here; a test with 2,500 names through an official client holds it.
"""

import asyncio
from asyncio.events import TimerHandle
from collections import Counter
from typing import Any, ClassVar, Protocol
from urllib.parse import unquote

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from freehold import memory
from freehold.rpc.exchange import RawCall, Reply
from freehold.web.framing import LARGE, BadFraming, ChunkReader, Head, HeadReader, Limits
from freehold.web.rpc_endpoint import headers_of

_REASONS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    413: b"Content Too Large",
    414: b"URI Too Long",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}

_FAREWELL_SECONDS = 0.5
_GIVE_BACK_SECONDS = 1.0
"""From the end of the last large request on: by then nothing of it is in use."""

_UNFINISHED_SECONDS = 4.0
"""How long a request may still come in when the server ends: a second before what is left is cut (server.py)."""

_LINGER_SECONDS = 0.3
"""How long a connection on which nothing is under way may still bring a request when the server ends."""


class Refuses(Protocol):
    """Refuses requests for which there is no place before a task is begun for them."""

    @property
    def crowded(self) -> bool:
        """Whether that may be so; asked for every request."""
        ...

    def refused_at_once(self, raw: RawCall) -> Reply | None:
        """The refusal of a request without a body; None when it is to be answered as any other."""
        ...


class StrictHttpProtocol(HttpToolsProtocol):
    """One connection."""

    limits: ClassVar[Limits] = Limits()
    site: ClassVar[Refuses]
    addresses: ClassVar[Counter[str]] = Counter()
    large: ClassVar[set["StrictHttpProtocol"]] = set()
    """The connections with a large request on its way or under way."""
    ending: ClassVar[bool] = False
    """The server ends: each answer is the last one of its connection, also of those that are taken from the queue yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head = HeadReader(self.limits)
        self._length = 0
        self._chunks: ChunkReader | None = None
        self._closed = False
        self._deadline: TimerHandle | None = None
        self._address: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Count the connection against its address, and wait for a head for so long only."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self.addresses[self._address] += 1
        if self.addresses[self._address] > self.limits.connections_per_address:
            self._refuse(BadFraming("too many connections from this address", 503))
            return
        if len(self.connections) > self.limits.connections:
            self._refuse(BadFraming("too many connections", 503))
            return
        self._wait_for("head", self.limits.seconds_to_head)
        if self.ending:
            self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the connection off the count."""
        self._closed = True
        self._no_deadline()
        self._hold_no_more()
        if self._address is not None:
            self.addresses[self._address] -= 1
            if not self.addresses[self._address]:
                del self.addresses[self._address]
        super().connection_lost(exc)
        # Each names the other: a body of megabytes would stay until garbage is searched for, which is seldom.
        self.cycle = None  # type: ignore[assignment]  # as before the first request
        self.pipeline.clear()

    def data_received(self, data: bytes) -> None:
        """Read messages out of the octets that came; refuse what is not plain."""
        self._unset_keepalive_if_required()
        try:
            while data and not self._closed:
                data = self._take(data)
        except BadFraming as bad:
            self._refuse(bad)

    def on_response_complete(self) -> None:
        """What the request held is free again."""
        self._hold_no_more()
        super().on_response_complete()

    def _hold_much(self) -> None:
        """Count a large request, once; refuse it where too many are held in memory."""
        if self in self.large:
            return
        if len(self.large) >= self.limits.large_at_once:
            raise BadFraming("too many large requests at a time; try again in a second", 503)
        self.large.add(self)

    def _hold_no_more(self) -> None:
        if self in self.large:
            self.large.discard(self)
            if not self.large:
                self.loop.call_later(_GIVE_BACK_SECONDS, memory.give_back)

    def shutdown(self) -> None:
        """Let the answer under way go out, and that to a request under way; then hang up.

        Where there is none, a caller may be sending one this moment: on a new connection that was taken from the queue just
        before, or on one that was kept. To hang up at once would fail it (REL-20).
        """
        cycle: Any = self.cycle  # None before the first request
        if self._in_request:
            self.loop.call_later(_UNFINISHED_SECONDS, self._end_unfinished)
        if cycle is not None and not cycle.response_complete:
            self._make_last()
        elif not self._in_request:
            self.loop.call_later(_LINGER_SECONDS, self._end_idle)

    def _make_last(self) -> None:
        """Close behind the answer under way, and say so in it, unless it has begun already."""
        self.cycle.keep_alive = False
        self.cycle.default_headers = [*self.cycle.default_headers, (b"connection", b"close")]

    @property
    def _in_request(self) -> bool:
        return self._head.begun or self._length > 0 or self._chunks is not None

    def _end_unfinished(self) -> None:
        """Tell a caller whose request is not whole yet to bring it again: it was not looked at."""
        if self._in_request:
            self._refuse(BadFraming("the server ends before the request has come; send it again", 503))

    def _end_idle(self) -> None:
        cycle: Any = self.cycle
        answering = cycle is not None and not cycle.response_complete
        if not answering and not self._in_request and not self.transport.is_closing():
            self.transport.close()
            self.loop.call_later(_FAREWELL_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        """Do not wait for a TLS client that keeps an idle connection to say farewell: that takes half a minute."""
        if self.transport.get_write_buffer_size() == 0:
            self.transport.abort()

    def _take(self, data: bytes) -> bytes:
        if self._chunks is not None:
            body, rest = self._chunks.take(data)
            if self._chunks.large:
                self._hold_much()
            self._chunks = None if self._chunks.finished else self._chunks
        elif self._length:
            body, rest = data[: self._length], data[self._length :]
            self._length -= len(body)
        else:
            return self._take_head(data)
        self._go_on(body)
        return rest

    def _take_head(self, data: bytes) -> bytes:
        begun = self._head.begun
        found = self._head.take(data)
        if found is None:
            if not begun:
                self._wait_for("head", self.limits.seconds_to_head)
            if self._head.large:
                self._hold_much()
            return b""
        head, rest = found
        if self.site.crowded and self._refused_at_once(head):
            return rest
        if head.length > LARGE or len(head.query) > LARGE:
            self._hold_much()
        self._length = head.length
        self._chunks = ChunkReader(self.limits) if head.chunked else None
        self._begin(head)
        self._go_on(b"")
        if self._in_request:
            self._wait_for("body", self.limits.seconds_to_body)
        return rest

    def _refused_at_once(self, head: Head) -> bool:
        """Refuse the request where it has no body and nothing is under way; a task for it would cost more than the answer."""
        cycle: Any = self.cycle  # None before the first request
        if self.ending or head.length or head.chunked or (cycle is not None and not cycle.response_complete):
            return False
        if self.flow.write_paused:
            # Whoever does not take his answers is read no further, which a task sees to.
            return False
        raw = RawCall(
            method=head.method, path=unquote(head.path.decode("ascii")), query=head.query, headers=head.headers,
            client_ip=self.client[0] if self.client else "", scheme=self.scheme or "http",
        )  # fmt: skip
        reply = self.site.refused_at_once(raw)
        if reply is None:
            return False
        self._no_deadline()
        close = [] if head.keeps_alive else [(b"connection", b"close")]
        told = [*self.server_state.default_headers, *headers_of(reply), *close]
        lines = b"".join([b"%b: %b\r\n" % header for header in told])
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[reply.status], lines, reply.body))
        if head.keeps_alive:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self._closed = True
            self.transport.close()
        return True

    def _begin(self, head: Head) -> None:
        """Start the request, or let it wait for the one before it."""
        path = self.root_path + unquote(head.path.decode("ascii"))
        self.scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": head.version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": head.method,
            "root_path": self.root_path,
            "path": path,
            "raw_path": self.root_path.encode("ascii") + head.path,
            "query_string": head.query,
            "headers": head.headers,
            "state": self.app_state.copy(),
        }
        before: Any = self.cycle  # None before the first request, whatever uvicorn's annotation says
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=head.waits_for_leave,
            keep_alive=head.keeps_alive,
            on_response=self.on_response_complete,
        )
        if self.ending:
            self._make_last()
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _go_on(self, body: bytes) -> None:
        """Hand on what came of a body, and whether more is to come."""
        more = self._in_request
        if not more:
            self._no_deadline()
        cycle = self.cycle
        if cycle.response_complete:
            return
        cycle.body += body
        cycle.more_body = more
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        if body or not more:
            cycle.message_event.set()

    def _wait_for(self, what: str, seconds: float) -> None:
        self._no_deadline()
        self._deadline = self.loop.call_later(seconds, self._too_late, what)

    def _no_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self, what: str) -> None:
        self._refuse(BadFraming(f"the {what} of the request did not come in time", 408))

    def _refuse(self, bad: BadFraming) -> None:
        """Answer and close; while another answer is on its way, close behind that one without a word."""
        if self._closed or self.transport.is_closing():
            return
        self._closed = True
        self._no_deadline()
        cycle: Any = self.cycle  # None before the first request, whatever uvicorn's annotation says
        in_body = self._length > 0 or self._chunks is not None
        if cycle is not None and not cycle.response_complete and (cycle.response_started or not in_body):
            cycle.keep_alive = False
            self.pipeline.clear()
            return
        text = f"{bad}\n".encode()
        self.transport.write(
            b"HTTP/1.1 %d %b\r\ncontent-type: text/plain;charset=utf-8\r\ncontent-length: %d\r\n"
            b"x-content-type-options: nosniff\r\ncache-control: no-store\r\n%bconnection: close\r\n\r\n%b"
            % (bad.status, _REASONS[bad.status], len(text), b"retry-after: 1\r\n" if bad.status == 503 else b"", text)
        )
        self.transport.close()


def protocol_with(limits: Limits, site: Refuses) -> type[StrictHttpProtocol]:
    """The protocol with limits, and a count of connections, of its own."""
    own = {"limits": limits, "addresses": Counter[str](), "large": set[StrictHttpProtocol](), "site": site}
    return type("LimitedHttpProtocol", (StrictHttpProtocol,), own)
