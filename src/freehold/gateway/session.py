"""One logged-in connection to a registry.

Answers are matched by clTRID alone; the first that fits nothing closes the link, and every command in flight is then of
unknown outcome (REL-6). A time-out closes the link too: reusing it would read the late answer as the next command's.
"""

import asyncio
import logging
import ssl
from typing import Any

from freehold import leases
from freehold.clock import monotonic
from freehold.epp.body import Body, Repeat
from freehold.epp.commands.session import Logout
from freehold.epp.connection import Answered, Connection, Ended, Greeted, Role
from freehold.epp.documents import Command, Greeting, Hello, Response
from freehold.epp.mapping import Mapped
from freehold.epp.namespaces import CONTACT
from freehold.faults import fault
from freehold.gateway import login, negotiation, transport
from freehold.gateway.carried import carried
from freehold.gateway.negotiation import Named, none_named
from freehold.leases import Lease
from freehold.settings import RegistrySettings
from freehold.terms.instants import SECOND, Instant
from freehold.terms.login_warnings import LoginWarning

_log = logging.getLogger(__name__)

_LOGOUT_SECONDS = 2.0
_LONGEST_TURN_SECONDS = 2.0
"""Commands leave at the end of the loop's turn in which they were handed over, which lasts some milliseconds."""


class Lost(Exception):
    """The link ended before the answer came; whether the command was done is unknown."""


class NotSent(Exception):
    """The command surely did not leave: there was no link, or it had ended."""


class LoginRefused(Exception):
    """The registry does not let us in; carries its answer."""

    def __init__(self, response: Response) -> None:
        said = "; ".join(filter(None, (response.message, *(one.words for one in login.warnings_of(response)))))
        super().__init__(f"{response.code} {said}")
        self.response = response


class Session(asyncio.Protocol):
    """One connection, from greeting to end."""

    def __init__(self, settings: RegistrySettings, named: Named = none_named) -> None:
        """*named* tells the extensions that the account's policies name, or a domain's."""
        self.settings = settings
        self.greeting: Greeting | None = None
        self.extensions: tuple[str, ...] = ()
        """Namespaces agreed on at the log-in."""
        self.warnings: tuple[LoginWarning, ...] = ()
        """What the registry warned of as it let us in."""
        self.in_flight = 0
        self.sent = 0
        self.answered = 0
        self.alive = False
        self.server_certificate_ends_at: Instant | None = None
        self.why = ""
        self.halved: set[str] = set()
        """Commands of whose answers half is read apart; of any only where fault points are armed."""
        self._named = named
        self._connection = Connection(Role.CLIENT)
        self._waiting: dict[str, asyncio.Future[Response]] = {}
        self._deadlines: dict[str, float] = {}
        self._loop = asyncio.get_running_loop()
        self._greeted: asyncio.Future[Greeting] = self._loop.create_future()
        self._out: list[bytes] = []
        self._under: list[Lease] = []
        self._transport: Any = None
        self._spoke_at = self._opened_at = self._handed_over_at = monotonic()
        self._watch: asyncio.TimerHandle | None = None

    async def log_in(self, trid: str, new_password: str | None = None) -> None:
        """Wait for the greeting and log in with what both sides know and we want; raises LoginRefused, Lost.

        A *new_password* takes effect with it, and was stored before (epp-facts.md, 2).
        """
        async with asyncio.timeout(self.settings.timeout_seconds):
            greeting = await self._greeted
        self.greeting = greeting
        self.extensions = negotiation.agreed_extensions(greeting, self._named)
        body, extensions = login.log_in(
            greeting, self.extensions, self.settings.login, self.settings.password, new_password
        )
        answer = self._send(Command(body, trid, None, extensions), trid)
        fault("epp.login.after_send")
        response = await answer
        fault("epp.login.after_answer")
        if response.code != 1000:
            self.close("not logged in")
            raise LoginRefused(response)
        self.warnings = login.warnings_of(response)
        self.alive = True

    @property
    def takes_contacts(self) -> bool:
        """Whether the registry's menu has contacts (epp-facts.md, 2)."""
        return self.greeting is not None and CONTACT in self.greeting.object_uris

    @property
    def worn(self) -> bool:
        """Whether it has sent as many commands or lived as long as one session should."""
        return (
            self.sent >= self.settings.commands_a_session
            or monotonic() - self._opened_at > self.settings.session_minutes * 60
        )

    async def retire(self, trid: str) -> None:
        """Let what is in flight be answered or time out, then log out; it is handed no further commands."""
        while self._waiting:
            # Each of them ends by itself: answered, or lost when its time is over.
            await asyncio.wait(list(self._waiting.values()))
        await self.log_out(trid)

    async def log_out(self, trid: str) -> None:
        """Say good-bye, wait a moment for the answer, close."""
        if self.alive:
            self.alive = False
            try:
                async with asyncio.timeout(_LOGOUT_SECONDS):
                    answer = self.start(Logout(), trid)
                    fault("epp.logout.after_send")
                    await answer
            except (Lost, NotSent, TimeoutError):
                pass
        self.close("logged out")

    def close(self, why: str) -> None:
        """Close; what hangs is of unknown outcome."""
        self._end(self._connection.abandon(why))

    def start(
        self, body: Body, trid: str, op: str | None = None, extensions: tuple[Mapped, ...] = ()
    ) -> "asyncio.Future[Response]":
        """Send a command with this loop turn's others; the future is its answer, or Lost. Raises NotSent, NotAgreed."""
        answer = self._send(Command(body, trid, op, carried(self.extensions, body, extensions, self._named)), trid)
        if body.repeat is Repeat.ASK_FIRST:
            self._under.append(leases.current())
        return answer

    def _send(self, command: Command, trid: str) -> "asyncio.Future[Response]":
        if self._transport is None or self._transport.is_closing():
            raise NotSent(self.why)
        octets = self._connection.send(command)
        answer: asyncio.Future[Response] = self._loop.create_future()
        self._waiting[trid] = answer
        self._deadlines[trid] = monotonic() + self.settings.timeout_seconds
        self.in_flight += 1
        self.sent += 1
        self._write(octets)
        return answer

    def _write(self, octets: bytes) -> None:
        self._spoke_at = now = monotonic()
        if not self._out:
            self._handed_over_at = now
            self._loop.call_soon(self._flush)
        self._out.append(octets)

    def _flush(self) -> None:
        octets = b"".join(self._out)
        self._out.clear()
        held = all(lease() for lease in self._under)
        self._under.clear()
        if not held or monotonic() - self._handed_over_at > _LONGEST_TURN_SECONDS:
            # Frozen between the permission to send and the sending, while the command was put into words perhaps: the work
            # may be another process's by now.
            self.close("the process stood still before sending")
        elif octets and not self._transport.is_closing():
            self._transport.write(octets)

    def connection_made(self, made: asyncio.BaseTransport) -> None:
        """Begin to watch deadlines."""
        self._transport = made
        ends = (made.get_extra_info("peercert") or {}).get("notAfter")
        if ends is not None:
            self.server_certificate_ends_at = Instant(ssl.cert_time_to_seconds(ends) * SECOND)
        self._watch = self._loop.call_later(1.0, self._look)

    def data_received(self, octets: bytes) -> None:
        """Hand answers to whoever waits for them."""
        if self.halved:
            self.halved &= self._waiting.keys()
            if self.halved:
                half = len(octets) // 2
                self._received(octets[:half])
                fault("epp.domain.mid_answer")
                octets = octets[half:]
        self._received(octets)

    def _received(self, octets: bytes) -> None:
        for event in self._connection.receive(octets):
            match event:
                case Answered(trid=trid, response=response):
                    self._answered(trid, response)
                case Greeted(greeting=greeting):
                    if not self._greeted.done():
                        self._greeted.set_result(greeting)
                case Ended():
                    self._end(event)

    def eof_received(self) -> None:
        """The registry closed."""
        self._end_by(b"")

    def connection_lost(self, error: Exception | None) -> None:
        """The link is gone."""
        if error is None:
            self._end_by(b"")
        else:
            self._end(self._connection.abandon(f"the link broke: {type(error).__name__}"))

    def _end_by(self, octets: bytes) -> None:
        for event in self._connection.receive(octets):
            if isinstance(event, Ended):
                self._end(event)

    def _answered(self, trid: str, response: Response) -> None:
        answer = self._waiting.pop(trid, None)
        self._deadlines.pop(trid, None)
        if answer is not None:
            self.in_flight -= 1
            self.answered += 1
            if not answer.done():
                answer.set_result(response)

    def _end(self, ended: Ended) -> None:
        self.alive = False
        self.why = self.why or ended.why
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if not self._greeted.done():
            self._greeted.set_exception(Lost(ended.why))
            self._greeted.exception()
        waiting, self._waiting = self._waiting, {}
        self._deadlines.clear()
        self.in_flight = 0
        for answer in waiting.values():
            if not answer.done():
                answer.set_exception(Lost(ended.why))
        if waiting:
            _log.warning("%s: %s with %s commands unanswered", self.settings.name, ended.why, len(waiting))
        if self._transport is not None:
            self._transport.abort()

    def _look(self) -> None:
        """Once a second: close when an answer took too long, say hello when the line was silent too long."""
        now = monotonic()
        # Commands are sent in the order of their deadlines, so the first is the oldest.
        oldest = next(iter(self._deadlines.values()), None)
        if oldest is not None and oldest < now:
            self.close("an answer did not come in time")
            return
        if self.alive and not self._waiting and now - self._spoke_at > self.settings.idle_seconds:
            self._write(self._connection.send(Hello()))
        self._watch = self._loop.call_later(1.0, self._look)


async def open_session(
    settings: RegistrySettings, trid: str, named: Named = none_named, *, new_password: str | None = None
) -> Session:
    """Connect and log in, with a new password if one is given; raises LoginRefused, NotSent when the registry is not there."""
    try:
        session: Session = await transport.connect(settings, lambda: Session(settings, named))
    except (OSError, ssl.SSLError, TimeoutError) as error:
        raise NotSent(f"no connection: {type(error).__name__}: {error}") from error
    try:
        await session.log_in(trid, new_password)
    except (Lost, TimeoutError) as error:
        session.close("no login")
        raise NotSent(f"no login: {error}") from error
    return session
