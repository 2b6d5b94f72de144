"""One call: octets in, octets out. Owns the order of checks.

The order is protocol.md's (7.2, end): method, action and version, format, common parameters (``asked.py``), key, security
token, time stamp, signature (``authentication.py``), nonce, permission (``permissions.py``), rate (``throttle.py``), then the
action's own parameters, the permission on the domains they name, and the action's rules (``handling.py``). Before the key is
looked at the call waits for its turn (``turns.py``), or is refused because too many wait.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from freehold import logs, traces
from freehold.clock import Clock, SystemClock
from freehold.db.writer import StoreBusy, StoreFailed
from freehold.ids import Ids, SecureIds, new_uuid
from freehold.rpc import permissions, quirks
from freehold.rpc.action import Action
from freehold.rpc.asked import Outset, read_call, refused
from freehold.rpc.authentication import Authenticator, Keys
from freehold.rpc.catalogue import Catalogue
from freehold.rpc.client_tokens import ClientTokens
from freehold.rpc.errors import throttled_reply
from freehold.rpc.exchange import RawCall, Reply
from freehold.rpc.handling import Handling, Store
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.rpc.nonces import LazyNonces, Nonces
from freehold.rpc.parameters import glimpse, guess_format, guess_language
from freehold.rpc.quirks import Quirk
from freehold.rpc.throttle import RETRY_AFTER_MS, AccountRates
from freehold.rpc.turns import Queue, Turns
from freehold.terms.instants import Instant
from freehold.terms.refusals import InternalError, Refusal, ServiceUnavailable, Throttled

logger = logging.getLogger("freehold.rpc")


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
        self._ids = ids or SecureIds()
        self._quirks = switched
        self._turns = Turns(most_in_flight)
        self._store_errors: tuple[type[Exception], ...] = (StoreFailed, *store_errors)
        system = system or SystemClock()
        self._authenticator = Authenticator(keys, system, store.write_soon, signed_after)
        self._handling = Handling(
            store,
            authenticator=self._authenticator,
            rates=AccountRates(calls_per_second, burst),
            nonces=nonces,
            lazy=LazyNonces(store, nonces, journal),
            tokens=tokens,
            instances=instances,
            business=business,
            system=system,
            steady=steady or system,
            office=office,
            misbehaviour=misbehaviour,
        )

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

    async def _judged(self, raw: RawCall, outset: Outset) -> Reply:
        try:
            asked = read_call(raw, outset, self.catalogue)
            queue = self._queue(asked.credentials.key_id, asked.action)
            with self._turns.place(queue):
                await self._turns.come(queue)
                return await self._handling.carry_out(asked)
        except Refusal as refusal:
            return refused(raw, outset, refusal)
        except StoreBusy:
            return refused(raw, outset, Throttled(retry_after_ms=RETRY_AFTER_MS))
        except self._store_errors:
            logger.exception("the store failed in call %s (%s)", outset.request_id, outset.action)
            return refused(raw, outset, ServiceUnavailable())
        except Exception:
            logger.exception("call %s (%s) failed", outset.request_id, outset.action)
            return refused(raw, outset, InternalError())

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
        return refused(raw, self._outset(), refusal)

    def _outset(self) -> Outset:
        return Outset(new_uuid(self._ids).upper())
