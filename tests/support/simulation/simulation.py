"""One run of the engine under one seed: what callers ask, what fails and when, all drawn from it; then quiet, then judgement.

Nothing but the seed decides: time is virtual, one thread runs, and all chance is drawn from one source. Trouble lasts for the
first part of a run; then faults stop, time goes on until nothing is left to do, and what INV says of the end must hold.
"""

import asyncio
import logging
import random
from contextlib import contextmanager

from freehold.db.session import Session
from freehold.ids import SeededIds
from freehold.operations import cancellation
from freehold.operations.registrant_change.submit import submit
from freehold.store import accounts, acknowledgements, contacts, domains, emails, profiles, untold_items
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, SECOND, Instant
from freehold.terms.refusals import TaskIsBeingProcessed
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW
from support.simulation import judge
from support.simulation.handover import TABLE
from support.simulation.memory_store import MemoryStore
from support.simulation.process import Process
from support.simulation.scripted_registry import PRICES, SETTLE_SECONDS, World
from support.simulation.virtual_loop import VirtualLoop

NAMES = ("a.com", "b.com", "c.com", "d.com", "e.com")
TROUBLED_SECONDS = 60.0
_HOUR = 3600.0
_LONGEST_SECONDS = 400 * _HOUR
_MOST_STEPS = 20_000
"""Far more than the longest run takes; one that goes on is going in circles."""


class SimulatedClock:
    """An instant that goes with virtual time, and that steps when it is told."""

    def __init__(self, loop):
        self._loop = loop
        self.distance = int(NOW)

    def now(self):
        return Instant(int(self._loop.time() * SECOND) + self.distance)


def _fill(session: Session) -> None:
    session.raw.execute(TABLE)
    account_id = accounts.create(session, "ada", NOW).id
    emails.put_verified(session, account_id, HOLDER.email, NOW)
    prior = contacts.add(session, account_id, HOLDER, NOW)
    for number in (1, 2):
        values = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__} | {"name": f"Holder {number}"}
        profiles.add(
            session, account_id, type(HOLDER)(**values), NOW, real_name_status=RealNameStatus.SUCCEEDED
        )  # fmt: skip
    entries = [
        domains.NewDomain(
            name=DomainName(name), registrant_id=prior, registered_at=NOW, expires_at=Instant(NOW + 7300 * DAY)
        )
        for name in NAMES
    ]
    domains.add_many(session, account_id, entries, NOW)


LOOP = VirtualLoop()
STORE = MemoryStore(_fill)
ACCOUNT, PROFILES = 1, (1, 2)


class Complaints(logging.Handler):
    """Whatever the engine logs as an error is one."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.heard = []

    def emit(self, record):
        self.heard.append(self.format(record))


class Simulation:
    """The world around the processes: clocks, registry, callers, and the hand of fate."""

    def __init__(self, seed, *, severity=None, store=STORE, loop=LOOP, fees=False):
        """*severity* is how often a command has trouble; drawn from the seed when it is not given.

        With *fees* new registrants cost something, at prices that move.
        """
        self.seed = seed
        self.chance = random.Random(seed)
        self.loop = loop
        loop.begin_again()
        self.store = store
        store.begin_again(SeededIds(str(seed)))
        self.system, self.business = SimulatedClock(loop), SimulatedClock(loop)
        self.world = World(self, NAMES)
        if fees:
            self.world.prices = {name: self.chance.choice(PRICES) for name in NAMES}
        self.steps = []
        self.promises = {}
        self.acknowledged = []
        self.complaints = Complaints()
        self.severity = self.chance.choice((0.0, 0.05, 0.2, 0.5)) if severity is None else severity
        self.slowness = self.chance.choice((0.01, 0.3, 0.9 * SETTLE_SECONDS))
        """Seconds a command is on its way at most."""
        self.fates = {}
        self._step = 0
        self._circles = False
        self._quiet = False
        self._process = None
        self._processes = []
        self._starting = False

    # -- what processes and the registry ask --

    def log(self, words):
        self.steps.append(f"{self.loop.time():.3f} {words}")

    def trouble(self):
        """Whether this command has some."""
        return not self._quiet and self.chance.random() < self.severity

    def step(self, place, *, may_freeze=False):
        """Count a step; what happens to the process there."""
        self._step += 1
        self.log(place)
        if self._step > _MOST_STEPS:
            self._circles = True
            raise asyncio.CancelledError
        fate = None if self._quiet else self.fates.pop(self._step, None)
        if fate == "freeze" and not may_freeze:
            self.fates[self._step + 1] = fate
            return None
        return fate

    def told(self):
        if self._process is not None:
            self._process.wake()

    def open_task_of(self, name):
        row = self.store.raw.execute(
            "SELECT i.task_id FROM items i JOIN domains d ON d.id = i.busy_domain_id WHERE d.name = ?", (name,)
        ).fetchone()
        return None if row is None else row[0]

    # -- processes --

    def start(self):
        self._starting = False
        self._process = Process(self)
        self._processes.append(self._process)
        self.log("start")
        self._process.start()

    def start_again(self):
        """After a while, in which nothing runs."""
        if not self._starting:
            self._starting = True
            self.loop.call_later(self.chance.choice((0.0, 0.3, 3.0, 20.0)), self.start)

    @property
    def process(self):
        """The one that lives; None while none does."""
        process = self._process
        return None if process is None or process.dead or process.frozen else process

    # -- callers --

    def submit(self, names, profile, *, lock):
        """Ask for a change; the task's number, None when it was refused or nothing runs."""
        process = self.process
        if process is None:
            return None

        def work(session):
            return submit(
                session, process.office, account_id=ACCOUNT, names=[DomainName(name) for name in names],
                profile_id=profile, lock_after=lock, client_ip="127.0.0.1", now=self.business.now(),
            )  # fmt: skip

        try:
            task_no = self.store.write(work)
        except TaskIsBeingProcessed:
            self.log(f"refused {names}")
            return None
        self.log(f"accepted {names} {profile} {lock}")
        self.promises[task_no] = (frozenset(names), profile, lock)
        return task_no

    def cancel(self, task_no):
        process = self.process
        if process is not None:
            self.log(f"cancel {task_no[:4]}")
            self.store.write(
                lambda session: cancellation.cancel(session, process.office, ACCOUNT, task_no, self.business.now())
            )

    def poll(self):
        """Detail numbers of what ended and is not acknowledged."""
        with self.store.transaction() as session:
            return [row.item.detail_no for row in untold_items.page(session, ACCOUNT, 1, 50).rows]

    def acknowledge(self, numbers):
        self.log(f"acknowledge {len(numbers)}")
        self.store.write(lambda session: acknowledgements.acknowledge(session, ACCOUNT, numbers, self.business.now()))
        self.acknowledged += numbers

    # -- what befalls --

    def move_business_clock(self, days):
        self.log(f"business clock {days:+} days")
        self.business.distance += days * DAY
        if self.process is not None:
            self.process.look_after()

    def step_system_clock(self, seconds):
        self.log(f"system clock {seconds:+} s")
        self.system.distance += seconds * SECOND
        if self.process is not None:
            self.process.wake()

    def lose_handover(self):
        """The engine's tables are dropped while nothing runs."""
        process = self.process
        if process is not None:
            self.log("hand-over lost")
            process.queue.lose()
            process.die()

    # -- a whole run --

    def run(self):
        """Live through the script and settle; what is not as it should be, a sentence each."""
        with self.listening():
            self.loop.run_until_complete(self._live())
        return self.verdict()

    @contextmanager
    def listening(self):
        """Hear what the engine complains of."""
        logger = logging.getLogger("freehold.engine")
        logger.addHandler(self.complaints)
        propagates, logger.propagate = logger.propagate, False
        try:
            yield
        finally:
            logger.removeHandler(self.complaints)
            logger.propagate = propagates

    def verdict(self):
        """What is not as it should be once all has settled."""
        if self._circles:
            return ["INV-3: it goes in circles"]
        return [*self.complaints.heard, *judge.judge(self)]

    def end_after(self, steps, fate):
        """Let the process die, or freeze, so many steps from now."""
        self.fates[self._step + steps] = fate

    async def _live(self):
        self.start()
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            self.fates[self.chance.randint(1, 120)] = self.chance.choice(("die", "die", "freeze"))
        for _ in range(self.chance.randint(1, 3)):
            self._at_random(self._submit_something)
        for act in self.chance.choices(
            (self._cancel_something, self._acknowledge_something, self._move, self._step_clock, self.lose_handover), k=3
        ):
            self._at_random(act)
        await self.sleep(TROUBLED_SECONDS)
        await self.settle()

    async def sleep(self, seconds):
        done = self.loop.create_future()
        self.loop.call_later(seconds, done.set_result, None)
        await done

    async def settle(self):
        """Faults stop; go on until nothing is under way."""
        self._quiet = True
        self.log("quiet")
        self.fates.clear()
        wait = 5.0
        while self._under_way() and not self._circles and self.loop.time() < _LONGEST_SECONDS:
            await self.sleep(wait)
            wait = min(wait * 2, _HOUR)
            if self.process is not None:
                self.process.look_after()
        for process in self._processes:
            await process.close()

    def _under_way(self):
        if self._starting:
            return True
        row = self.store.raw.execute(
            "SELECT 1 FROM chunks WHERE open UNION ALL SELECT 1 FROM handover WHERE state = 'PENDING'"
        )
        return row.fetchone() is not None

    def _at_random(self, act):
        self.loop.call_later(self.chance.choice((0.0, self.chance.uniform(0, 2), self.chance.uniform(0, 40))), act)

    def _submit_something(self):
        names = self.chance.sample(NAMES, self.chance.randint(1, 4))
        self.submit(names, self.chance.choice(PROFILES), lock=self.chance.random() < 0.5)

    def _cancel_something(self):
        if self.promises:
            self.cancel(self.chance.choice(list(self.promises)))

    def _acknowledge_something(self):
        numbers = self.poll()
        if numbers:
            self.acknowledge(self.chance.sample(numbers, self.chance.randint(1, len(numbers))))

    def _move(self):
        self.move_business_clock(self.chance.choice((-3, 1, 59, 61, 100)))

    def _step_clock(self):
        self.step_system_clock(self.chance.choice((-600, -61, 61, 600)))
