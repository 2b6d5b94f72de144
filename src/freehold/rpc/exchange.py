"""A call as it came in and an answer as it goes out, before and after everything HTTP."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Format = Literal["JSON", "XML"]


@dataclass(frozen=True, kw_only=True)
class RawCall:
    """One HTTP request. *query* is the raw octets behind the question mark; header names are in lower case."""

    method: str
    path: str = "/"
    query: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    client_ip: str = ""
    host: str = ""
    scheme: str = "http"

    @cached_property
    def _by_name(self) -> dict[bytes, list[bytes]]:
        by_name: dict[bytes, list[bytes]] = {}
        for name, value in self.headers:
            by_name.setdefault(name, []).append(value)
        return by_name

    def header_values(self, name: bytes) -> list[bytes]:
        """Every value of a header, in the order of arrival."""
        return self._by_name.get(name, [])

    def header(self, name: bytes) -> str | None:
        """The first value of a header as text without blanks around it; None when it is absent."""
        values = self._by_name.get(name)
        return None if values is None else values[0].decode("utf-8", "replace").strip()

    def header_names(self) -> frozenset[bytes]:
        """The names of all headers that came."""
        return frozenset(self._by_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
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
