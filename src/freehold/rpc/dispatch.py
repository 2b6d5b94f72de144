"""One call: octets in, octets out. Owns the order of checks, the nonce and the transaction.

The order is protocol.md's (7.2, end): method, action and version, format, common parameters, key, security token, time
stamp, signature (``authentication.py``), nonce, permission (``permissions.py``), rate (``throttle.py``), then the action's own
parameters, the permission on the domains they name, and the action's rules. Before the key is looked at the call waits for
its turn (``turns.py``), or is refused because too many wait.

The nonce. A writing action takes its nonce in the transaction of its change. Any other call asks the table and writes
its nonce down without waiting for the disk (``nonces.py``).

The transaction. A writing action runs in a savepoint of its own inside the writer's: a refusal undoes what the action
wrote and keeps the nonce (INV-2). Its answer is rendered inside as well, so that a call which cannot be answered has
changed nothing. A reading action runs at once, on a reading session.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from contextvars import copy_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from freehold import logs, traces
from freehold.clock import Clock, SystemClock, pause
from freehold.db.session import Session
from freehold.db.writer import StoreBusy, StoreFailed
from freehold.faults import fault
from freehold.ids import Ids, SecureIds, new_uuid
from freehold.languages import Language, pick
from freehold.rpc import permissions, quirks
from freehold.rpc.action import Action, Call
from freehold.rpc.authentication import AccessKey, Authenticator, Keys
from freehold.rpc.binding import bind
from freehold.rpc.catalogue import Catalogue
from freehold.rpc.client_tokens import Claim, ClientTokens, claim_of, once
from freehold.rpc.errors import error_reply, throttled_reply
from freehold.rpc.exchange import Format, RawCall, Reply
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.rpc.nonces import LazyNonces, Nonces
from freehold.rpc.parameters import (
    Credentials,
    Parameters,
    action_and_version,
    glimpse,
    guess_format,
    guess_language,
    read_credentials,
    read_parameters,
    scheme_of,
    wanted_format,
)
from freehold.rpc.quirks import Quirk
from freehold.rpc.rendering import CONTENT_TYPES, render
from freehold.rpc.structures import Structure
from freehold.rpc.throttle import RETRY_AFTER_MS, AccountRates
from freehold.rpc.turns import Queue, Turns
from freehold.terms.instants import Instant
from freehold.terms.refusals import (
    IdempotentParameterMismatch,
    InternalError,
    Refusal,
    ServiceUnavailable,
    SignatureNonceUsed,
    Throttled,
    UnsupportedHTTPMethod,
    UnsupportedOperation,
)

logger = logging.getLogger("freehold.rpc")

Result = TypeVar("Result")

MANY = 2_000
"""Parameters above which other calls get a turn between the steps; 2,000 take about a millisecond each."""


class Store(Protocol):
    """The database, as far as the dispatcher goes; ``freehold.db.engine.Database`` is one."""

    def reading(self) -> AbstractContextManager[Session]:
        """A consistent view for reading."""
        ...

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run *work* in the writer's transaction and wait until it is durable."""
        ...

    def write_soon(self, work: Callable[[Session], object]) -> None:
        """Run *work* with the next group, without waiting."""
        ...

    def write_aside(self, work: Callable[[Session], Result]) -> Result:
        """Run *work* at once and for all processes, without waiting for the disk."""
        ...


class _Outset(msgspec.Struct, gc=False):
    """What is known of a call so far: enough to answer it, whatever happens."""

    request_id: str
    wanted: Format | None = None
    language: Language | None = None
    action: str = "-"
    trace_id: str = ""


class Dispatcher:
    """Answers calls. One for a process: it holds the nonces that are not flushed yet."""

    def __init__(
        self,
        actions: Iterable[Action],
        store: Store,
        *,
        keys: Keys,
        nonces: Nonces,
        tokens: ClientTokens,
        instances: permissions.Instances,
        business: Clock,
        system: Clock | None = None,
        steady: Clock | None = None,
        office: Any = None,
        most_in_flight: int = 2_000,
        calls_per_second: float | None = None,
        burst: int = 1,
        store_errors: tuple[type[Exception], ...] = (),
        journal: Path | None = None,
        ids: Ids | None = None,
        misbehaviour: Misbehaviour | None = None,
        switched: Sequence[Quirk] = (),
        signed_after: Instant = Instant(0),
    ) -> None:
        """*business* dates what users see, *system* guards signatures (contract.md, 2); *office* goes to the handlers.

        What was used ages by *steady*, which is the system's clock without its steps (REL-16).
        *calls_per_second* and *burst* are what each account may, of calls that read and of calls that write.
        *store_errors* are the driver's errors that mean a failing disk or a full one: they are answered like StoreFailed,
        503 (INV-19). *journal* is a folder for the nonces of calls that change nothing, see ``nonces.py``; none where other
        processes answer calls as well. Calls signed before *signed_after* (system time) are refused.
        """
        self.catalogue = Catalogue(actions)
        self._store = store
        self._nonces = nonces
        self._tokens = tokens
        self._instances = instances
        self._business = business
        self._system = system or SystemClock()
        self._steady = steady or self._system
        self._authenticator = Authenticator(keys, self._system, store.write_soon, signed_after)
        self._rates = AccountRates(calls_per_second, burst)
        self._office = office
        self._ids = ids or SecureIds()
        self._misbehaviour = misbehaviour
        self._quirks = switched
        self._turns = Turns(most_in_flight)
        self._lazy = LazyNonces(store, nonces, journal)
        self._store_errors: tuple[type[Exception], ...] = (StoreFailed, *store_errors)

    async def answer(self, raw: RawCall) -> Reply:
        """Carry a call out, or say why not; never raises for anything a caller can send (SEC-8)."""
        reply = await self._answer(raw)
        return quirks.applied(self._quirks, reply) if self._quirks else reply

    async def _answer(self, raw: RawCall) -> Reply:
        outset = self._outset()
        with logs.about(request_id=outset.request_id):
            if not traces.on():
                return await self._judged(raw, outset)
            with traces.span(
                "call",
                "server",
                parent=traces.told(raw.header_values(traces.HEADER)),
                root=True,
                request_id=outset.request_id,
            ):
                reply = await self._judged(raw, outset)
                # A caller's word until it is known.
                traces.rename(reply.action if reply.action in self.catalogue.published else "call")
                traces.note(status=reply.status, code=reply.code)
                return reply

    async def _judged(self, raw: RawCall, outset: _Outset) -> Reply:
        try:
            asked = self._read_call(raw, outset)
            queue = self._queue(asked.credentials.key_id, asked.action)
            with self._turns.place(queue):
                await self._turns.come(queue)
                return await self._carry_out(asked)
        except Refusal as refusal:
            return _refused(raw, outset, refusal)
        except StoreBusy:
            return _refused(raw, outset, Throttled(retry_after_ms=RETRY_AFTER_MS))
        except self._store_errors:
            logger.exception("the store failed in call %s (%s)", outset.request_id, outset.action)
            return _refused(raw, outset, ServiceUnavailable())
        except Exception:
            logger.exception("call %s (%s) failed", outset.request_id, outset.action)
            return _refused(raw, outset, InternalError())

    @property
    def calls_in_flight(self) -> int:
        """How many calls are being answered now."""
        return self._turns.count

    @property
    def crowded(self) -> bool:
        """Whether calls may have to be refused because too many wait."""
        return self._turns.scarce

    def refused_at_once(self, raw: RawCall) -> Reply | None:
        """The refusal of a call for which there is no place, made from its head alone; None when it is to be read.

        Costs a small part of what reading the call does, so that many calls too many leave time for the others.
        """
        key_id, name = glimpse(raw)
        if not self._turns.full(self._queue(key_id, self.catalogue.built.get(name))):
            return None
        request_id = self._outset().request_id
        return throttled_reply(guess_format(raw), guess_language(raw), request_id, raw.host, raw.scheme, name)

    def _queue(self, key_id: str, action: Action | None) -> Queue:
        return self._authenticator.account_of(key_id), action is not None and action.writes

    def forget_keys(self) -> None:
        """Look every key up again at once, and not within half a second; for emulators that begin anew."""
        self._authenticator.forget()

    def refuse(self, raw: RawCall, refusal: Refusal) -> Reply:
        """The answer to a call that the door itself declines, a body over the limit for example."""
        return _refused(raw, self._outset(), refusal)

    def _outset(self) -> _Outset:
        return _Outset(new_uuid(self._ids).upper())

    async def _carry_out(self, asked: "_Asked") -> Reply:
        outset, action = asked.outset, asked.action
        if self._misbehaviour is not None:
            await self._misbehaviour.meet(outset.action)
        await _let_others(asked)
        if action is not None and action.writes:
            body = await self._write(asked, action)
        else:
            body = self._read(asked, action)
        fault_family = None if action is None else action.fault
        return Reply(
            status=200,
            headers=[(b"content-type", CONTENT_TYPES[asked.wanted])],
            body=body,
            request_id=outset.request_id,
            action=outset.action,
            trace_id=outset.trace_id,
            mid_answer=f"api.{fault_family}.mid_answer" if fault_family else None,
        )

    def _read_call(self, raw: RawCall, outset: _Outset) -> "_Asked":
        """Everything up to the credentials' form; nothing of it needs the store."""
        if raw.method not in {"GET", "POST"}:
            raise UnsupportedHTTPMethod(method=raw.method[:20], allowed="GET, POST")
        parameters = read_parameters(raw)
        outset.language = pick(parameters.text("Lang"))
        scheme = scheme_of(raw, parameters)
        name = action_and_version(raw, parameters, scheme)
        action = self.catalogue.find(name)
        outset.action = name
        if action is not None and raw.method not in action.methods:
            raise UnsupportedHTTPMethod(method=raw.method, allowed=", ".join(action.methods))
        outset.wanted = wanted = wanted_format(raw, parameters, scheme)
        return _Asked(raw, outset, action, parameters, read_credentials(raw, parameters, scheme), wanted)

    def _authenticate(self, asked: "_Asked", session: Session) -> AccessKey:
        """The key whose signature this is, its nonce not used a moment ago; from here on its account's language counts."""
        key = self._authenticator.check(asked.raw, asked.parameters, asked.credentials, session)
        if not asked.parameters.text("Lang"):
            asked.outset.language = key.account.language or asked.outset.language
        self._lazy.take(key.id, asked.credentials.nonce)
        return key

    def _admit(self, action: Action, key: AccessKey) -> None:
        """Refuse what the caller may not do at all, or not so often."""
        permissions.admit(action, key.user)
        self._rates.take(key.account.id, writes=action.writes)

    def _check_domains(self, action: Action, key: AccessKey, request: Structure, session: Session) -> None:
        permissions.check_domains(action, key.user, request, session, key.account.id, self._instances)

    def _check_domains_apart(self, action: Action, key: AccessKey, request: Structure) -> None:
        """The same on a thread: the patterns of a policy and the names of a list may be many."""
        with self._store.reading() as session:
            self._check_domains(action, key, request, session)

    def _used_at(self) -> Instant:
        """When a nonce was used. The later time: a signature is good by the system's clock, and again when that is set back."""
        return max(self._system.now(), self._steady.now())

    def _note_nonce(self, asked: "_Asked", session: Session) -> None:
        """Take the nonce of a call that changes nothing, without waiting for the disk."""
        self._lazy.note(session, asked.credentials.key_id, asked.credentials.nonce, self._used_at())

    def _read(self, asked: "_Asked", action: Action | None) -> bytes:
        """Carry out a reading action, or say that there is none, in one view of the store."""
        with self._store.reading() as session:
            key = self._authenticate(asked, session)
            self._note_nonce(asked, session)
            fault("api.auth.after_nonce")
            if action is None:
                raise UnsupportedOperation(action=asked.outset.action)
            self._admit(action, key)
            request = bind(action.request, asked.parameters.all.values)
            self._check_domains(action, key, request, session)
            return self._handle(asked, action, request, key, session)

    async def _write(self, asked: "_Asked", action: Action) -> bytes:
        with self._store.reading() as session:
            key = self._authenticate(asked, session)
        await _let_others(asked)
        values = asked.parameters.all.values
        try:
            self._admit(action, key)
            request = bind(action.request, values)
            if key.user is not None and permissions.permission_of(action).on_domains:
                await asyncio.to_thread(self._check_domains_apart, action, key, request)
            prepared = None if action.prepare is None else await asyncio.to_thread(action.prepare, request)
        except Refusal:
            with self._store.reading() as session:
                self._note_nonce(asked, session)
            raise
        await _let_others(asked)
        claim = claim_of(action, request, values, key.account.id, None if key.user is None else key.user.id)
        at = self._used_at()

        def work(session: Session) -> bytes | Refusal:
            if not self._nonces.use(session, asked.credentials.key_id, asked.credentials.nonce, at):
                return SignatureNonceUsed()
            fault("api.auth.after_nonce")
            try:
                with session.savepoint():
                    body = self._handle(asked, action, request, key, session, prepared, claim)
                    if action.fault:
                        fault(f"api.{action.fault}.in_tx")
            except Refusal as refusal:
                return refusal
            return body

        # What is logged in the writer's thread is about this call too.
        trace = traces.current() or traces.told(asked.raw.header_values(traces.HEADER)) or traces.begun()
        asked.outset.trace_id = traces.id_of(trace)
        with traces.within(trace):
            context = copy_context()
        outcome = await self._store.write(lambda session: context.run(work, session))
        if isinstance(outcome, Refusal):
            raise outcome
        if action.fault:
            fault(f"api.{action.fault}.after_commit")
        return outcome

    def _handle(
        self,
        asked: "_Asked",
        action: Action,
        request: Structure,
        key: AccessKey,
        session: Session,
        prepared: Any = None,
        claim: Claim | None = None,
    ) -> bytes:
        outset = asked.outset
        call = Call(
            session=session,
            account=key.account,
            now=self._business.now(),
            language=outset.language or "en",
            client_ip=asked.raw.client_ip,
            request_id=outset.request_id,
            key_id=key.id,
            office=self._office,
            prepared=prepared,
        )
        try:
            response = once(self._tokens, session, claim, action, lambda: action(call, request), self._steady.now())
        except Refusal as refusal:
            if type(refusal) not in action.refuses and not isinstance(refusal, IdempotentParameterMismatch):
                logger.warning("%s refused with %s, which it does not declare", action.name, type(refusal).__name__)
            raise
        if self._misbehaviour is not None:
            response = self._misbehaviour.disturb(response)
        return render(action.name, response, outset.request_id, asked.wanted)


class _Asked(msgspec.Struct, frozen=True):
    """A call as far as it can be read without the store."""

    raw: RawCall
    outset: _Outset
    action: Action | None
    parameters: Parameters
    credentials: Credentials
    wanted: Format


def _refused(raw: RawCall, outset: _Outset, refusal: Refusal) -> Reply:
    return error_reply(
        refusal,
        wanted=outset.wanted or guess_format(raw),
        language=outset.language or guess_language(raw),
        request_id=outset.request_id,
        host=raw.host,
        scheme=raw.scheme,
        action=outset.action,
    )


async def _let_others(asked: _Asked) -> None:
    if len(asked.parameters.all.values) > MANY:
        await pause(0)
