"""One session as a machine without socket and clock, for both roles: octets in, events out.

The client matches answers by its own transaction ids and by nothing else: an answer without one of ours, or one that is no
document, ends the session, and whatever was unanswered is then of unknown outcome (REL-6). An id is never sent twice.
"""

from dataclasses import dataclass, field
from enum import Enum

import msgspec

from freehold.epp.documents import Command, Document, Greeting, Hello, Response, Unsupported
from freehold.epp.framing import BrokenStream, Framer, frame
from freehold.epp.parsing import Malformed
from freehold.epp.reading import read
from freehold.epp.writing import write


class Role(Enum):
    """Which end of the line."""

    CLIENT = "client"
    SERVER = "server"


class WrongMoment(Exception):
    """The document may not be sent now: before the greeting, after the end, or with an id used before."""


class Answered(msgspec.Struct, frozen=True, gc=False):
    """The answer to one of our commands."""

    trid: str
    response: Response


@dataclass(frozen=True, slots=True)
class Greeted:
    """The server's greeting, at the beginning or after a hello."""

    greeting: Greeting


@dataclass(frozen=True, slots=True)
class Asked:
    """A client's command or hello, for the server to answer."""

    document: Command | Hello


@dataclass(frozen=True, slots=True)
class Garbled:
    """What a client sent is no command; the server answers with *code* and goes on."""

    code: int
    why: str
    trid: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection is over; whether *unanswered* commands were done is unknown."""

    why: str
    unanswered: tuple[str, ...] = field(default=())


Event = Answered | Greeted | Asked | Garbled | Ended


class Connection:
    """One session, seen from one end."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self._framer = Framer()
        self._unanswered: dict[str, None] = {}
        self._used: set[str] = set()
        self._greeted = role is Role.SERVER
        self._ended = False

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Commands that hang."""
        return tuple(self._unanswered)

    def send(self, document: Document) -> bytes:
        """Octets to put on the wire; raises WrongMoment."""
        if self._ended:
            raise WrongMoment("the connection is over")
        if self.role is Role.CLIENT:
            if not self._greeted:
                raise WrongMoment("the server has not greeted yet")
            if isinstance(document, Command):
                return self._send_command(document)
        return frame(write(document))

    def _send_command(self, command: Command) -> bytes:
        trid = command.trid
        if trid is None:
            raise WrongMoment("a command of ours carries an id")
        if trid in self._used:
            raise WrongMoment(f"the id {trid} was used before")
        # First the octets: a command that cannot be written was not sent, and nothing hangs.
        octets = frame(write(command))
        self._used.add(trid)
        self._unanswered[trid] = None
        return octets

    def receive(self, octets: bytes) -> list[Event]:
        """What the octets amount to; ``b""`` means that the other end closed."""
        if self._ended:
            return []
        if not octets:
            return [self._end("closed in the middle of a document" if self._framer.halfway else "closed")]
        broken = ""
        try:
            found = self._framer.feed(octets)
        except BrokenStream as error:
            found, broken = error.whole, str(error)
        events: list[Event] = []
        for document in found:
            event = self._client_event(document) if self.role is Role.CLIENT else _server_event(document)
            events.append(event)
            if isinstance(event, Ended):
                return events
        if broken:
            events.append(self._end(broken))
        return events

    def abandon(self, why: str) -> Ended:
        """Give the connection up: a time-out, a reset. What hangs is of unknown outcome."""
        return self._end(why)

    def _end(self, why: str) -> Ended:
        self._ended = True
        unanswered = tuple(self._unanswered)
        self._unanswered.clear()
        return Ended(why, unanswered)

    def _client_event(self, octets: bytes) -> Event:
        try:
            document = read(octets)
        except (Malformed, Unsupported) as error:
            return self._end(f"an unreadable answer: {error}")
        if type(document) is Response and document.trid in self._unanswered:
            del self._unanswered[document.trid]
            return Answered(document.trid, document)
        match document:
            case Greeting():
                self._greeted = True
                return Greeted(document)
            case Response(trid=trid):
                return self._end(
                    f"an answer {document.code} to {trid!r}, which is none of ours: {document.message[:200]}"
                )
            case _:
                return self._end("the server sent what only a client sends")


def _server_event(octets: bytes) -> Event:
    try:
        document = read(octets)
    except Unsupported as error:
        return Garbled(error.code, str(error), error.trid)
    except Malformed as error:
        return Garbled(2001, str(error), None)
    if isinstance(document, Command | Hello):
        return Asked(document)
    return Garbled(2001, "the client sent what only a server sends", None)
