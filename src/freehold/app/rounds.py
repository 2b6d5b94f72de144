"""What comes round by itself: which look is taken how often, on which thread, and where several processes work, by which."""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from freehold.clock import Clock, SteadyClock, monotonic
from freehold.db.engine import Database
from freehold.engine import sweep
from freehold.engine.figures import EngineFigures
from freehold.engine.hosts import Hosts, NameTaken
from freehold.engine.queue import Queue
from freehold.engine.stranded import Stranded
from freehold.operations import transfer_code, transfer_lock
from freehold.operations.contact_cleanup import ContactCleanup
from freehold.operations.mail.delivery import Delivery
from freehold.operations.office import Office
from freehold.operations.reconcile.attending import Attending
from freehold.operations.registrant_change import confirmations, notices
from freehold.operations.registry_watch import RegistryWatch
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.upkeep import Job, Upkeep
from freehold.store import client_tokens, nonces

_log = logging.getLogger(__name__)

WATCH_SECONDS = 1
_ALWAYS = 0.0
_SWEEP_SECONDS = 5
_TAKEOVER_SECONDS = 4
"""Two looks in a row find a process dead; longer than it may still send (``db/cluster.py``)."""
_PRUNE_SECONDS = 3600
_CHECK_SECONDS = 3600
_FIRST_CHECK_SECONDS = 2


@dataclass(kw_only=True)
class Rounds:
    """The threads of a running Freehold that are nobody's call and nobody's chunk."""

    database: Database
    office: Office
    queue: Queue
    hosts: Hosts | None
    """None where this process works alone."""
    system: SteadyClock
    business: Clock
    watch: RegistryWatch
    stranded: Stranded
    attending: Attending
    cleanup: ContactCleanup
    delivery: Delivery
    desk: ReviewDesk | None
    figures: EngineFigures
    does_upkeep: Callable[[], bool]
    """Whether this process is the one that does what is not to be done twice."""
    _steps_back: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Make the threads; none of them runs yet."""
        self._threads = self._made()

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    @property
    def alive(self) -> bool:
        """Whether jobs are taken on every thread."""
        return all(thread.alive for thread in self._threads)

    def stop(self) -> None:
        """Begin nothing more."""
        for thread in self._threads:
            thread.stop()

    def join(self, seconds: float) -> None:
        """Wait for the jobs under way to end, so long for each thread and no longer."""
        for thread in self._threads:
            thread.join(seconds)

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

    def _made(self) -> list[Upkeep]:
        """What waits for others is on a thread apart."""
        mail, desk, ours, away = self.delivery, self.desk, self.does_upkeep, self.database.away
        threads = [
            Upkeep("watch", self._of_every_process(), away=away),
            Upkeep("upkeep", self._of_one_process(), ours=ours, away=away),
            Upkeep("mail", [Job(_ALWAYS, mail.deliver)], ours=ours, taken_up=mail.start, away=away),
        ]
        if desk is not None:
            threads.append(Upkeep("reviews", [Job(_ALWAYS, desk.look)], ours=ours, taken_up=desk.start, away=away))
        return threads

    def _of_every_process(self) -> list[Job]:
        jobs = [
            Job(WATCH_SECONDS, self.database.look),
            Job(WATCH_SECONDS, self.watch.look),
            Job(_SWEEP_SECONDS, self.stranded.look),
        ]
        if self.hosts is not None:
            jobs.append(Job(_TAKEOVER_SECONDS, self._take_over))
        return jobs

    def _of_one_process(self) -> list[Job]:
        jobs = [
            Job(WATCH_SECONDS, self.attending.comparisons),
            Job(WATCH_SECONDS, self.attending.rechecks),
            Job(_SWEEP_SECONDS, self._sweep),
            Job(_SWEEP_SECONDS, self.cleanup.list_unused),
            Job(_SWEEP_SECONDS, self.cleanup.clean),
            Job(_SWEEP_SECONDS, self.look_after_locks),
            Job(_SWEEP_SECONDS, self.look_after_codes),
            Job(WATCH_SECONDS, lambda: confirmations.send_due(self.database, self.office, self.business.now())),
            Job(_SWEEP_SECONDS, self.look_after_confirmations),
            Job(WATCH_SECONDS, lambda: notices.write_due(self.database, self.business.now())),
            Job(_PRUNE_SECONDS, self._forget),
            Job(_CHECK_SECONDS, self._check_open_work, done_at=monotonic() - _CHECK_SECONDS + _FIRST_CHECK_SECONDS),
        ]
        hosts = self.hosts
        if hosts is not None:
            jobs.append(Job(_TAKEOVER_SECONDS, lambda: hosts.share_out(self.office.catalogue.lanes)))
        return jobs

    def _sweep(self) -> None:
        if self.system.steps_back > self._steps_back:
            # The execution library wakes what waits by the clock that was set back, and would wait as long again.
            self._steps_back = self.system.steps_back
            waiting = self.queue.waiting()
            if waiting:
                self.queue.put_back(waiting)
        self.figures.rescued += sweep.sweep(self.database, self.queue, self.system)

    def _take_over(self) -> None:
        """Take over from processes that died; end when another one took over from this one."""
        assert self.hosts is not None
        try:
            self.hosts.look_for_the_dead()
        except NameTaken:
            _log.error("another process took over from this one while it was cut off; it ends, to be started anew")
            os.kill(os.getpid(), signal.SIGTERM)

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
