"""Tasks against a simple model: submit, work, crash, lost answer, cancel, poll, acknowledge, in any order (TST-2).

The real store and the real runner; the registry is a set of domains that took the change.
"""

import asyncio
import random
import tempfile
import threading
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from freehold.engine import chunks
from freehold.engine.performers import Load, Performer
from freehold.engine.runner import Runner
from freehold.opening import open_store
from freehold.operations import cancellation
from freehold.store import (
    accounts,
    acknowledgements,
    attempts,
    contacts,
    domains,
    new_tasks,
    task_counters,
    tasks,
    untold_items,
)
from freehold.store.domains import NewDomain
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, HOUR, Instant
from freehold.terms.methods import Method
from freehold.terms.outcomes import Done, Held, Later, Pending, Refused, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.refusals import TaskNotExist
from freehold.terms.tasks import MOVES, ItemState, TaskKind

NOW = Instant(1_780_000_000_000)
NAMES = [DomainName(f"shop-{number}.example") for number in range(8)]
ANSWERS = (
    "done",
    "lost before",
    "lost after",
    "refused",
    "later",
    "pending",
    "held",
    "cancelled meanwhile",
    "crash before",
    "crash after",
)


class Crash(BaseException):
    """The process ends here."""


class Clock:
    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at


class Office:
    """What an operation is handed of it."""

    def __init__(self, clock):
        self.system_now = clock.now


class Tasks(RuleBasedStateMachine):
    """The store beside what must be true of it."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "data")
        self.clock = Clock()
        self.chance = random.Random(seed)
        self.rounds = {}
        self.applied = set()  # (task, seq) of which the registry holds the change
        self.pending = set()
        self.cancelled = set()
        self.acknowledged = set()
        self.before = {}
        self.numbers = {}
        self.wrong = []
        self.ada, self.cy, self.contact, self.found = self.store.write_now(self._fill)
        self.runner = Runner(
            self.store, self, self.clock, self.clock, {TaskKind.CHANGE_REGISTRANT.value: self._performer()},
            lambda: uuid.uuid4().hex, self.chance,
        )  # fmt: skip

    def _fill(self, session):
        ada, cy = (accounts.create(session, name, NOW).id for name in ("ada", "cy"))
        contact = contacts.add(session, ada, Contact(organization="Example Ltd"), NOW)
        later = Instant(NOW + 900 * DAY)
        entries = [NewDomain(name=n, registrant_id=contact, registered_at=NOW, expires_at=later) for n in NAMES]
        domains.add_many(session, ada, entries, NOW)
        return ada, cy, contact, sorted(domains.candidates(session, ada, NAMES), key=lambda one: one.id)

    def _performer(self):
        return Performer(
            load=lambda session, task, first, last: Load(attempts.open_items(session, task, first, last), task),
            intend=attempts.intend, record=attempts.record, after=lambda *_: None, perform=self._perform,
            capacity=lambda registry, lane: 2, wait=attempts.wait, hold=self._hold,
            settle_seconds=lambda registry: 0.0,
        )  # fmt: skip

    def enqueue(self, session, task_id, chunk, round_, registry, lane, priority, delay_seconds=0.0):
        """The engine's queue: what was committed is run some time."""
        self.rounds[task_id] = round_

    def _hold(self, registry):
        """Asked once the run has its items and before it marks them: the moment for a call to come between."""
        # Asked inside a transaction too, where nothing can come between.
        if threading.current_thread() is threading.main_thread() and self.chance.random() < 0.1:
            self._cancel(self.running)

    def _cancel(self, task_id):
        number = self.numbers[task_id]
        with self.store.reading() as session:
            open_ = not tasks.get(session, task_id).finished
        self.store.write_now(
            lambda session: cancellation.cancel(session, Office(self.clock), self.ada, number, self.clock.now())
        )
        if open_:
            self.cancelled.add(task_id)

    async def _perform(self, task_id, chunk, intent):
        me = (task_id, intent.item.seq)
        if intent.item.state.in_doubt:
            if me in self.pending:
                return Pending()
            if me in self.applied:
                return Done()
            if chunk.cancelled:
                return Refused(Reason.CANCELLED)
        # The runner takes an exception here for a lost answer, so what is wrong is told later.
        if me in self.applied:
            self.wrong.append(("sent twice", me))
        if chunk.cancelled:
            self.wrong.append(("sent for a cancelled task", me))
        answer = self.chance.choice(ANSWERS)
        if answer in {"done", "lost after", "pending", "crash after"}:
            self.applied.add(me)
        match answer:
            case "done":
                return Done()
            case "refused":
                return Refused(Reason.REGISTRY_REFUSED)
            case "later" | "cancelled meanwhile":
                if answer != "later":
                    self._cancel(task_id)
                return Later(Reason.REGISTRY_BUSY)
            case "held":
                return Held(Reason.CHANGED_ELSEWHERE)
            case "pending":
                self.pending.add(me)
                return Pending()
            case "crash before" | "crash after":
                raise Crash
        return Unknown("lost")

    @rule(which=st.sets(st.integers(0, len(NAMES) - 1), min_size=1))
    def submit(self, which):
        number = str(uuid.uuid4())

        def work(session):
            task = NewTask(
                task_no=number, account_id=self.ada, kind=TaskKind.CHANGE_REGISTRANT, contact_id=self.contact
            )
            rows = [NewItem(one.id, one.name, one.instance_id, 1) for one in (self.found[at] for at in sorted(which))]
            task_id = new_tasks.add(session, task, rows, NOW)
            slices = chunks.cut(1, "north", Method.UPDATE, 1, None, 1, len(rows))
            chunks.write(session, task_id, task.kind.value, slices, self.clock.now())
            return task_id

        busy = {name for (name, state, _) in self.before.values() if not state.final}
        if busy & {str(NAMES[at]) for at in which}:
            with pytest.raises(Exception, match=r"UNIQUE constraint failed: items\.busy_domain_id"):
                self.store.write_now(work)
            return
        task_id = self.store.write_now(work)
        self.numbers[task_id] = number
        self.rounds[task_id] = 1

    @rule(data=st.data())
    def work(self, data):
        if self.rounds:
            self.run(data.draw(st.sampled_from(sorted(self.rounds))))

    def run(self, task_id):
        self.running = task_id
        self.clock.at = Instant(self.clock.at + HOUR)
        with suppress(BaseExceptionGroup):  # of Crash, which alone the runner lets through
            asyncio.run(self.runner.run(task_id, 1, self.rounds[task_id]))

    @rule()
    def reviews_end(self):
        self.pending.clear()

    @rule(data=st.data())
    def cancel(self, data):
        if self.numbers:
            task_id = data.draw(st.sampled_from(sorted(self.numbers)))
            with pytest.raises(TaskNotExist):
                self.store.write_now(
                    lambda session: cancellation.cancel(
                        session, Office(self.clock), self.cy, self.numbers[task_id], NOW
                    )
                )
            self._cancel(task_id)
            states = [state for (task, _), (_, state, _) in self._items().items() if task == task_id]
            assert not {ItemState.WAITING, ItemState.LATER} & set(states)

    @rule(data=st.data())
    def acknowledge(self, data):
        if self.before:
            places = data.draw(st.sets(st.sampled_from(sorted(self.before))))
            numbers = [self.before[place][2] for place in places]
            new = {place for place in places if self.before[place][1].final} - self.acknowledged
            assert self._acknowledge(self.cy, numbers) == 0
            assert self._acknowledge(self.ada, [*numbers, "0" * 32, "nothing"]) == len(new)
            assert self._acknowledge(self.ada, numbers) == 0
            self.acknowledged |= new

    def _acknowledge(self, account, numbers):
        return self.store.write_now(lambda session: acknowledgements.acknowledge(session, account, numbers, NOW))

    def _items(self):
        with self.store.reading() as session:
            rows = session.execute(sa.select(tasks.items).order_by(tasks.items.c.task_id, tasks.items.c.seq)).all()
        for row in rows:
            assert (row.busy_domain_id is None) == ItemState(row.state).final
        return {(row.task_id, row.seq): (row.domain_name, ItemState(row.state), row.detail_no) for row in rows}

    @invariant()
    def moves_are_allowed_and_counters_sum_up(self):
        if not hasattr(self, "store"):
            return
        now = self._items()
        for place, (_, state, _) in self.before.items():
            after = now[place][1]
            # Several moves may lie between two looks.
            assert after is state or after in reachable(state), (place, state, after)
        self.before = now
        for task_id in self.numbers:
            states = [state for (task, _), (_, state, _) in now.items() if task == task_id]
            with self.store.reading() as session:
                task = tasks.get(session, task_id)
            counted = [sum(task_counters.counter_of(state) == name for state in states) for name in COUNTERS]
            assert [getattr(task, name) for name in COUNTERS] == counted
            assert (task.cancelled_at is not None) == (task_id in self.cancelled)
            assert task.acknowledged == sum(task == task_id for task, _ in self.acknowledged)

    @invariant()
    def what_the_rows_say_is_what_the_registry_holds(self):
        assert getattr(self, "wrong", []) == []
        for place, (_, state, _) in getattr(self, "before", {}).items():
            if state is ItemState.SUCCEEDED:
                assert place in self.applied
            elif state in {ItemState.WAITING, ItemState.FAILED, ItemState.CANCELLED}:
                assert place not in self.applied

    @invariant()
    def polling_gives_what_ended_and_is_not_acknowledged(self):
        if not hasattr(self, "store"):
            return
        ended = [place for place, (_, state, _) in sorted(self.before.items()) if state.final]
        wanted = [self.before[place][2] for place in ended if place not in self.acknowledged]
        with self.store.reading() as session:
            pages = [untold_items.page(session, self.ada, number, 3) for number in range(1, 2 + len(wanted) // 3)]
            assert untold_items.page(session, self.cy, 1, 3).total == 0
        assert [row.item.detail_no for page in pages for row in page.rows] == wanted
        assert {page.total for page in pages} == {len(wanted)}

    def teardown(self):
        """INV-3: in the end every row is final, or is held for a person."""
        if not hasattr(self, "store"):
            return
        for _ in range(60):
            self.pending.clear()
            for task_id in sorted({task for (task, _), (_, state, _) in self.before.items() if not state.final}):
                self.run(task_id)
            self.moves_are_allowed_and_counters_sum_up()
            self.what_the_rows_say_is_what_the_registry_holds()
            if all(state.final or state is ItemState.HELD for _, state, _ in self.before.values()):
                break
        else:
            raise AssertionError(f"rows in limbo: {self.before}")
        self.store.close()
        self.folder.cleanup()


COUNTERS = ("waiting", "executing", "succeeded", "failed")


def reachable(state):
    found, new = set(), {state}
    while new:
        new = {after for before in new for after in MOVES[before]} - found
        found |= new
    return found


def test_any_order_of_calls_and_crashes_keeps_to_the_model():
    """INV-1, INV-3, INV-5, INV-6, INV-14."""
    run_state_machine_as_test(
        Tasks,
        settings=settings(
            max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
