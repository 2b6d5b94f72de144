"""The composition root: settings in, a wired App out; the only place where things are wired."""

import asyncio
import logging
import os
import random
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from freehold import __version__, actions
from freehold.clock import Clock, SteadyClock, SystemClock, monotonic
from freehold.db.engine import STORE_ERRORS, Database
from freehold.engine import launch, sweep
from freehold.engine.hosts import Hosts, NameTaken
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
from freehold.operations import email_verification, transfer_code, transfer_lock
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
from freehold.operations.registrant_change.confirmations import Asked
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registry_books import RegistryBooks
from freehold.operations.registry_poll import RegistryPoll
from freehold.operations.registry_watch import RegistryWatch
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.reviews.reviewers import AutomaticReviewer, Reviewer
from freehold.operations.reviews.service import ReviewService
from freehold.operations.reviews.signing import BadSignature
from freehold.operations.upkeep import Job, Upkeep
from freehold.policy import extensions
from freehold.policy.loading import Policies
from freehold.rpc import quirks
from freehold.rpc.catalogue import find_actions
from freehold.rpc.dispatch import Dispatcher
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.settings import Settings
from freehold.store import accounts, client_tokens, domains, nonces, outbox, restores, tasks
from freehold.terms.instants import utc_text

if TYPE_CHECKING:
    from freehold.operations.figures import Figures

_log = logging.getLogger(__name__)

_ALWAYS = 0.0
_WATCH_SECONDS = 1
_SWEEP_SECONDS = 5
_TAKEOVER_SECONDS = 4
"""Two looks in a row find a process dead; longer than it may still send (``db/cluster.py``)."""
_PRUNE_SECONDS = 3600
_CHECK_SECONDS = 3600
_FIRST_CHECK_SECONDS = 2
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
        self._steps_back = 0
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
        self._cleanup = ContactCleanup(database, self.catalogue, self.system, self._trids.new, self._loop.start)
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
        self._desk = self._review_desk()
        self._upkeep = self._rounds()
        self._settling = Upkeep(
            "settling",
            [Job(_WATCH_SECONDS, database.look), Job(_WATCH_SECONDS, self.look_after_settling)],
            away=database.away,
        )
        self.dispatcher = Dispatcher(
            find_actions(actions),
            database,
            keys=accounts,
            nonces=nonces,
            tokens=client_tokens,
            instances=domains,
            business=business,
            system=SystemClock(),
            steady=self.system,
            office=self.office,
            most_in_flight=settings.limits.calls_in_flight,
            calls_per_second=settings.limits.calls_per_second,
            burst=settings.limits.burst,
            store_errors=(*STORE_ERRORS, *database.errors),
            journal=None if database.shared else settings.data / "nonces",
            ids=database.ids,
            misbehaviour=misbehaviour,
            switched=quirks.switched(settings.quirks),
            signed_after=signed_after,
        )

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
        for rounds in self._upkeep:
            rounds.start()
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
        for rounds in (self._settling, *self._upkeep):
            rounds.stop()
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
        for rounds in self._upkeep:
            rounds.join(1)
        self.database.close()
        self._dbos_engine.dispose()

    async def _log_out(self) -> None:
        await asyncio.gather(
            *(registry.close() for registry in self.catalogue.by_name.values()), return_exceptions=True
        )

    def _perform_chunk(self, task_id: int, chunk: int, round_: int) -> None:
        with self._stranded.performing(task_id, chunk, round_):
            self._loop.start(self._runner.run(task_id, chunk, round_)).result()

    async def confirm_email(self, token: str, ip: str) -> str:
        """Confirm a mail address by its link's token; the address. Raises TokenIllegal."""
        proof = await self.database.write(
            lambda session: email_verification.confirm(session, token, ip, self.business.now())
        )
        return proof.email

    async def open_confirmation(self, token: str) -> Asked:
        """What a holder's link is about. Raises NoConfirmation."""
        return await self.database.write(
            lambda session: confirmations.open_link(session, self.office, token, self.business.now())
        )

    async def answer_confirmation(self, token: str, ip: str, *, confirms: bool, waives_lock: bool) -> Asked:
        """Take a holder's answer. Raises NoConfirmation."""
        return await self.database.write(
            lambda session: confirmations.answer(
                session, self.office, token, confirms=confirms, waives_lock=waives_lock, ip=ip, now=self.business.now()
            )
        )

    async def take_review(self, headers: Mapping[str, str], body: bytes) -> None:
        """Take a review service's call-back. Raises BadSignature, Unavailable or UnknownReview."""
        desk, secret = self._desk, self.settings.review.secret
        if desk is None or not secret:
            raise BadSignature("no review service is set up")
        await asyncio.to_thread(desk.receive, headers, body, secret)

    async def lacks(self) -> Mapping[str, str]:
        """What keeps calls from being taken, by part and in words."""
        return await self._readiness.lacks()

    def _engine_trouble(self) -> str:
        if self._stopping.is_set():
            return "it is stopping"
        if not self._started:
            return "it is starting"
        # A restored system answers calls, and works only when it is settled.
        threads = self._upkeep if self._at_work else [self._settling] if self._restored is not None else []
        alive = self._loop.alive and all(rounds.alive for rounds in threads)
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

    def _sweep(self) -> None:
        if self.system.steps_back > self._steps_back:
            # The execution library wakes what waits by the clock that was set back, and would wait as long again.
            self._steps_back = self.system.steps_back
            waiting = self.queue.waiting()
            if waiting:
                self.queue.put_back(waiting)
        self._runner.figures.rescued += sweep.sweep(self.database, self.queue, self.system)

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

    def look_after_locks(self) -> int:
        """Begin the lifting of transfer locks that are over; how many domains that is for."""
        return self.database.write_now(
            lambda session: transfer_lock.begin_due(session, self.office, self.business.now())
        )

    def look_after_codes(self) -> int:
        """Begin the replacing of transfer codes whose time is over; how many."""
        return self.database.write_now(
            lambda session: transfer_code.begin_due(session, self.office, self.business.now())
        )

    def look_after_confirmations(self) -> int:
        """End what nobody confirmed in time; how many persons that was."""
        return confirmations.lapse_due(self.database, self.business.now())

    def _rounds(self) -> list[Upkeep]:
        """What comes round by itself; what waits for others is apart."""
        watch = [
            Job(_WATCH_SECONDS, self.database.look),
            Job(_WATCH_SECONDS, self._watch.look),
            Job(_SWEEP_SECONDS, self._stranded.look),
        ]
        hosts = self._hosts
        if hosts is not None:
            watch.append(Job(_TAKEOVER_SECONDS, self._take_over))
        own = [
            Job(_WATCH_SECONDS, self._attending.comparisons),
            Job(_WATCH_SECONDS, self._attending.rechecks),
            Job(_SWEEP_SECONDS, self._sweep),
            Job(_SWEEP_SECONDS, self._cleanup.list_unused),
            Job(_SWEEP_SECONDS, self._cleanup.clean),
            Job(_SWEEP_SECONDS, self.look_after_locks),
            Job(_SWEEP_SECONDS, self.look_after_codes),
            Job(_WATCH_SECONDS, lambda: confirmations.send_due(self.database, self.office, self.business.now())),
            Job(_SWEEP_SECONDS, self.look_after_confirmations),
            Job(_WATCH_SECONDS, lambda: notices.write_due(self.database, self.business.now())),
            Job(_PRUNE_SECONDS, self._forget),
            Job(_CHECK_SECONDS, self._check_open_work, done_at=monotonic() - _CHECK_SECONDS + _FIRST_CHECK_SECONDS),
        ]
        if hosts is not None:
            own.append(Job(_TAKEOVER_SECONDS, lambda: hosts.share_out(self.catalogue.lanes)))
        mail, desk, ours, away = self._delivery, self._desk, self._does_upkeep, self.database.away
        rounds = [
            Upkeep("watch", watch, away=away),
            Upkeep("upkeep", own, ours=ours, away=away),
            Upkeep("mail", [Job(_ALWAYS, mail.deliver)], ours=ours, taken_up=mail.start, away=away),
        ]
        if desk is not None:
            rounds.append(Upkeep("reviews", [Job(_ALWAYS, desk.look)], ours=ours, taken_up=desk.start, away=away))
        return rounds

    def _does_upkeep(self) -> bool:
        """Whether this process is the one that does what is not to be done twice."""
        return self._hosts is None or self._hosts.does_upkeep()

    def _take_over(self) -> None:
        """Take over from processes that died; end when another one took over from this one."""
        assert self._hosts is not None
        try:
            self._hosts.look_for_the_dead()
        except NameTaken:
            _log.error("another process took over from this one while it was cut off; it ends, to be started anew")
            os.kill(os.getpid(), signal.SIGTERM)

    def _review_desk(self) -> ReviewDesk | None:
        """None where a person reviews."""
        settings = self.settings.review
        if settings.provider == "hand":
            return None
        reviewer: Reviewer = AutomaticReviewer(settings.reject_words)
        if settings.provider == "service":
            reviewer = ReviewService(settings, SystemClock(), lambda: self.base_url)
        return ReviewDesk(self.database, reviewer, self.system, self.business, signed=SystemClock())

    def _check_open_work(self) -> None:
        """The cheap part of the checker, at the start and then hourly (REL-0).

        A violation stops nothing: what it is about is told, and all the rest can still be worked on.
        """
        # Imported here: calls are taken before it is looked.
        from freehold.integrity import work

        with self.database.reading() as session:
            for found in work.of_open_work(session):
                _log.error("%s is violated: %s", found.invariant, found.sentence)

    def _forget(self) -> None:
        self.database.write_now(lambda session: nonces.prune(session, self.system.now()))
        self.database.write_now(lambda session: client_tokens.prune(session, self.system.now()))
        sweep.prune(self.queue, self.system)

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
        self.look_after_locks()
        self.look_after_codes()
        self.look_after_confirmations()
