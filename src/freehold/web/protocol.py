"""uvicorn's httptools protocol with strict framing, limits and request targets up to 4 MiB.

``framing.py`` decides where a message ends. The parser is handed heads whose target is the path alone, and the query is
put into the scope behind its back; so the copy of the signed octets that the endpoint reads is the one that came.
Tied to uvicorn 0.54, whose methods are overridden here; a test with 2,500 names through an official client holds it.
"""

import asyncio
from asyncio.events import TimerHandle
from collections import Counter
from typing import Any, ClassVar, Protocol

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

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
        self._query = b""
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
        self.large.discard(self)
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
        except httptools.HttpParserError:
            self._refuse(BadFraming("the request is not HTTP/1.1"))

    def on_headers_complete(self) -> None:
        """Start the request; its query is put in before the task begins to run."""
        super().on_headers_complete()
        self.scope["query_string"] = self._query
        if self.ending:
            self._make_last()

    def on_response_complete(self) -> None:
        """What the request held is free again."""
        self.large.discard(self)
        super().on_response_complete()

    def _hold_much(self) -> None:
        """Count a large request, once; refuse it where too many are held in memory."""
        if self in self.large:
            return
        if len(self.large) >= self.limits.large_at_once:
            raise BadFraming("too many large requests at a time; try again in a second", 503)
        self.large.add(self)

    def shutdown(self) -> None:
        """Let the answer under way go out, and that to a request under way; then hang up.

        Where there is none, a caller may be sending one this moment: on a new connection that was taken from the queue just
        before, or on one that was kept. To hang up at once would fail it (REL-20).
        """
        cycle: Any = self.cycle  # None before the first request
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
            taken = self._chunks.take(data)
            if self._chunks.large:
                self._hold_much()
            if self._chunks.finished:
                self._chunks = None
                self._no_deadline()
            self.parser.feed_data(data[:taken])
            return data[taken:]
        if self._length:
            body, rest = data[: self._length], data[self._length :]
            self._length -= len(body)
            if not self._length:
                self._no_deadline()
            self.parser.feed_data(body)
            return rest
        return self._take_head(data)

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
        self._no_deadline()
        self._unset_keepalive_if_required()
        if self.site.crowded and self._refused_at_once(head):
            return rest
        if head.length > LARGE or len(head.query) > LARGE:
            self._hold_much()
        self._query, self._length = head.query, head.length
        self._chunks = ChunkReader(self.limits) if head.chunked else None
        if head.length or head.chunked:
            self._wait_for("body", self.limits.seconds_to_body)
        self.parser.feed_data(head.octets)
        return rest

    def _refused_at_once(self, head: Head) -> bool:
        """Refuse the request where it has no body and nothing is under way; a task for it would cost more than the answer."""
        cycle: Any = self.cycle  # None before the first request
        if self.ending or head.length or head.chunked or (cycle is not None and not cycle.response_complete):
            return False
        if self.flow.write_paused:
            # Whoever does not take his answers is read no further, which a task sees to.
            return False
        raw = self._raw_call(head)
        reply = self.site.refused_at_once(raw)
        if reply is None:
            return False
        stays = b"HTTP/1.0" not in head.octets and b"close" not in b",".join(raw.header_values(b"connection")).lower()
        told = [*self.server_state.default_headers, *headers_of(reply), *([] if stays else [(b"connection", b"close")])]
        lines = b"".join([b"%b: %b\r\n" % header for header in told])
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[reply.status], lines, reply.body))
        if stays:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self._closed = True
            self.transport.close()
        return True

    def _raw_call(self, head: Head) -> RawCall:
        line, *lines = head.octets.removesuffix(b"\r\n\r\n").split(b"\r\n")
        method, path, _ = line.decode("ascii").split(" ")
        parts = [entry.partition(b":") for entry in lines]
        headers = [(name.lower(), value.strip(b" \t")) for name, _, value in parts]
        host = next(value for name, value in headers if name == b"host")
        return RawCall(
            method=method, path=path, query=head.query, headers=headers, host=host.decode("latin-1"),
            client_ip=self.client[0] if self.client else "", scheme=self.scheme or "http",
        )  # fmt: skip

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
