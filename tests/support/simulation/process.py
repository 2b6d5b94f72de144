"""One process of Freehold in a simulation: the real runner, performers and sweep, wired as ``app`` wires them.

All it remembers dies with it. It may die at each of its awaits, and within its transactions; and it may freeze before one:
another process takes its work over then, and the frozen one has nothing left but the transaction it was about to begin.
"""

import asyncio
from contextlib import suppress

from freehold.engine import sweep
from freehold.engine.runner import Runner
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.trids import Trids
from freehold.operations import registry_messages, transfer_lock
from freehold.operations.office import Office
from freehold.operations.registrant_change.codes import Codes
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.performer import performer as registrant_change_performer
from freehold.operations.transfer_lock.perform import performer as transfer_lock_performer
from freehold.policy.loading import Policies
from freehold.terms.tasks import TaskKind
from support.simulation.handover import Handover
from support.simulation.memory_store import ProcessStore
from support.simulation.scripted_registry import ScriptedRegistry

POLICIES = Policies.load(None)


class Process:
    """Takes chunks until it dies."""

    def __init__(self, simulation):
        self._simulation = simulation
        self._tasks = set()
        self._woken = asyncio.Event()
        self.dead = False
        self.frozen = False
        clock, chance = simulation.system, simulation.chance
        self._store = ProcessStore(simulation.store, self)
        self.queue = Handover(simulation.store, clock, self._woken.set)
        trids = Trids("SIM", chance, clock)
        registry = ScriptedRegistry(simulation.world, self, clock)
        self.office = Office(
            catalogue=Catalogue([registry]),
            queue=self.queue,
            system_now=clock.now,
            policies=POLICIES,
            real_name_duty="mainland",
            most_domains=100_000,
            confirmations="agent",
            base_url=lambda: "",
        )
        contacts = Contacts(self._store, clock, "SIM", trids.new, elapsed=simulation.loop.time)
        codes = Codes(self._store, {}, simulation.business, trids.new)
        change = registrant_change_performer(self.office, contacts, codes, simulation.business, self._store)
        lift = transfer_lock_performer(self.office.catalogue)
        self._runner = Runner(
            self._store, self.queue, clock, simulation.business,
            {TaskKind.CHANGE_REGISTRANT.value: change, TaskKind.LIFT_TRANSFER_LOCK.value: lift},
            trids.new, chance, elapsed=simulation.loop.time,
        )  # fmt: skip

    def start(self):
        """Recover what a dead one was at, and take chunks."""
        self.queue.recover()
        self.begin(self._take())
        self.look_after()

    def begin(self, work):
        task = self._simulation.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _take(self):
        # Looked at each time: a cancellation that meets a wake-up is lost in wait_for.
        while not (self.dead or self.frozen):
            self._woken.clear()
            self.take_messages()
            for name, _, *place in self.queue.take():
                self.begin(self._run(name, *place))
            left = self.queue.seconds_left()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), left)

    async def _run(self, name, task_id, chunk, round_):
        await self.at(f"take {name}")
        await self._runner.run(task_id, chunk, round_)
        if self.frozen:
            return
        await self.at(f"ended {name}")
        self.queue.ended(name)
        self._woken.set()

    def wake(self):
        self._woken.set()

    def take_messages(self):
        """Store what the registry wanted us to know."""
        for message in self._simulation.world.messages:
            self._store.write_now(
                lambda session, message=message: registry_messages.receive(session, self.office, message)
            )
        self._simulation.world.messages.clear()

    def look_after(self):
        """What comes round by itself."""
        simulation = self._simulation
        self._store.write_now(lambda session: transfer_lock.begin_due(session, self.office, simulation.business.now()))
        sweep.sweep(self._store, self.queue, simulation.system)
        self._woken.set()

    # -- how it ends --

    def must_live(self):
        if self.dead:
            raise asyncio.CancelledError

    def dies_at(self, place):
        """Whether this is the step at which it is to die."""
        return not self.frozen and self._simulation.step(place) == "die"

    async def at(self, place, *, may_freeze=False):
        """A place at which others go on, and at which the process may die or freeze."""
        if self.frozen and not may_freeze:
            # A frozen process has nothing left but its transaction.
            raise asyncio.CancelledError
        self.must_live()
        order = None if self.frozen else self._simulation.step(place, may_freeze=may_freeze)
        if order == "die":
            self.die()
            raise asyncio.CancelledError
        if order == "freeze":
            await self._freeze()
            return
        await asyncio.sleep(self._simulation.chance.choice((0.0, 0.0, 0.001, 0.02)))
        self.must_live()

    def die(self):
        """Drop everything."""
        self._simulation.log("death")
        self.dead = True
        self._end_others()
        self._simulation.start_again()

    async def _freeze(self):
        self._simulation.log("frozen")
        self.frozen = True
        self._end_others()
        self._simulation.start_again()
        await asyncio.sleep(self._simulation.chance.choice((3.0, 30.0)))
        self._simulation.log("thawed")

    def _end_others(self):
        running = asyncio.current_task(self._simulation.loop)
        for task in self._tasks:
            if task is not running:
                task.cancel()

    async def close(self):
        self.dead = True
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
