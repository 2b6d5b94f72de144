"""Where one HTTP/1 message ends and the next begins, and what is in it, read strictly and without I/O (SEC-10, RFC 9112).

Whatever two programs could read in two ways is refused: two lengths, a length and chunks, line ends of one octet, blanks
before a colon, folded lines, chunk lines with anything but a length. What is checked here is what is used: no other parser
reads the octets again.
"""

import re
import sys
from dataclasses import dataclass

import msgspec

MEBIBYTE = 1024 * 1024
LARGE = 64 * 1024
"""Octets of target or body; a submit of a thousand names has about half as many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message, one connection, one address and all together may take (SEC-11); times in seconds."""

    target: int = 4 * MEBIBYTE
    headers: int = 64 * 1024
    header_count: int = 100
    body: int = 4 * MEBIBYTE
    seconds_to_head: float = 20.0
    seconds_to_body: float = 60.0
    seconds_to_next: int = 75
    """How long a connection is kept without a further request."""
    connections_per_address: int = 1_024
    connections: int = sys.maxsize
    large_at_once: int = 64
    """Requests longer than ``LARGE`` on their way or under way: what they hold in memory is bounded by it (REL-17)."""


class BadFraming(Exception):
    """The message is refused and the connection closed; *status* is the answer's."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Head(msgspec.Struct, frozen=True, gc=False):
    """A request line and headers found good."""

    method: str
    path: bytes
    query: bytes
    version: str
    """``1.0`` or ``1.1``."""
    headers: list[tuple[bytes, bytes]]
    """Names in lower case, values without blanks around them."""
    length: int
    """Octets of the body; 0 when there is none or when it comes in chunks."""
    chunked: bool
    keeps_alive: bool
    """Whether the connection may have another request behind this one."""
    waits_for_leave: bool
    """Whether the body comes only when the server says so (RFC 9110, 10.1.1)."""


_REQUEST_LINE = re.compile(
    rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE) (/[!-\"$->@-~]*)(?:\?([!-\"$-~\x80-\xff]*))? HTTP/(1\.[01])"
)
_HEADERS = re.compile(rb"(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*+)*+")
_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_BARE_LINE_FEED = re.compile(rb"(?:^|[^\r])\n")
_CHUNK_LINE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class HeadReader:
    """Gathers octets until a head is whole."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._octets = bytearray()

    @property
    def begun(self) -> bool:
        """Whether part of a head has come."""
        return bool(self._octets)

    @property
    def large(self) -> bool:
        """Whether the head is a large one so far."""
        return len(self._octets) > LARGE

    def take(self, data: bytes) -> tuple[Head, bytes] | None:
        """Add octets; give the head and what lies behind it once it is whole. Raises BadFraming."""
        seen = max(0, len(self._octets) - 3)
        # Nearly always a head comes whole, and is not copied then.
        octets: bytes | bytearray = data
        if self._octets:
            self._octets += data
            octets = self._octets
        end = octets.find(b"\r\n\r\n", seen)
        if end >= 0:
            head, rest = bytes(octets[:end]), bytes(octets[end + 4 :])
            self._octets = bytearray()
            return read_head(head, self._limits), rest
        if octets is data:
            self._octets += data
        if _BARE_LINE_FEED.search(self._octets, seen) is not None:
            raise BadFraming("a line ends without a carriage return")
        if len(self._octets) > self._limits.target + self._limits.headers:
            raise BadFraming("the head of the request is too long", 431)
        return None


def read_head(head: bytes, limits: Limits) -> Head:
    """Check a whole head, given without its empty line; raise BadFraming for anything that is not plain."""
    line, _, _ = head.partition(b"\r\n")
    headers = head[len(line) :]
    if len(line) > limits.target:
        raise BadFraming("the request target is longer than 4 MiB", 414)
    request = _REQUEST_LINE.fullmatch(line)
    if request is None:
        raise BadFraming("the request line is not of the form METHOD /path?query HTTP/1.1")
    if len(headers) > limits.headers or headers.count(b"\r\n") > limits.header_count:
        raise BadFraming("there are too many headers, or they are too long", 431)
    if _HEADERS.fullmatch(headers) is None:
        raise BadFraming("a header is not of the form name: value")
    parts = [line.partition(b":") for line in headers.split(b"\r\n")[1:]]
    pairs = [(name.lower(), value.strip(b" \t")) for name, _, value in parts]
    told: dict[bytes, list[bytes]] = {}
    for name, value in pairs:
        told.setdefault(name, []).append(value)
    hosts = told.get(b"host", [])
    if len(hosts) != 1 or _HOST.fullmatch(hosts[0]) is None:
        raise BadFraming("there must be one Host header, with a name and perhaps a port")
    method, path, query, version = request.groups()
    length, chunked = _body_of(told, version, limits)
    return Head(
        method=method.decode(),
        path=path,
        query=query or b"",
        version=version.decode(),
        headers=pairs,
        length=length,
        chunked=chunked,
        keeps_alive=version == b"1.1" and b"close" not in _tokens(told.get(b"connection", [])),
        waits_for_leave=version == b"1.1" and b"100-continue" in _tokens(told.get(b"expect", [])),
    )


def _tokens(values: list[bytes]) -> list[bytes]:
    return [token.strip(b" \t").lower() for value in values for token in value.split(b",")]


def _body_of(told: dict[bytes, list[bytes]], version: bytes, limits: Limits) -> tuple[int, bool]:
    lengths, codings = told.get(b"content-length", []), told.get(b"transfer-encoding", [])
    if codings:
        if lengths or len(codings) > 1 or codings[0].lower() != b"chunked" or version == b"1.0":
            raise BadFraming("Transfer-Encoding may only be chunked, once, and without Content-Length")
        return 0, True
    if not lengths:
        return 0, False
    if len(lengths) > 1 or _LENGTH.fullmatch(lengths[0]) is None:
        raise BadFraming("Content-Length must be one number")
    length = int(lengths[0])
    if length > limits.body:
        raise BadFraming("the body is longer than 4 MiB", 413)
    return length, False


class ChunkReader:
    """Reads a body in chunks; lines hold a length and nothing else, there are no trailers."""

    def __init__(self, limits: Limits) -> None:
        self._most = self._left = limits.body
        self._line = bytearray()
        self._data = 0
        self._expected = b""
        self._last = False
        self.finished = False

    @property
    def large(self) -> bool:
        """Whether the body is a large one by the chunks announced so far."""
        return self._most - self._left > LARGE

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """The body's octets within *data*, and what lies behind the body; sets ``finished`` at its end. Raises BadFraming."""
        at, body = 0, []
        while at < len(data) and not self.finished:
            if self._data:
                step = min(self._data, len(data) - at)
                body.append(data[at : at + step])
                self._data -= step
                at += step
                if not self._data:
                    self._expected = b"\r\n"
            elif self._expected:
                if data[at : at + 1] != self._expected[:1]:
                    raise BadFraming("a chunk does not end where its length says")
                self._expected = self._expected[1:]
                at += 1
                self.finished = self._last and not self._expected
            else:
                at = self._take_line(data, at)
        return b"".join(body), data[at:]

    def _take_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at)
        stop = len(data) if end < 0 else end + 1
        self._line += data[at:stop]
        if end < 0:
            if len(self._line) > 10:
                raise BadFraming("a chunk line is not a length")
            return stop
        line = bytes(self._line)
        self._line.clear()
        if not line.endswith(b"\r\n") or _CHUNK_LINE.fullmatch(line[:-2]) is None:
            raise BadFraming("a chunk line is not a length")
        self._data = int(line[:-2], 16)
        self._left -= self._data
        if self._left < 0:
            raise BadFraming("the body is longer than 4 MiB", 413)
        if self._data == 0:
            self._last, self._expected = True, b"\r\n"
        return stop
