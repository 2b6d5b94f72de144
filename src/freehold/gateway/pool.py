"""Sessions of one lane: connected on demand, replaced when they end, never more than the lane's share.

Queries change nothing and are asked again on a new session when a link ends under them. A command that changes something
is sent once: what its fate is when the answer does not come, the caller finds out by looking.
"""

import asyncio
import logging
from collections.abc import Callable
from weakref import WeakValueDictionary

from freehold.clock import monotonic, pause
from freehold.epp.body import Body, Repeat
from freehold.epp.codes import ends_session
from freehold.epp.connection import WrongMoment
from freehold.epp.documents import Greeting, Response
from freehold.faults import fault
from freehold.gateway import outcomes
from freehold.gateway.pace import Pace
from freehold.gateway.session import LoginRefused, Lost, NotSent, Session, open_session
from freehold.settings import RegistrySettings
from freehold.terms.outcomes import Later, Outcome, Stopped, Unknown
from freehold.terms.reasons import Reason

_log = logging.getLogger(__name__)

_QUERY_TRIES = 4
_LONGEST_BACKOFF_SECONDS = 300.0
_WRONG_PASSWORD = frozenset({2200, 2501})


class Pool:
    """The sessions of one lane."""

    def __init__(
        self,
        settings: RegistrySettings,
        sessions: int,
        per_second: float | None,
        new_trid: Callable[[], str],
        busy: WeakValueDictionary[str, asyncio.Lock],
    ) -> None:
        self.settings = settings
        self.sessions = sessions
        self.latest_greeting: Greeting | None = None
        self._pace = Pace(per_second)
        self._new_trid = new_trid
        self._busy = busy
        self._open: list[Session] = []
        self._opening: asyncio.Lock | None = None
        self._free: asyncio.Semaphore | None = None
        self._failures = 0
        self._not_before = 0.0
        self._why_not: Outcome | None = None
        self._closed = False

    # -- what lanes ask --

    async def query(self, body: Body) -> Response:
        """The answer to a command that changes nothing; raises Stopped when there is none to be had now."""
        for attempt in range(_QUERY_TRIES):
            session = await self._session()
            async with self._slot():
                await self._pace.turn()
                try:
                    response = await session.start(body, self._new_trid())
                except (Lost, NotSent, WrongMoment) as error:
                    _log.info("%s: a query got no answer: %s", self.settings.name, error)
                    await pause(min(1.0, 0.05 * 2**attempt))
                    continue
            if ends_session(response.code):
                session.close(f"the registry ends the session: {response.code}")
            return response
        raise Stopped(Later(Reason.REGISTRY_UNREACHABLE, self.settings.settle_seconds))

    async def change(self, body: Body, trid: str, point: str) -> Outcome:
        """What became of a command that changes something: sent at most once, never raised.

        Commands about one object follow one another, whichever lane they come from (epp-facts.md, 3).
        """
        assert body.repeat is Repeat.ASK_FIRST
        lock = self._busy.get(body.object_name)
        if lock is None:
            lock = self._busy[body.object_name] = asyncio.Lock()
        # The entry lives as long as anybody holds or awaits the lock, and no longer.
        try:
            async with lock:
                return await self._change(body, trid, point)
        except Stopped as stopped:
            return stopped.outcome

    async def _change(self, body: Body, trid: str, point: str) -> Outcome:
        session = await self._session()
        async with self._slot():
            await self._pace.turn()
            fault(f"epp.{point}.before_send")
            try:
                answer = session.start(body, trid)
            except (NotSent, WrongMoment) as error:
                return Later(Reason.REGISTRY_UNREACHABLE, message=str(error)[:200])
            except ValueError as error:
                # The text has what XML does not allow; repeating cannot cure it, and nothing was sent.
                return outcomes.unsendable(str(error))
            fault(f"epp.{point}.after_send")
            try:
                response = await answer
            except Lost as lost:
                return Unknown(str(lost))
        fault(f"epp.{point}.after_answer")
        if ends_session(response.code):
            session.close(f"the registry ends the session: {response.code}")
        return outcomes.of_response(response)

    async def greeting(self) -> Greeting:
        """The greeting of a logged-in session; raises Stopped."""
        session = await self._session()
        assert session.greeting is not None
        return session.greeting

    async def close(self) -> None:
        """Log out of all sessions; nothing is sent after."""
        self._closed = True
        await asyncio.gather(*(session.log_out(self._new_trid()) for session in self._open), return_exceptions=True)
        self._open.clear()

    # -- sessions --

    def _slot(self) -> asyncio.Semaphore:
        if self._free is None:
            self._free = asyncio.Semaphore(self.sessions * self.settings.window)
        return self._free

    async def _session(self) -> Session:
        """A live session with the least in flight; raises Stopped when none can be had now."""
        live = [session for session in self._open if session.alive]
        if len(live) < self.sessions:
            await self._fill()
            live = [session for session in self._open if session.alive]
        if not live:
            raise Stopped(self._why_not or Later(Reason.REGISTRY_UNREACHABLE, self.settings.login_seconds))
        return min(live, key=lambda session: session.in_flight) if len(live) > 1 else live[0]

    async def _fill(self) -> None:
        if self._opening is None:
            self._opening = asyncio.Lock()
        async with self._opening:
            self._open = [session for session in self._open if session.alive]
            if len(self._open) >= self.sessions:
                return
            if self._closed:
                raise Stopped(Later(Reason.REGISTRY_BUSY, message="stopping"))
            wait = self._not_before - monotonic()
            if wait > 0:
                if self._open:
                    return
                raise Stopped(self._backing_off(wait))
            await self._open_one()

    def _backing_off(self, wait: float) -> Outcome:
        match self._why_not:
            case Later(reason=reason, message=message):
                return Later(reason, wait, message)
            case _:
                return Later(Reason.REGISTRY_UNREACHABLE, wait)

    async def _open_one(self) -> None:
        try:
            session = await open_session(self.settings, self._new_trid())
        except LoginRefused as refused:
            self._failed(refused.response.code in _WRONG_PASSWORD)
            self._why_not = outcomes.of_response(refused.response)
            _log.error("%s does not let us in: %s", self.settings.name, refused)
        except NotSent as error:
            self._failed(wrong_password=False)
            self._why_not = Later(Reason.REGISTRY_UNREACHABLE, message=str(error)[:200])
            _log.warning("%s: %s", self.settings.name, error)
        else:
            self._failures = 0
            self._why_not = None
            self.latest_greeting = session.greeting
            self._open.append(session)

    def _failed(self, wrong_password: bool) -> None:
        """Back off: twice as long each time; a wrong password at once for long, since accounts get locked (REL-8)."""
        self._failures += 1
        wait = min(_LONGEST_BACKOFF_SECONDS, self.settings.login_seconds * 2 ** (self._failures - 1))
        if wrong_password and self._failures > 1:
            wait = _LONGEST_BACKOFF_SECONDS
        self._not_before = monotonic() + wait
