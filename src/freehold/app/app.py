"""What a running Freehold is made of, how it starts and how it ends."""

import asyncio
import logging
import os
import random
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from freehold import __version__, actions
from freehold.app.answers import Answers
from freehold.app.rounds import WATCH_SECONDS, Rounds
from freehold.clock import Clock, SteadyClock, SystemClock, monotonic
from freehold.db.engine import STORE_ERRORS, Database
from freehold.engine import launch
from freehold.engine.hosts import Hosts
from freehold.engine.loop import EngineLoop
from freehold.engine.queue import Queue
from freehold.engine.runner import Runner
from freehold.engine.stranded import Stranded
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.code_providers.desk import desks
from freehold.gateway.lane_share import own_key
from freehold.gateway.trids import Trids
from freehold.leases import unlimited
from freehold.opening import empty, installation_prefix
from freehold.operations.contact_cleanup import ContactCleanup
from freehold.operations.mail.delivery import Delivery
from freehold.operations.mail.smtp import SmtpCarrier
from freehold.operations.mailbox import FileCarrier
from freehold.operations.office import Office
from freehold.operations.performers import performers
from freehold.operations.readiness import Readiness
from freehold.operations.reconcile.attending import Attending
from freehold.operations.reconcile.run import Reconciler
from freehold.operations.registrant_change import confirmations, notices
from freehold.operations.registrant_change.codes import Codes
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registry_books import RegistryBooks
from freehold.operations.registry_poll import RegistryPoll
from freehold.operations.registry_watch import RegistryWatch
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.reviews.reviewers import AutomaticReviewer, Reviewer
from freehold.operations.reviews.service import ReviewService
from freehold.operations.upkeep import Job, Upkeep
from freehold.policy import extensions
from freehold.policy.loading import Policies
from freehold.rpc import quirks
from freehold.rpc.catalogue import find_actions
from freehold.rpc.dispatch import Dispatcher
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.settings import Settings
from freehold.store import accounts, client_tokens, domains, nonces, outbox, restores, tasks
from freehold.terms.instants import Instant, utc_text

if TYPE_CHECKING:
    from freehold.operations.figures import Figures

_log = logging.getLogger(__name__)

_STOP_SECONDS = 8
"""How long running chunks get to end their group from SIGTERM on; ten seconds is the whole stop (REL-18)."""


class App:
    """One running Freehold: store, engine, gateway and API, wired together."""

    def __init__(
        self, settings: Settings, database: Database, business: Clock, *, misbehaviour: Misbehaviour | None = None
    ) -> None:
        self.settings = settings
        self.base_url = settings.base_url
        self.database = database
        # One for both where business runs on the system's: a step is told once.
        self.system = business if isinstance(business, SteadyClock) else SteadyClock()
        self.business = business
        installation = installation_prefix(database)
        with database.reading() as session:
            self._restored = restores.find(session)
            signed_after = restores.signed_after(session)
        self._chance = random.Random(os.urandom(16))
        self._trids = Trids(installation, self._chance)
        self._loop = EngineLoop()
        self._dbos_engine = database.engine_for_dbos()
        self.queue = Queue(self._dbos_engine)
        self._hosts = Hosts(database, self.queue, self.system, self._loop) if database.shared else None
        books = RegistryBooks(database, self.system)
        policies = Policies.load(settings.policy_folder)
        self.catalogue = Catalogue.from_settings(
            settings,
            self._trids.new,
            books=books,
            named=extensions.namer(policies, self.system.now),
            now=self.system.now,
            key=own_key if self._hosts is None else self._hosts.lane_key,
        )
        self._contacts = Contacts(database, self.system, installation, self._trids.new)
        self._stopping = threading.Event()
        self._started = False
        self._at_work = False
        self._readiness = Readiness(database, self._engine_trouble)
        self._figures: Figures | None = None
        self._stop_by = 0.0
        self._stranded = Stranded(self.queue, lambda: self.name)
        self._watch = RegistryWatch(database, self.queue, self.system, self.catalogue, self._loop.start)
        self.office = Office(
            catalogue=self.catalogue,
            queue=self.queue,
            system_now=self.system.now,
            policies=policies,
            real_name_duty=settings.real_name_duty,
            most_domains=settings.limits.most_domains,
            confirmations=settings.confirmations,
            base_url=lambda: self.base_url,
        )
        codes = Codes(database, desks(settings, business.now), business, self._trids.new)
        self._reconciler = Reconciler(database, self.office, self.system, business)
        self._attending = Attending(database, self._reconciler, self._loop.start)
        self._polling = RegistryPoll(database, self.office, self.system, self._stopping)
        self._runner = Runner(
            database,
            self.queue,
            self.system,
            business,
            performers(self.office, self._contacts, codes, business, database),
            self._trids.new,
            self._chance,
            tasks.label,
            lease=(lambda: unlimited) if self._hosts is None else self._hosts.lease,
        )
        carrier = SmtpCarrier(settings.mail) if settings.mail.server else FileCarrier(settings.data / "mail")
        self._delivery = Delivery(database, carrier, self.system, business, self._does_upkeep)
        desk = self._review_desk()
        self.answers = Answers(database, self.office, business, desk, settings.review.secret)
        self.rounds = self._new_rounds(desk)
        self._settling = Upkeep(
            "settling",
            [Job(WATCH_SECONDS, database.look), Job(WATCH_SECONDS, self.look_after_settling)],
            away=database.away,
        )
        self.dispatcher = self._new_dispatcher(misbehaviour, signed_after)

    def start(self) -> None:
        """Go on with what was left, and take chunks."""
        if self._hosts is not None:
            self._hosts.start()
        # Before any chunk is taken: a registry that was paused stays so over a restart.
        self._watch.look()
        self.queue.register(self.catalogue.lanes)
        if self._restored is None:
            self._go_to_work()
        else:
            _log.warning(
                "%s %s: nothing is sent before freehold restore settle",
                "restored from a backup of"
                if self._restored.from_backup
                else "the database went back in time, perhaps to",
                utc_text(self._restored.made_at),
            )
            self._settling.start()
        self._started = True

    def _go_to_work(self) -> None:
        launch.launch(self._dbos_engine, self.name, self._perform_chunk, self.queue.looks)
        for registry in self.catalogue.by_name.values():
            self._loop.start(self._polling.poll(registry))
        self.rounds.start()
        self._at_work = True

    @property
    def name(self) -> str:
        """What this process is called among those that work on the database."""
        return launch.ALONE if self._hosts is None else self._hosts.me

    def wind_down(self) -> None:
        """Begin nothing more; what is under way goes on. Calls are still answered."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._stop_by = monotonic() + _STOP_SECONDS
        self._settling.stop()
        self.rounds.stop()
        self._delivery.stop()
        self._runner.stop()
        self._reconciler.stop()

    def stop(self) -> None:
        """End within ten seconds: groups under way are finished, sessions logged out, the rest goes on at the next start."""
        self.wind_down()
        self._settling.join(1)
        launch.stop(max(1, int(self._stop_by - monotonic())))
        with suppress(TimeoutError):
            # A registry that does not answer to the farewell ends the session by itself.
            self._loop.start(self._log_out()).result(max(1.0, self._stop_by - monotonic()))
        self._loop.close()
        self.queue.close()
        if self._hosts is not None:
            self._hosts.close()
        self.rounds.join(1)
        self.database.close()
        self._dbos_engine.dispose()

    async def _log_out(self) -> None:
        await asyncio.gather(
            *(registry.close() for registry in self.catalogue.by_name.values()), return_exceptions=True
        )

    def _perform_chunk(self, task_id: int, chunk: int, round_: int) -> None:
        with self._stranded.performing(task_id, chunk, round_):
            self._loop.start(self._runner.run(task_id, chunk, round_)).result()

    async def lacks(self) -> Mapping[str, str]:
        """What keeps calls from being taken, by part and in words."""
        return await self._readiness.lacks()

    def _engine_trouble(self) -> str:
        if self._stopping.is_set():
            return "it is stopping"
        if not self._started:
            return "it is starting"
        # A restored system answers calls, and works only when it is settled.
        looks = self.rounds.alive if self._at_work else self._restored is None or self._settling.alive
        alive = self._loop.alive and looks
        return "" if alive else "one of its threads has ended"

    def figures(self) -> "Figures":
        """What is counted and seen of engine, registries and store."""
        if self._figures is None:
            # Imported at the first scrape: a start needs none of it.
            from freehold.operations.figures import Figures

            self._figures = Figures(
                self.database, self.catalogue, self._runner.figures, system=self.system, business=self.business,
                version=__version__,
            )  # fmt: skip
        return self._figures

    def look_after_settling(self) -> None:
        """While a restored store is not settled, nothing but comparisons goes on (REL-21); begin the work when it is."""
        if self._restored is None:
            return
        self._watch.look()
        if self._does_upkeep():
            self._attending.comparisons()
        with self.database.reading() as session:
            self._restored = restores.find(session)
        if self._restored is None:
            _log.warning("settled with the registries: work begins")
            self._go_to_work()

    def _does_upkeep(self) -> bool:
        """Whether this process is the one that does what is not to be done twice."""
        return self._hosts is None or self._hosts.does_upkeep()

    def _new_rounds(self, desk: ReviewDesk | None) -> Rounds:
        return Rounds(
            database=self.database,
            office=self.office,
            queue=self.queue,
            hosts=self._hosts,
            system=self.system,
            business=self.business,
            watch=self._watch,
            stranded=self._stranded,
            attending=self._attending,
            cleanup=ContactCleanup(self.database, self.catalogue, self.system, self._trids.new, self._loop.start),
            delivery=self._delivery,
            desk=desk,
            figures=self._runner.figures,
            does_upkeep=self._does_upkeep,
        )

    def _new_dispatcher(self, misbehaviour: Misbehaviour | None, signed_after: Instant) -> Dispatcher:
        settings = self.settings
        return Dispatcher(
            find_actions(actions),
            self.database,
            keys=accounts,
            nonces=nonces,
            tokens=client_tokens,
            instances=domains,
            business=self.business,
            system=SystemClock(),
            steady=self.system,
            office=self.office,
            most_in_flight=settings.limits.calls_in_flight,
            calls_per_second=settings.limits.calls_per_second,
            burst=settings.limits.burst,
            store_errors=(*STORE_ERRORS, *self.database.errors),
            journal=None if self.database.shared else settings.data / "nonces",
            ids=self.database.ids,
            misbehaviour=misbehaviour,
            switched=quirks.switched(settings.quirks),
            signed_after=signed_after,
        )

    def _review_desk(self) -> ReviewDesk | None:
        """None where a person reviews."""
        settings = self.settings.review
        if settings.provider == "hand":
            return None
        reviewer: Reviewer = AutomaticReviewer(settings.reject_words)
        if settings.provider == "service":
            reviewer = ReviewService(settings, SystemClock(), lambda: self.base_url)
        return ReviewDesk(self.database, reviewer, self.system, self.business, signed=SystemClock())

    def begin_anew(self, fill: Callable[[], None]) -> None:
        """Forget accounts, domains and tasks and what is under way for them, then *fill* the store; for emulators."""
        self._loop.start(self._runner.halt()).result()
        try:
            self.database.write_now(empty)
            self.queue.forget_all()
            self._contacts.forget_all()
            for registry in self.catalogue.by_name.values():
                registry.refuses_registrants = False
            fill()
            self.dispatcher.forget_keys()
        finally:
            self._runner.go_on()

    def busy(self) -> bool:
        """Whether something is under way, a mail to be delivered included."""
        with self.database.reading() as session:
            return (
                tasks.any_under_way(session)
                or outbox.any_under_way(session, self.system.now())
                or confirmations.any_unsent(session)
                or notices.any_due(session, self.business.now())
            )

    def catch_up(self) -> None:
        """Begin what has come due: business time was moved."""
        self.rounds.look_after_locks()
        self.rounds.look_after_codes()
        self.rounds.look_after_confirmations()
