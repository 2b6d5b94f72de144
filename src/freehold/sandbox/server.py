"""The practice registry on the wire: TLS, a session a connection, and one commit for all commands that arrived together."""

import asyncio
import ssl
from collections import Counter
from dataclasses import replace
from typing import Any

from freehold.clock import monotonic
from freehold.epp.body import ProtocolExtension, Repeat
from freehold.epp.codes import ends_session
from freehold.epp.commands.domain import DomainData, DomainUpdate
from freehold.epp.commands.session import Login
from freehold.epp.connection import Asked, Connection, Ended, Garbled, Role
from freehold.epp.documents import Command, Document, Response, Result
from freehold.epp.framing import frame
from freehold.sandbox import habits
from freehold.sandbox.extras import Extras
from freehold.sandbox.faults import Faults
from freehold.sandbox.flows import domains, reviews
from freehold.sandbox.modes import Modes
from freehold.sandbox.offers import Offers
from freehold.sandbox.session import Passwords, Session
from freehold.sandbox.world import World

_QUERIES_A_TURN = 12
"""About a third of a usual window: with 4 the writes cost more than working side by side gains (measured 2026-11)."""

_LONGEST_INBOX = 2000
"""Commands that wait to be answered; beyond, reading pauses."""

_TICK_SECONDS = 0.1


class Server:
    """Answers all sessions in turns; a turn is one transaction of the world."""

    def __init__(self, world: World, passwords: Passwords, *, most_sessions: int = 100) -> None:
        self.world = world
        self.faults = Faults(world)
        self.modes = Modes(world)
        self.offers = Offers(world)
        self.extras = Extras(world)
        self.habits = habits.kept(world)
        self.together = 0
        """How often an update came while another of the same object was unanswered; a good client never does that."""
        self._unanswered: Counter[str] = Counter()
        self._allowance = 0.0
        self._allowed_at = monotonic()
        self.most_sessions = most_sessions
        self._ticking: asyncio.TimerHandle | None = None
        self._passwords = passwords
        self._inbox: list[tuple[_Line, Asked | Garbled]] = []
        self._turn_is_set = False
        self._lines: set[_Line] = set()

    async def listen(self, host: str, port: int, context: ssl.SSLContext, greets: str = "") -> asyncio.Server:
        """Take connections; on this port the greeting is the one for a log-in."""
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(lambda: _Line(self, greets), host, port, ssl=context, backlog=128)
        if self._ticking is None:
            self._ticking = loop.call_later(_TICK_SECONDS, self._tick)
        return listening

    def open_session(self, greets: str) -> Session:
        """A session for a new connection."""
        return Session(
            self.world, self.modes, self.offers, self.extras, self._passwords, self._may_enter, self._review, greets
        )

    @property
    def sessions(self) -> int:
        """How many are logged in."""
        return sum(line.session.client is not None for line in self._lines)

    def _review(self, name: str) -> bool:
        """Whether the review of this domain or contact ends well; an order may say otherwise."""
        order = self.faults.meet(name.lower(), "review")
        return order is None or order.get("review") != "refused"

    def _may_enter(self) -> bool:
        return self.sessions < self.most_sessions

    def joined(self, line: "_Line") -> None:
        """A connection came."""
        self._lines.add(line)

    def left(self, line: "_Line") -> None:
        """A connection went; what it asked and was not yet begun is not done."""
        self._lines.discard(line)

    def take(self, line: "_Line", event: Asked | Garbled) -> None:
        """Queue a command for the next turn."""
        name = _updated(event)
        if name:
            self.together += self._unanswered[name] > 0
            self._unanswered[name] += 1
        self._inbox.append((line, event))
        if len(self._inbox) > _LONGEST_INBOX:
            line.hold()
        if not self._turn_is_set:
            self._turn_is_set = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._turn_is_set = False
        inbox, self._inbox = self._next_turn()
        self.world.begin()
        answers = [(line, self._answer(line, event)) for line, event in inbox if not line.gone]
        self.world.commit()
        for line, answer in answers:
            line.reply(answer)
        for _, event in inbox:
            self.done_with(event)
        for line in {line for line, _ in answers}:
            line.flush()
        if self._inbox and not self._turn_is_set:
            self._turn_is_set = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _next_turn(self) -> "tuple[list[tuple[_Line, Asked | Garbled]], list[tuple[_Line, Asked | Garbled]]]":
        """What this turn answers, and what is left: all of it, since changes share a commit; but queries a few at a time.

        A client that has many on their way reads the first answers while the next are being made.
        """
        few = self._inbox[:_QUERIES_A_TURN]
        if len(self._inbox) > len(few) and not any(_changes(event) for _, event in few):
            return few, self._inbox[_QUERIES_A_TURN:]
        return self._inbox, []

    def done_with(self, event: Asked | Garbled) -> None:
        """The update was answered, or never will be."""
        name = _updated(event)
        if name:
            self._unanswered[name] -= 1
            if self._unanswered[name] <= 0:
                del self._unanswered[name]

    def _too_many(self) -> bool:
        """Whether this command is beyond the commands a second that are allowed; bursts of a second's worth are."""
        rate = self.habits.commands_per_second
        if rate is None:
            return False
        now = monotonic()
        self._allowance = min(rate, self._allowance + (now - self._allowed_at) * rate)
        self._allowed_at = now
        self._allowance -= 1
        return self._allowance < 0

    def _answer(self, line: "_Line", event: Asked | Garbled) -> "_Answer":
        if isinstance(event, Asked) and isinstance(event.document, Command) and line.session.client is not None:
            command = event.document
            if self.habits.closes_on_reused_trid and command.trid and not self.world.use_trid(command.trid):
                return _Answer(None, ends=True)
            if self._too_many():
                return _Answer(Response((Result.of(2502),), command.trid, self.world.new_trid()), ends=True)
            if self.habits.unlocks_apart and self._unlocks_and_more(command):
                result = Result.of(2304, "clientUpdateProhibited")
                return _Answer(Response((result,), command.trid, self.world.new_trid()), ends=False)
            order = self.faults.meet(command.body.object_name.lower(), command.body.verb)
            if order is not None:
                return self._misbehave(line, event, command, order)
        if isinstance(event, Asked) and isinstance(event.document, Command) and _changes_password(event.document):
            order = self.faults.meet("", "password")
            if order is not None:
                return self._misbehave(line, event, event.document, order)
        document = self._without_secret(line.session.answer(event))
        return _Answer(document, ends=line.session.over or _ends(document))

    def _without_secret(self, document: Document) -> Document:
        """The answer as a registry with that habit gives it."""
        if not self.habits.hides_auth_info or not isinstance(document, Response):
            return document
        data = document.data
        return replace(document, data=replace(data, auth_info=None)) if isinstance(data, DomainData) else document

    def _unlocks_and_more(self, command: Command) -> bool:
        body = command.body
        if not isinstance(body, DomainUpdate) or not domains.unlocks_and_more(body):
            return False
        found = self.world.domains.get(body.name.lower())
        return found is not None and "clientUpdateProhibited" in found.statuses

    def _misbehave(self, line: "_Line", event: Asked, command: Command, order: dict[str, Any]) -> "_Answer":
        delay = float(order.get("delay_seconds", 0.0))
        if order.get("drop") == "before-doing":
            return _Answer(None, ends=True)
        if "answer" in order:
            result = Result.of(order["answer"], "ordered by a fault")
            document: Document = Response((result,), command.trid, self.world.new_trid())
            return _Answer(document, ends=ends_session(order["answer"]), delay=delay)
        if "pending_seconds" in order and isinstance(command.body, DomainUpdate):
            document = line.session.later(
                event, float(order["pending_seconds"]), refused=order.get("review") == "refused"
            )
        else:
            document = line.session.answer(event)
        if order.get("drop") == "after-doing":
            return _Answer(None, ends=True)
        return _Answer(document, ends=line.session.over or _ends(document), delay=delay, manner=order.get("misbehave"))

    def stop(self) -> None:
        """Make no more changes by itself; the world is about to be closed."""
        if self._ticking is not None:
            self._ticking.cancel()

    def _tick(self) -> None:
        """Make the changes whose time has come, and tell the client by a poll message."""
        self.world.begin()
        reviews.settle(self.world)
        self.world.commit()
        self._ticking = asyncio.get_running_loop().call_later(_TICK_SECONDS, self._tick)


def _changes(event: Asked | Garbled) -> bool:
    document = event.document if isinstance(event, Asked) else None
    return isinstance(document, Command) and document.body.repeat is Repeat.ASK_FIRST


def _updated(event: Asked | Garbled) -> str:
    """The domain that a command updates or trades; empty for all else."""
    document = event.document if isinstance(event, Asked) else None
    return (
        document.body.object_name.lower()
        if isinstance(document, Command) and isinstance(document.body, DomainUpdate | ProtocolExtension)
        else ""
    )


def _changes_password(command: Command) -> bool:
    return isinstance(command.body, Login) and command.body.new_password is not None


def _ends(document: Document) -> bool:
    return isinstance(document, Response) and ends_session(document.code)


_SPLICED = {
    # RFC 9038: data that the client did not ask for, inside a successful result.
    "ext-value": (
        b"</msg></result>",
        (
            b'</msg><extValue><value><u:data xmlns:u="urn:example:unasked-1.0">1</u:data></value>'
            b"<reason>urn:example:unasked-1.0 not in login services</reason></extValue></result>"
        ),
    ),
    "unknown-extension": (
        b"<trID>",
        b'<extension><u:data xmlns:u="urn:example:unknown-1.0"><u:deep><u:er/></u:deep></u:data></extension><trID>',
    ),
}
"""Misbehaviours that put something into a good answer: what it stands before or replaces, and what it is."""


class _Answer:
    """What a line sends: a document or nothing, at once or late, properly or not; and whether it closes then."""

    __slots__ = ("delay", "document", "ends", "manner")

    def __init__(self, document: Document | None, *, ends: bool, delay: float = 0.0, manner: str | None = None) -> None:
        self.document = document
        self.ends = ends
        self.delay = delay
        self.manner = manner


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: Server, greets: str) -> None:
        self.session = server.open_session(greets)
        self.gone = False
        self._server = server
        self._connection = Connection(Role.SERVER)
        self._out: list[bytes] = []
        self._closing = False
        self._held = False
        self._idle: asyncio.TimerHandle | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet (RFC 5730, 2: the server speaks first)."""
        self._transport = transport
        self._server.joined(self)
        self._transport.write(self._connection.send(self.session.greeting()))
        self._watch()

    def _watch(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(self._server.habits.idle_seconds, self._close_idle)

    def _close_idle(self) -> None:
        self._transport.close()

    def data_received(self, octets: bytes) -> None:
        """Queue whole commands."""
        for event in self._connection.receive(octets):
            if isinstance(event, Ended):
                self._transport.close()
            elif isinstance(event, Asked | Garbled) and not self._closing:
                self._server.take(self, event)

    def eof_received(self) -> None:
        """The client closed."""

    def connection_lost(self, _error: Exception | None) -> None:
        """Forget the line."""
        self.gone = True
        if self._idle is not None:
            self._idle.cancel()
        self._server.left(self)

    def hold(self) -> None:
        """Read no more until what was read is answered."""
        if not self._held:
            self._held = True
            self._transport.pause_reading()

    def reply(self, answer: _Answer) -> None:
        """Queue an answer to be sent."""
        if self.gone or self._closing:
            return
        if answer.delay > 0:
            asyncio.get_running_loop().call_later(answer.delay, self._reply_late, answer)
            return
        if answer.document is not None:
            self._out.append(self._octets(answer))
        self._closing = answer.ends or answer.manner == "half-frame"

    def _reply_late(self, answer: _Answer) -> None:
        answer.delay = 0.0
        self.reply(answer)
        self.flush()

    def _octets(self, answer: _Answer) -> bytes:
        document = answer.document
        assert document is not None
        if answer.manner in {"made-up-trid", "no-trid"} and isinstance(document, Response):
            made_up = "SRV-MADE-UP-1" if answer.manner == "made-up-trid" else None
            document = Response(document.results, made_up, document.server_trid, document.data, document.queue)
        octets = self._connection.send(document)
        if answer.manner == "half-frame":
            return octets[: len(octets) // 2]
        if answer.manner == "garbage":
            return frame(b"<not-epp>")
        spliced = _SPLICED.get(answer.manner or "")
        return octets if spliced is None else frame(octets[4:].replace(*spliced, 1))

    def flush(self) -> None:
        """Send what is queued in one piece, then close if that was the last."""
        if self.gone:
            return
        if self._out:
            if self._server.habits.out_of_order:
                self._out.reverse()
            self._transport.write(b"".join(self._out))
            self._out.clear()
            self._watch()
        if self._held:
            self._held = False
            self._transport.resume_reading()
        if self._closing:
            self._transport.close()
