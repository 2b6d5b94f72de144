"""The composition root: settings in, a wired App out; the only place where things are wired."""

import asyncio
import logging
import os
import random
import threading
from collections.abc import Sequence

from freehold import actions
from freehold.clock import Clock, SystemClock, pause
from freehold.db.engine import STORE_ERRORS, Database
from freehold.db.session import Session
from freehold.engine import launch, sweep
from freehold.engine.loop import EngineLoop
from freehold.engine.performers import Finding, Intent, Load, Performer
from freehold.engine.queue import Queue
from freehold.engine.runner import Runner
from freehold.faults import fault
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.registry import Registry
from freehold.gateway.trids import Trids
from freehold.opening import installation_prefix
from freehold.operations import email_verification, mailbox, registry_messages
from freehold.operations.office import Office
from freehold.operations.registrant_change import after, perform
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.perform import Promise
from freehold.rpc.catalogue import find_actions
from freehold.rpc.dispatch import Dispatcher
from freehold.settings import Settings
from freehold.store import accounts, attempts, contacts, nonces, tasks
from freehold.store.messages import NewMessage
from freehold.terms.instants import HOUR, SECOND, Instant
from freehold.terms.outcomes import Outcome, Stopped
from freehold.terms.tasks import TaskKind

_log = logging.getLogger(__name__)

_MAIL_SECONDS = 0.25
_SWEEP_SECONDS = 5
_STOP_SECONDS = 8
"""How long running chunks get to end their group on SIGTERM; ten seconds is the whole stop (REL-18)."""


class App:
    """One running Freehold: store, engine, gateway and API, wired together."""

    def __init__(self, settings: Settings, database: Database, business: Clock) -> None:
        self.settings = settings
        self.base_url = settings.base_url
        self.database = database
        self.system = SystemClock()
        self.business = business
        installation = installation_prefix(database)
        self._chance = random.Random(os.urandom(16))
        self._trids = Trids(installation, self._chance)
        self.catalogue = Catalogue.from_settings(settings, self._trids.new)
        self._contacts = Contacts(database, self.system, installation, self._trids.new)
        self._loop = EngineLoop()
        self._stopping = threading.Event()
        self._upkeep_thread = threading.Thread(target=self._upkeep, name="upkeep", daemon=True)
        self._dbos_engine = database.engine_for_dbos()
        self.queue = Queue(self._dbos_engine)
        self.office = Office(
            catalogue=self.catalogue,
            queue=self.queue,
            system_now=self.system.now,
            real_name_duty=settings.real_name_duty,
            most_domains=settings.limits.most_domains,
            base_url=lambda: self.base_url,
        )
        self._runner = Runner(
            database,
            self.queue,
            self.system,
            business,
            {TaskKind.CHANGE_REGISTRANT.value: self._registrant_change()},
            self._trids.new,
            self._chance,
        )
        self.dispatcher = Dispatcher(
            find_actions(actions),
            database,
            keys=accounts,
            nonces=nonces,
            business=business,
            system=self.system,
            office=self.office,
            most_in_flight=settings.limits.calls_in_flight,
            store_errors=STORE_ERRORS,
            journal=settings.data / "nonces",
        )

    def start(self) -> None:
        """Go on with what was left, and take chunks."""
        launch.launch(self._dbos_engine, self._perform_chunk)
        for registry in self.catalogue.by_name.values():
            self._loop.start(self._poll(registry))
        self._upkeep_thread.start()

    def stop(self) -> None:
        """End within ten seconds: groups under way are finished, sessions logged out, the rest goes on at the next start."""
        self._stopping.set()
        self._runner.stop()
        launch.stop(_STOP_SECONDS)
        self._loop.start(self._log_out()).result(_STOP_SECONDS)
        self._loop.close()
        self.queue.close()
        self._upkeep_thread.join(1)
        self.database.close()
        self._dbos_engine.dispose()

    async def _log_out(self) -> None:
        await asyncio.gather(
            *(registry.close() for registry in self.catalogue.by_name.values()), return_exceptions=True
        )

    def _perform_chunk(self, task_id: int, chunk: int, round_: int) -> None:
        self._loop.start(self._runner.run(task_id, chunk, round_)).result()

    def _registrant_change(self) -> Performer:
        """The change of registrant, as the runner wants it."""
        operation = perform.Performer(self.catalogue, self._contacts)

        def load(session: Session, task_id: int, first: int, last: int) -> Load:
            task = tasks.get(session, task_id)
            assert task.contact_id is not None
            promise = Promise(
                task_id, task.account_id, task.contact_id, contacts.get(session, task.contact_id), task.lock_after
            )
            return Load(attempts.open_items(session, task_id, first, last), promise)

        async def run(promise: Promise, registry: str, lane: int, intent: Intent, _in_doubt: bool) -> Outcome:
            return await operation.perform(promise, registry, lane, intent.item, intent.trid)  # type: ignore[arg-type]  # items of this kind are OpenItem

        def follow(session: Session, promise: Promise, findings: Sequence[Finding], now: Instant) -> None:
            after.follow(
                session, promise, findings, now, duty=self.office.real_name_duty, lock_days=self.office.lock_days
            )

        return Performer(
            load=load,
            intend=attempts.intend,  # type: ignore[arg-type]  # items of this kind are OpenItem
            record=attempts.record,  # type: ignore[arg-type]  # items of this kind are OpenItem
            after=follow,
            perform=run,
            capacity=lambda registry, lane: self.catalogue.by_name[registry].lane(lane).capacity,
            settle_seconds=lambda registry: self.catalogue.by_name[registry].settings.settle_seconds,
        )

    async def _poll(self, registry: Registry) -> None:
        """Fetch a registry's messages, one poller an account: store, then acknowledge (epp-facts.md, 9)."""
        lane = registry.lane(0)
        while not self._stopping.is_set():
            try:
                message = await lane.poll()
                if message is not None:
                    await self._receive(
                        NewMessage(
                            registry=registry.name,
                            message_id=message.id,
                            kind=message.kind,
                            object_name=message.object_name,
                            text=message.text,
                            raw=message.raw,
                        )
                    )
                    fault("epp.poll.after_store")
                    await lane.acknowledge(message.id)
                    fault("epp.poll.after_ack")
                    continue
            except Stopped as stopped:
                _log.info("polling %s: %s", registry.name, stopped.outcome)
            except Exception:  # noqa: BLE001  the poller must outlive one bad message; the log has it whole
                _log.exception("polling %s", registry.name)
            await pause(registry.settings.poll_seconds)

    async def confirm_email(self, token: str, ip: str) -> str:
        """Confirm a mail address by its link's token; the address. Raises TokenIllegal."""
        proof = await self.database.write(
            lambda session: email_verification.confirm(session, token, ip, self.business.now())
        )
        return proof.email

    async def _receive(self, message: NewMessage) -> None:
        await self.database.write(lambda session: registry_messages.receive(session, self.office, message))

    def ready(self) -> bool:
        """Whether calls can be taken: the store makes writes durable and nobody asked us to stop."""
        return self.database.healthy and not self._stopping.is_set()

    def _upkeep(self) -> None:
        """Sweep, deliver mail, forget old nonces; each look is short."""
        pruned_at = swept_at = self.system.now()
        while not self._stopping.wait(_MAIL_SECONDS):
            try:
                mailbox.deliver(self.database, self.settings.data / "mail", self.business.now())
                if self.system.now() - swept_at < _SWEEP_SECONDS * SECOND:
                    continue
                swept_at = self.system.now()
                sweep.sweep(self.database, self.queue, self.system)
                if self.system.now() - pruned_at > HOUR:
                    pruned_at = self.system.now()
                    self.database.write_now(lambda session: nonces.prune(session, self.system.now()))
                    sweep.prune(self.queue, self.system)
            except Exception:  # noqa: BLE001  upkeep tries again in its next turn; the log has it whole
                if not self._stopping.is_set():
                    _log.exception("upkeep")
