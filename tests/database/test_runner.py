"""One run of a chunk, with the real store and a scripted registry (FP-3): what each outcome leaves, and the fence."""

import asyncio
import random

import pytest
import sqlalchemy as sa

from freehold.engine import chunks
from freehold.engine.backoff import MOST_SENDS
from freehold.engine.performers import Load, Performer
from freehold.engine.runner import Runner
from freehold.store import accounts, attempts, contacts, domains, new_tasks, tasks
from freehold.store.domains import NewDomain
from freehold.store.new_tasks import NewItem, NewTask
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import SECOND, Instant
from freehold.terms.methods import Method
from freehold.terms.outcomes import Done, Later, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

NOW = Instant(1_767_323_045_000)


class Clock:
    """Stands where it is put."""

    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at


class Rounds:
    """Stands in for the hand-over of chunks: remembers what was enqueued."""

    def __init__(self):
        self.enqueued = []

    def enqueue(self, session, task_id, chunk, round_, registry, lane, priority, delay_seconds=0.0):
        self.enqueued.append((task_id, chunk, round_, delay_seconds))


class World:
    """A task of some domains in one chunk, and a registry that answers as told."""

    def __init__(self, database, count):
        self.database = database
        self.clock = Clock()
        self.rounds = Rounds()
        self.answers = {}
        self.asked = []
        self.hold = None
        self.trids = iter(range(1_000_000))
        self.task_id = database.write_now(lambda session: self._fill(session, count))
        self.runner = Runner(
            database,
            self.rounds,
            self.clock,
            self.clock,
            {
                TaskKind.CHANGE_REGISTRANT.value: Performer(
                    load=lambda session, task, first, last: Load(attempts.open_items(session, task, first, last)),
                    intend=attempts.intend,
                    record=attempts.record,
                    after=lambda session, shared, findings, now: None,
                    perform=self._perform,
                    capacity=lambda registry, lane: 4,
                    wait=attempts.wait,
                    hold=lambda registry: self.hold,
                    settle_seconds=lambda registry: 0.0,
                )
            },
            lambda: f"T-{next(self.trids)}",
            random.Random(7),
        )

    def _fill(self, session, count):
        account = accounts.create(session, "acme", NOW)
        contact = contacts.add(session, account.id, Contact(organization="Example Ltd"), NOW)
        names = [DomainName(f"shop-{number}.example") for number in range(1, count + 1)]
        later = Instant(NOW + 1000 * SECOND)
        entries = [NewDomain(name=n, registrant_id=contact, registered_at=NOW, expires_at=later) for n in names]
        domains.add_many(session, account.id, entries, NOW)
        found = sorted(domains.candidates(session, account.id, names), key=lambda candidate: candidate.id)
        task = NewTask(
            task_no="880f1579-be51-4dd3-a69d-3f1e5b1c2d10",
            account_id=account.id,
            kind=TaskKind.CHANGE_REGISTRANT,
            profile_id=1,
            contact_id=contact,
            lock_after=False,
            client_ip="192.0.2.1",
        )
        rows = [NewItem(candidate.id, candidate.name, candidate.instance_id, 1) for candidate in found]
        task_id = new_tasks.add(session, task, rows, NOW)
        chunks.write(session, task_id, task.kind.value, chunks.cut(1, "north", Method.UPDATE, 1, None, 1, count), NOW)
        return task_id

    async def _perform(self, shared, chunk, intent):
        self.asked.append((intent.item.seq, intent.item.state.in_doubt, intent.trid))
        answers = self.answers.get(intent.item.seq)
        answer = answers.pop(0) if answers else Done()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def run(self, round_=1):
        asyncio.run(self.runner.run(self.task_id, 1, round_))

    def rows(self):
        with self.database.reading() as session:
            found = session.execute(sa.select(tasks.items).order_by(tasks.items.c.seq))
            return [(ItemState(row.state), row.reason, row.busy_domain_id is None) for row in found]

    def counters(self):
        with self.database.reading() as session:
            task = tasks.get(session, self.task_id)
        return task.waiting, task.executing, task.succeeded, task.failed


@pytest.fixture
def world(database):
    return World(database, 5)


def test_a_chunk_that_goes_well_is_closed(world):
    world.run()

    assert world.rows() == [(ItemState.SUCCEEDED, None, True)] * 5
    assert world.counters() == (0, 0, 5, 0)
    assert world.rounds.enqueued == []
    assert len({trid for _, _, trid in world.asked}) == 5


def test_a_refused_domain_does_not_stop_the_others(world):
    world.answers = {2: [Refused(Reason.SERVER_LOCKED, 2304, "held")], 4: [Stopped(Refused(Reason.CONTACT_REFUSED))]}

    world.run()

    assert [state for state, _, _ in world.rows()].count(ItemState.SUCCEEDED) == 3
    assert world.rows()[1] == (ItemState.FAILED, "DomainServerLocked", True)
    assert world.rows()[3] == (ItemState.FAILED, "ContactRefused", True)
    assert world.counters() == (0, 0, 3, 2)


def test_a_bug_in_one_item_leaves_it_in_doubt_and_the_others_done(world, caplog):
    world.answers = {3: [ZeroDivisionError()]}

    world.run()

    assert world.rows()[2] == (ItemState.EXECUTING, None, False)
    assert world.counters() == (0, 1, 4, 0)
    assert "performing item 3" in caplog.text


@pytest.mark.parametrize(
    ("outcome", "state", "in_doubt"),
    [
        (Later(Reason.REGISTRY_BUSY, 30.0), ItemState.LATER, False),
        (Unknown("dropped"), ItemState.EXECUTING, True),
        (Pending("SV-1"), ItemState.AWAITING_REGISTRY, True),
    ],
)
def test_what_is_not_over_gets_another_round(world, outcome, state, in_doubt):
    """REL-7: an item whose answer was lost, or that waits, is asked about first."""
    world.answers = {2: [outcome]}
    world.run()

    assert world.rows()[1] == (state, None if state is not ItemState.LATER else "RegistryBusy", False)
    ((_, _, round_, delay),) = world.rounds.enqueued
    assert (round_, delay > 0) == (2, True)

    world.clock.at = Instant(NOW + 4_000_000)
    world.asked.clear()
    world.run(2)

    assert [(seq, doubt) for seq, doubt, _ in world.asked] == [(2, in_doubt)]
    assert world.counters() == (0, 0, 5, 0)


def test_a_long_wait_for_a_registry_is_looked_at_more_and_more_seldom(world):
    world.answers = {2: [Pending("SV-1"), Pending("SV-1"), Pending("SV-1")]}
    world.run()
    world.clock.at = Instant(NOW + 400_000)
    world.run(2)
    world.clock.at = Instant(NOW + 86_400_000)
    world.run(3)

    assert [delay for *_, delay in world.rounds.enqueued] == [2.0, 100.0, 900.0]


def test_an_item_not_yet_due_is_left_alone(world):
    world.answers = {2: [Later(Reason.REGISTRY_BUSY, 30.0)]}
    world.run()
    world.asked.clear()

    world.run(2)

    assert world.asked == []
    assert world.rounds.enqueued[-1][2] == 3


def test_a_round_that_came_too_late_does_nothing(world):
    """Enqueued twice, or overtaken: the chunk has moved on."""
    world.answers = {2: [Later(Reason.REGISTRY_BUSY)]}
    world.run()
    world.asked.clear()

    world.run(1)

    assert world.asked == []


def test_an_older_run_is_fenced_off(world):
    """REL-4: what a run that was overtaken found is dropped."""

    async def overtaken():
        first = world.runner
        original = world._perform

        async def take_over(*arguments):
            await world.database.write(lambda session: chunks.take(session, world.task_id, 1, 1, NOW))
            return await original(*arguments)

        first._performers = {
            kind: Performer(**{**{name: getattr(p, name) for name in p.__slots__}, "perform": take_over})
            for kind, p in first._performers.items()
        }
        await first.run(world.task_id, 1, 1)

    asyncio.run(overtaken())

    assert world.rows() == [(ItemState.EXECUTING, None, False)] * 5
    assert world.runner.figures.leases_lost == 1


def test_a_run_after_a_crash_asks_before_it_sends(world):
    """INV-5: intents without an outcome are in doubt."""
    with world.database.reading() as session:
        items = attempts.open_items(session, world.task_id, 1, 3)
    from freehold.engine.performers import Intent

    intents = [Intent(item, f"OLD-{item.seq}") for item in items]
    world.database.write_now(lambda session: attempts.intend(session, world.task_id, intents, NOW, NOW))

    world.run()

    assert [(seq, doubt) for seq, doubt, _ in sorted(world.asked)] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
        (5, False),
    ]
    assert not {trid for _, _, trid in world.asked} & {"OLD-1", "OLD-2", "OLD-3"}


def test_sends_that_surely_did_not_happen_are_not_counted(world):
    """REL-7 limits how often a change is sent, not how often the registry could not be reached."""
    world.answers = {1: [Later(Reason.REGISTRY_UNREACHABLE)] * (MOST_SENDS + 3)}
    for round_ in range(1, MOST_SENDS + 4):
        world.run(round_)
        world.clock.at = Instant(world.clock.at + 400 * SECOND)

    with world.database.reading() as session:
        (item,) = attempts.open_items(session, world.task_id, 1, 1)
    assert (item.attempts, item.sends) == (MOST_SENDS + 3, 0)


def test_a_stopped_runner_leaves_the_rest_for_the_next_start(database):
    """REL-18."""
    world = World(database, 60)
    world.runner.stop()

    world.run()

    assert world.counters() == (60, 0, 0, 0)
    assert world.rounds.enqueued == [(world.task_id, 1, 2, 0.0)]


def test_slices_are_even_and_cover_all():
    slices = chunks.cut(1, "north", Method.UPDATE, 4, None, 1, 2500)

    assert [(piece.first, piece.last, piece.lane) for piece in slices] == [(1, 834, 1), (835, 1668, 2), (1669, 2500, 3)]


def test_a_small_task_takes_the_interactive_lane():
    (piece,) = chunks.cut(1, "north", Method.UPDATE, 4, None, 11, 25)

    assert (piece.first, piece.last, piece.lane) == (11, 35, 0)


def test_a_slow_registry_gets_small_chunks():
    slices = chunks.cut(1, "north", Method.UPDATE, 1, 2.0, 1, 40)

    assert [(piece.first, piece.last) for piece in slices] == [(1, 14), (15, 28), (29, 40)]
