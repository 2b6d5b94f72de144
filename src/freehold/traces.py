"""Which trace the work at hand belongs to (W3C Trace Context), and spans for a collector if there is one.

A call that changes something has a trace: the one its caller names in the header ``traceparent``, or a new one. It is stored
with the task, and each chunk, item and command of it goes on with it, in whatever process and after whatever death. So one
id joins a call with the EPP commands that follow from it: in the log always, and in a collector where the settings name one.

Without a collector nothing is recorded, and ``span`` costs a function call.
"""

import re
import secrets
from collections.abc import Sequence
from contextvars import ContextVar, Token
from typing import Literal, Protocol

Kind = Literal["server", "internal", "client"]
Value = str | int

HEADER = b"traceparent"
_LENGTH = 55
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
"""Of later versions what this one knows of them is read (Trace Context, 4.3.1)."""


class Span(Protocol):
    """A piece of work that a collector is told of."""

    @property
    def traceparent(self) -> str:
        """What work that follows from it names as its parent."""
        ...

    def note(self, attributes: dict[str, Value]) -> None:
        """Add what became known meanwhile."""
        ...

    def rename(self, name: str) -> None:
        """Call it by a name that became known meanwhile."""
        ...

    def end(self, error: type[BaseException] | None) -> None:
        """It is over; with what kind of error, if with one."""
        ...


class Spans(Protocol):
    """Begins spans; ``freehold.otel`` has the one for collectors."""

    def begin(self, name: str, kind: Kind, parent: str | None, attributes: dict[str, Value]) -> Span:
        """A span below *parent*, or the first of a trace of its own."""
        ...


_CURRENT: ContextVar[tuple[str, Span | None] | None] = ContextVar("freehold_trace", default=None)
_spans: Spans | None = None


def use(spans: Spans | None) -> None:
    """Record spans from here on, or none; for the whole process."""
    global _spans
    _spans = spans


def on() -> bool:
    """Whether spans are recorded."""
    return _spans is not None


def read(text: str) -> str | None:
    """A traceparent in the form of version 00, or None where it is no good one: then it is as if none had come."""
    text = text.strip()
    found = _TRACEPARENT.fullmatch(text)
    if found is None or (text.startswith("00") and len(text) != _LENGTH):
        return None
    return f"00-{found[1]}-{found[2]}-{found[3]}"


def told(values: Sequence[bytes]) -> str | None:
    """What a call's header says; None when it came not once, or is no good one."""
    return read(values[0].decode("latin-1")) if len(values) == 1 else None


def begun() -> str:
    """A new trace, which nobody records yet."""
    octets = secrets.token_bytes(24)
    return f"00-{octets[:16].hex()}-{octets[16:24].hex()}-00"


def current() -> str | None:
    """The traceparent of the work at hand."""
    here = _CURRENT.get()
    return None if here is None else here[0]


def id_of(traceparent: str) -> str:
    """The trace's id."""
    return traceparent[3:35]


class _Within:
    __slots__ = ("_here", "_token")

    def __init__(self, here: tuple[str, Span | None] | None) -> None:
        self._here = here
        self._token: Token[tuple[str, Span | None] | None] | None = None

    def __enter__(self) -> None:
        self._token = _CURRENT.set(self._here)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert self._token is not None
        _CURRENT.reset(self._token)
        span = None if self._here is None else self._here[1]
        if span is not None:
            span.end(kind)


class _Nowhere:
    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


_NOWHERE = _Nowhere()


def within(traceparent: str | None) -> _Within:
    """Do the work of this trace; None: of no trace."""
    return _Within(None if traceparent is None else (traceparent, None))


def span(
    name: str, kind: Kind = "internal", *, parent: str | None = None, root: bool = False, **attributes: Value
) -> _Within | _Nowhere:
    """Record a piece of the work at hand, below *parent* or what is at hand.

    Work of no trace is not recorded, unless it may be the *root* of one.
    """
    if _spans is None:
        return _NOWHERE
    above = parent or current()
    if above is None and not root:
        return _NOWHERE
    begun_span = _spans.begin(name, kind, above, attributes)
    return _Within((begun_span.traceparent, begun_span))


def note(**attributes: Value) -> None:
    """Add to the span at hand, if there is one."""
    if _spans is not None:
        here = _CURRENT.get()
        if here is not None and here[1] is not None:
            here[1].note(attributes)


def rename(name: str) -> None:
    """Call the span at hand so, if there is one."""
    here = _CURRENT.get()
    if here is not None and here[1] is not None:
        here[1].rename(name)
