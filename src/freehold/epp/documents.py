"""What is said in the protocol, as values: greeting, hello, command, response."""

from dataclasses import dataclass, field

import msgspec

from freehold.epp.body import Body
from freehold.epp.codes import TEXTS
from freehold.epp.mapping import Mapped


class Unsupported(Exception):
    """A command that is well-formed and not one known here; carries the result code that says so, and its id."""

    def __init__(self, code: int, why: str, trid: str | None) -> None:
        super().__init__(why)
        self.code = code
        self.trid = trid


@dataclass(frozen=True, slots=True)
class Greeting:
    """The server's first words: what it offers (RFC 5730, 2.4)."""

    server_id: str
    server_date: str
    versions: tuple[str, ...] = ("1.0",)
    languages: tuple[str, ...] = ("en",)
    object_uris: tuple[str, ...] = ()
    extension_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hello:
    """Asks for the greeting again; keeps a session alive."""


class Command(msgspec.Struct, frozen=True, gc=False):
    """A request: what is wanted, extensions, and the client's id for it."""

    body: Body
    trid: str | None
    op: str | None = None
    extensions: tuple[Mapped, ...] = ()
    unknown_extensions: tuple[str, ...] = ()
    """Namespaces of extensions that came with it and are not known here."""


class Result(msgspec.Struct, frozen=True, gc=False):
    """One result: a code, its text, and what the server adds about values and reasons."""

    code: int
    message: str = ""
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, code: int, *reasons: str) -> "Result":
        """A result with the RFC's text."""
        return cls(code, TEXTS[code], reasons)


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """How many messages wait, and the one shown."""

    count: int
    id: str
    date: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadableData:
    """Data of a known element without its form, in an answer that brings a message: the queue must not be blocked by it."""

    tag: str
    why: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer (RFC 5730, 2.6). *trid* is the client's own id, None when the server could not tell it."""

    results: tuple[Result, ...]
    trid: str | None
    server_trid: str
    data: Mapped | UnreadableData | None = None
    queue: MessageQueue | None = None
    extensions: tuple[Mapped, ...] = ()
    unknown_extensions: tuple[str, ...] = ()
    """Tags of extensions that came with it and are not known here, or are not of their form."""
    octets: bytes = field(default=b"", repr=False, compare=False)
    """As it came; what is kept of a poll message."""

    @property
    def code(self) -> int:
        """The code of the first result."""
        return self.results[0].code

    @property
    def message(self) -> str:
        """The server's words: the first result's text with its reasons."""
        first = self.results[0]
        return "; ".join((first.message, *first.reasons))


Document = Greeting | Hello | Command | Response
