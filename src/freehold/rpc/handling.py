"""Carries out a call that was read: the nonce and the transaction are this module's.

The nonce. A writing action takes its nonce in the transaction of its change. Any other call asks the table and writes
its nonce down without waiting for the disk (``nonces.py``).

The transaction. A writing action runs in a savepoint of its own inside the writer's: a refusal undoes what the action
wrote and keeps the nonce (INV-2). Its answer is rendered inside as well, so that a call which cannot be answered has
changed nothing. A reading action runs at once, on a reading session.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import copy_context
from typing import Any, Protocol, TypeVar

from freehold import traces
from freehold.clock import Clock, pause
from freehold.db.session import Session
from freehold.faults import fault
from freehold.rpc import permissions
from freehold.rpc.action import Action, Call
from freehold.rpc.asked import Asked
from freehold.rpc.authentication import AccessKey, Authenticator
from freehold.rpc.binding import bind
from freehold.rpc.client_tokens import Claim, ClientTokens, claim_of, once
from freehold.rpc.exchange import Reply
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.rpc.nonces import LazyNonces, Nonces
from freehold.rpc.rendering import CONTENT_TYPES, render
from freehold.rpc.structures import Structure
from freehold.rpc.throttle import AccountRates
from freehold.terms.instants import Instant
from freehold.terms.refusals import IdempotentParameterMismatch, Refusal, SignatureNonceUsed, UnsupportedOperation

logger = logging.getLogger("freehold.rpc")

Result = TypeVar("Result")

MANY = 2_000
"""Parameters above which other calls get a turn between the steps; 2,000 take about a millisecond each."""


class Store(Protocol):
    """The database, as far as the dispatcher goes; ``freehold.db.engine.Database`` is one."""

    def reading(self) -> AbstractContextManager[Session]:
        """A consistent view for reading."""
        ...

    async def write(self, work: Callable[[Session], Result], *, by_parts: bool = False) -> Result:
        """Run *work* in the writer's transaction, a savepoint around it unless it sets its own; wait until it is durable."""
        ...

    def write_soon(self, work: Callable[[Session], object]) -> None:
        """Run *work* with the next group, without waiting."""
        ...

    def write_aside(self, work: Callable[[Session], Result]) -> Result:
        """Run *work* at once and for all processes, without waiting for the disk."""
        ...


class Handling:
    """What becomes of a call between its being read and its answer."""

    def __init__(
        self,
        store: Store,
        *,
        authenticator: Authenticator,
        rates: AccountRates,
        nonces: Nonces,
        lazy: LazyNonces,
        tokens: ClientTokens,
        instances: permissions.Instances,
        business: Clock,
        system: Clock,
        steady: Clock,
        office: Any,
        misbehaviour: Misbehaviour | None,
    ) -> None:
        """Clocks, *office* and the rest are the dispatcher's, which says what they are."""
        self._store = store
        self._authenticator = authenticator
        self._rates = rates
        self._nonces = nonces
        self._lazy = lazy
        self._tokens = tokens
        self._instances = instances
        self._business = business
        self._system = system
        self._steady = steady
        self._office = office
        self._misbehaviour = misbehaviour

    async def carry_out(self, asked: Asked) -> Reply:
        """The answer of the call's action. Raises what refuses it, or what the store fails with."""
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

    def _authenticate(self, asked: Asked, session: Session) -> AccessKey:
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

    def _note_nonce(self, asked: Asked, session: Session) -> None:
        """Take the nonce of a call that changes nothing, without waiting for the disk."""
        self._lazy.note(session, asked.credentials.key_id, asked.credentials.nonce, self._used_at())

    def _read(self, asked: Asked, action: Action | None) -> bytes:
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

    async def _write(self, asked: Asked, action: Action) -> bytes:
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
        outcome = await self._store.write(lambda session: context.run(work, session), by_parts=True)
        if isinstance(outcome, Refusal):
            raise outcome
        if action.fault:
            fault(f"api.{action.fault}.after_commit")
        return outcome

    def _handle(
        self,
        asked: Asked,
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


async def _let_others(asked: Asked) -> None:
    if len(asked.parameters.all.values) > MANY:
        await pause(0)
