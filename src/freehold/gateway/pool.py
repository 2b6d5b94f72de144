"""Sessions of one lane: connected on demand, replaced when they end, never more than the lane's share.

Queries change nothing and are asked again on a new session when a link ends under them. A command that changes something
is sent once: what its fate is when the answer does not come, the caller finds out by looking.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from freehold import faults, leases, logs, traces
from freehold.clock import monotonic, pause
from freehold.epp.body import Body, Repeat
from freehold.epp.codes import ends_session
from freehold.epp.connection import WrongMoment
from freehold.epp.documents import Greeting, Response
from freehold.epp.mapping import Mapped
from freehold.faults import fault
from freehold.gateway import outcomes
from freehold.gateway.carried import NotAgreed
from freehold.gateway.figures import name_of
from freehold.gateway.lane_share import LaneKey, LaneShare
from freehold.gateway.manners import Backoff, Manners
from freehold.gateway.negotiation import Named
from freehold.gateway.pace import Pace
from freehold.gateway.session import LoginRefused, Lost, NotSent, Session, open_session
from freehold.settings import RegistrySettings
from freehold.terms.outcomes import Later, Outcome, Stopped, Unknown
from freehold.terms.reasons import Reason

_log = logging.getLogger(__name__)

_QUERY_TRIES = 4
_LOGGED_IN = 1
"""Answers that a session has had once it is logged in."""

_FAILURES = 2000
"""Where codes of failures begin."""

_TOO_MANY_SESSIONS = 2502
_WRONG_LOGIN = 2200


class Pool:
    """The sessions of one lane."""

    def __init__(
        self,
        settings: RegistrySettings,
        sessions: int,
        per_second: float | None,
        new_trid: Callable[[], str],
        busy: WeakValueDictionary[str, asyncio.Lock],
        manners: Manners,
        named: Named,
        key: LaneKey,
    ) -> None:
        self.settings = settings
        self.share = LaneShare(key, self.release, self._cut_off)
        self.sessions = sessions
        self.latest_greeting: Greeting | None = None
        self.agreed: frozenset[str] = frozenset()
        """Extensions of the latest log-in."""
        self.neighbours: list[Pool] = []
        """The account's other lanes: one of them stands in while the registry allows this one no session (2502)."""
        self._manners = manners
        self._named = named
        self._pace = Pace(per_second, manners.figures.turns)
        self._new_trid = new_trid
        self._busy = busy
        self._open: list[Session] = []
        self._opening: asyncio.Lock | None = None
        self._free: asyncio.Semaphore | None = None
        self._crowded = Backoff(settings.login_seconds, settings.longest_backoff_seconds)
        self._why_not: Outcome | None = None
        self._closed = False

    async def query(self, body: Body, extensions: tuple[Mapped, ...] = ()) -> Response:
        """The answer to a command that changes nothing; raises Stopped when there is none to be had now."""
        if not traces.on():
            return await self._query(body, extensions)
        with traces.span(name_of(body), "client", registry=self.settings.name):
            return await self._query(body, extensions)

    async def _query(self, body: Body, extensions: tuple[Mapped, ...]) -> Response:
        stand_in = self._stand_in()
        if stand_in is not None:
            return await stand_in._query(body, extensions)
        for attempt in range(_QUERY_TRIES):
            async with self._slot(), self.share:
                await self._pace.turn()
                try:
                    session = await self._session()
                except Stopped:
                    stand_in = self._stand_in()
                    if stand_in is None:
                        raise
                    return await stand_in._query(body, extensions)
                self._manners.admit()
                sent_at = monotonic()
                trid = self._new_trid()
                traces.note(cl_trid=trid)
                try:
                    response = await session.start(body, trid, extensions=extensions)
                except NotAgreed as error:
                    raise Stopped(outcomes.not_offered(str(error))) from error
                except (Lost, NotSent, WrongMoment) as error:
                    self._manners.figures.unanswered[name_of(body)] += 1
                    _log.info("%s: a query got no answer: %s", self.settings.name, error)
                    await pause(min(1.0, 0.05 * 2**attempt))
                    continue
            await self._answered(session, body, response, sent_at)
            return response
        raise Stopped(Later(Reason.REGISTRY_UNREACHABLE, self.settings.settle_seconds))

    async def change(
        self, body: Body, trid: str, point: str, *, op: str | None = None, extensions: tuple[Mapped, ...] = ()
    ) -> Outcome:
        """What became of a command that changes something: sent at most once, never raised.

        Commands about one object follow one another, whichever lane they come from (epp-facts.md, 3).
        """
        assert body.repeat is Repeat.ASK_FIRST
        if not traces.on():
            return await self._one_by_one(body, trid, point, op, extensions)
        with traces.span(name_of(body), "client", registry=self.settings.name, cl_trid=trid):
            return await self._one_by_one(body, trid, point, op, extensions)

    async def _one_by_one(
        self, body: Body, trid: str, point: str, op: str | None, extensions: tuple[Mapped, ...]
    ) -> Outcome:
        lock = self._busy.get(body.object_name)
        if lock is None:
            lock = self._busy[body.object_name] = asyncio.Lock()
        # The entry lives as long as anybody holds or awaits the lock, and no longer.
        try:
            async with lock:
                try:
                    return await (self._stand_in() or self)._change(body, trid, point, op, extensions)
                except Stopped:
                    # Nothing was sent. Whoever just learnt that there is no session for this lane need not come again.
                    stand_in = self._stand_in()
                    if stand_in is None:
                        raise
                    return await stand_in._change(body, trid, point, op, extensions)
        except Stopped as stopped:
            return stopped.outcome

    async def _change(
        self, body: Body, trid: str, point: str, op: str | None, extensions: tuple[Mapped, ...]
    ) -> Outcome:
        async with self._slot(), self.share:
            await self._pace.turn()
            session = await self._session()
            # The last question before sending: what it lets pass is counted.
            await self._manners.admit_change()
            if not leases.holds():
                self._manners.not_sent()
                raise Stopped(Later(Reason.REGISTRY_BUSY, message="this process was cut off from the others"))
            fault(f"epp.{point}.before_send")
            sent_at = monotonic()
            try:
                answer = session.start(body, trid, op, extensions)
            except NotAgreed as error:
                self._manners.not_sent()
                return outcomes.not_offered(str(error))
            except (NotSent, WrongMoment) as error:
                self._manners.not_sent()
                return Later(Reason.REGISTRY_UNREACHABLE, message=str(error)[:200])
            except ValueError as error:
                # The text has what XML does not allow; repeating cannot cure it, and nothing was sent.
                self._manners.not_sent()
                return outcomes.unsendable(str(error))
            fault(f"epp.{point}.after_send")
            if point == "domain" and faults.armed():
                session.halved.add(trid)
            try:
                response = await answer
            except Lost as lost:
                self._manners.figures.unanswered[name_of(body)] += 1
                return Unknown(str(lost))
        fault(f"epp.{point}.after_answer")
        await self._answered(session, body, response, sent_at)
        return outcomes.of_response(response)

    async def _answered(self, session: Session, body: Body, response: Response, sent_at: float) -> None:
        code = response.code
        self._manners.figures.answered(body, code, monotonic() - sent_at)
        if traces.on():
            traces.note(code=code, sv_trid=response.server_trid or "")
        if code < _FAILURES and response.results[0].reasons:
            # RFC 9038: data of namespaces that the session did not ask for, inside a success. No error; who runs this
            # may want to ask for them.
            _log.info("%s: unasked with a success: %s", self.settings.name, response.message[:500])
        if ends_session(code):
            session.close(f"the registry ends the session: {code}")
        await self._manners.answered(code)

    async def greeting(self) -> Greeting:
        """The greeting of a logged-in session; raises Stopped."""
        async with self.share:
            session = await self._session()
        assert session.greeting is not None
        return session.greeting

    async def release(self) -> None:
        """Log out of all sessions once what is in flight is answered; they are opened again on demand."""
        leaving, self._open = self._open, []
        await asyncio.gather(*(session.retire(self._new_trid()) for session in leaving), return_exceptions=True)

    async def _cut_off(self) -> None:
        leaving, self._open = self._open, []
        for session in leaving:
            session.close("another process may have the lane by now")

    async def close(self) -> None:
        """Log out of all sessions; nothing is sent after."""
        self._closed = True
        await asyncio.gather(*(session.log_out(self._new_trid()) for session in self._open), return_exceptions=True)
        self._open.clear()

    def told_of_messages(self, count: int) -> None:
        """Note how many messages the registry says are in its queue."""
        self._manners.figures.messages_waiting = count

    @property
    def in_flight(self) -> int:
        """Commands that are sent and not answered."""
        return sum(session.in_flight for session in self._open)

    @property
    def alive(self) -> int:
        """Sessions that are logged in."""
        return sum(session.alive for session in self._open)

    def _slot(self) -> asyncio.Semaphore:
        if self._free is None:
            self._free = asyncio.Semaphore(self.sessions * self.settings.window)
        return self._free

    def _stand_in(self) -> "Pool | None":
        """The neighbour that takes this lane's commands while the registry allows it no session of its own."""
        if self._crowded.left() == 0 or any(session.alive for session in self._open):
            return None
        return next((pool for pool in self.neighbours if any(session.alive for session in pool._open)), None)

    async def _session(self) -> Session:
        """A live session with the least in flight; raises Stopped when none can be had now."""
        if self.sessions == 1 and self._open and self._open[0].alive and not self._open[0].worn:
            return self._open[0]
        live = [session for session in self._open if session.alive and not session.worn]
        if len(live) < self.sessions:
            await self._fill()
            live = [session for session in self._open if session.alive and not session.worn]
        if not live:
            raise Stopped(self._why_not or Later(Reason.REGISTRY_UNREACHABLE, self.settings.login_seconds))
        return min(live, key=lambda session: session.in_flight) if len(live) > 1 else live[0]

    async def _fill(self) -> None:
        if self._opening is None:
            self._opening = asyncio.Lock()
        async with self._opening:
            await self._sort_out()
            if len(self._open) >= self.sessions:
                return
            if self._closed:
                raise Stopped(Later(Reason.REGISTRY_BUSY, message="stopping"))
            async with self._manners.opening:
                self._manners.admit()
                wait = max(self._manners.may_connect_in(), self._crowded.left())
                if wait == 0:
                    await self._open_one()
                elif not self._open:
                    raise Stopped(self._backing_off(wait))

    async def _sort_out(self) -> None:
        """Forget sessions that ended; log out those that are worn before another takes their place."""
        for session in self._open:
            if not session.alive and session.answered <= _LOGGED_IN:
                self._manners.cut_short()
        worn = [session for session in self._open if session.alive and session.worn]
        self._open = [session for session in self._open if session.alive and session not in worn]
        for session in worn:
            await session.retire(self._new_trid())

    def _backing_off(self, wait: float) -> Outcome:
        match self._why_not:
            case Later(reason=reason, message=message):
                return Later(reason, wait, message)
            case _:
                return Later(Reason.REGISTRY_UNREACHABLE, wait)

    async def _open_one(self) -> None:
        # Two passwords while a change of it is not settled: the second is tried once, where the first is refused as wrong.
        for password in await self._manners.passwords():
            await self._pace.turn()
            if not await self._open_with(password):
                return

    async def _open_with(self, password: str) -> bool:
        """Try to add a session; whether another password is worth a try."""
        # One that was changed here is in no settings.
        logs.hide(password)
        try:
            session = await open_session(replace(self.settings, password=password), self._new_trid(), self._named)
        except LoginRefused as refused:
            self._why_not = outcomes.of_response(refused.response)
            _log.error("%s does not let us in: %s", self.settings.name, refused)
            if refused.response.code == _TOO_MANY_SESSIONS:
                self._crowded.failed()
            else:
                await self._manners.log_in_refused(refused.response.code, refused.response.message)
            return refused.response.code == _WRONG_LOGIN
        except NotSent as error:
            self._manners.connecting.failed()
            self._manners.figures.logins["unreachable"] += 1
            self._why_not = Later(Reason.REGISTRY_UNREACHABLE, message=str(error)[:200])
            _log.warning("%s: %s", self.settings.name, error)
        else:
            self._crowded.good()
            self._why_not = None
            self.latest_greeting = session.greeting
            self.agreed = frozenset(session.extensions)
            self._open.append(session)
            await self._manners.logged_in(session, password)
        return False
