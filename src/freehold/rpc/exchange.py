"""A call as it came in and an answer as it goes out, before and after everything HTTP."""

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

Format = Literal["JSON", "XML"]


class RawCall(msgspec.Struct, kw_only=True, dict=True):
    """One HTTP request. *query* is the raw octets behind the question mark; header names are in lower case."""

    method: str
    path: str = "/"
    query: bytes = b""
    headers: list[tuple[bytes, bytes]] = []
    body: bytes = b""
    client_ip: str = ""
    scheme: str = "http"

    def __post_init__(self) -> None:
        """Find headers by name; that one came twice is so rare that it is looked for only then."""
        self._first = dict(reversed(self.headers))
        self.repeated: frozenset[bytes] = frozenset()
        """Names of headers that came more than once."""
        if len(self._first) < len(self.headers):
            counted = Counter(name for name, _ in self.headers)
            self.repeated = frozenset(name for name, count in counted.items() if count > 1)

    @property
    def host(self) -> str:
        """The host called, perhaps with a port."""
        return self.header(b"host") or ""

    def header_values(self, name: bytes) -> list[bytes]:
        """Every value of a header, in the order of arrival."""
        if name in self.repeated:
            return [value for told, value in self.headers if told == name]
        return [self._first[name]] if name in self._first else []

    def header(self, name: bytes) -> str | None:
        """The first value of a header as text without blanks around it; None when it is absent."""
        value = self._first.get(name)
        return None if value is None else value.decode("utf-8", "replace").strip()

    def header_names(self) -> AbstractSet[bytes]:
        """The names of all headers that came."""
        return self._first.keys()


class Reply(msgspec.Struct, kw_only=True, gc=False):
    """One HTTP answer, with what the access log may know of it (PRV-6)."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    request_id: str
    action: str = "-"
    code: str = "OK"
    trace_id: str = ""
    """The trace of what the call changed."""
    mid_answer: str | None = None
    """The fault point to pass when the headers are sent and the body is not (FP-1)."""
