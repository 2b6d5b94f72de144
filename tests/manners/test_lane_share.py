"""Two processes at one registry account use each lane in turns, so that together they have no session too many (REL-9)."""

import asyncio
from collections import Counter

import pytest

from freehold import leases
from freehold.clock import monotonic
from freehold.gateway import session
from freehold.gateway.lane_share import LaneShare
from freehold.terms.outcomes import Done, Later, Stopped, Unknown
from support.registries import account, lock, run

NAMES = [f"shop-{number}.com" for number in range(1, 41)]


class Table:
    """Who has which key, for several accounts in one process."""

    def __init__(self):
        self.holders = {}

    def key(self, whose):
        return lambda lane: Key(self, whose, lane)


class Key:
    """A key on the table."""

    def __init__(self, table, whose, lane):
        self.table, self.whose, self.lane = table, whose, lane

    async def take(self):
        for _ in range(500):
            if await self.take_if_free():
                return True
            await self.table.holders[self.lane].when_asked()
            await asyncio.sleep(0.002)
        return False

    async def take_if_free(self):
        return self.table.holders.setdefault(self.lane, self) is self

    async def give(self):
        assert self.table.holders.pop(self.lane) is self

    def tell(self, asked, lost):
        self.when_asked, self.when_lost = asked, lost


@pytest.fixture
def one_session(north):
    north.seed(*NAMES)
    north.admin.ask("most_sessions", number=1)
    return north.settings(sessions=1, window=4)


def test_two_accounts_share_one_session_in_turns(north, one_session):
    table = Table()

    async def work():
        async with account(one_session, key=table.key("a")) as a, account(one_session, key=table.key("b")) as b:
            return await asyncio.gather(*(lock((a, b)[number % 2], name) for number, name in enumerate(NAMES)))

    outcomes = run(work())
    assert Counter(type(outcome) for outcome in outcomes) == {Done: len(NAMES)}
    assert sorted(north.updates()) == sorted(NAMES)


def test_a_lane_that_another_process_has_is_left_to_it(one_session):
    table = Table()

    async def work():
        async with account(one_session, key=table.key("a")) as a, account(one_session, key=table.key("b")) as b:
            assert await a.lane(0).look_domain(NAMES[0]) is not None
            assert not await b.lane(0).is_ours()
            # Asked for, it comes, once nothing is in flight.
            assert await b.lane(0).look_domain(NAMES[0]) is not None
            assert not await a.lane(0).is_ours()

    run(work())


def test_work_whose_lease_has_ended_sends_no_change(north, one_session):
    async def work():
        holds = True
        async with account(one_session) as a:
            leases.take(lambda: holds)
            assert isinstance(await lock(a, NAMES[0]), Done)
            holds = False
            assert isinstance(await lock(a, NAMES[1]), Later)

    run(work())
    assert north.updates() == [NAMES[0]]


def test_a_process_that_froze_while_it_put_a_change_into_words_does_not_send_it_when_it_thaws(
    north, one_session, monkeypatch
):
    """The permission is from before, and what follows from it looks as if it had taken no time."""
    holds = True
    really_carried = session.carried

    def freeze_and_carry(*arguments):
        nonlocal holds
        holds = False
        return really_carried(*arguments)

    async def work():
        async with account(one_session) as a:
            leases.take(lambda: holds)
            await a.lane(0).look_domain(NAMES[1])
            monkeypatch.setattr(session, "carried", freeze_and_carry)
            return await lock(a, NAMES[0])

    assert run(work()) == Unknown("the process stood still before sending")
    assert north.updates() == []


def test_what_a_process_handed_over_before_it_froze_does_not_leave_when_it_thaws(north, one_session, monkeypatch):
    ahead = 0.0
    really_write = session.Session._write

    def write_and_freeze(self, octets):
        nonlocal ahead
        really_write(self, octets)
        ahead += 60.0 * (b"<domain:update" in octets)

    monkeypatch.setattr(session, "monotonic", lambda: monotonic() + ahead)
    monkeypatch.setattr(session.Session, "_write", write_and_freeze)

    async def work():
        async with account(one_session) as a:
            await a.lane(0).look_domain(NAMES[1])
            return await lock(a, NAMES[0])

    assert isinstance(run(work()), Unknown)
    assert north.updates() == []


def test_what_was_in_flight_when_a_lane_was_lost_is_of_unknown_outcome(north, one_session):
    table = Table()
    north.admin.add_faults([{"domain": NAMES[0], "delay_seconds": 1.0}])

    async def work():
        async with account(one_session, key=table.key("a")) as a:
            await a.lane(0).look_domain(NAMES[1])
            sent = asyncio.create_task(lock(a, NAMES[0]))
            await asyncio.sleep(0.2)
            await table.holders[0].when_lost()
            return await sent

    assert isinstance(run(work()), Unknown)


def test_a_holder_that_does_not_let_go_keeps_others_waiting_and_no_longer():
    """Whoever waits in vain is told so, and tries again later."""

    class Kept(Key):
        async def take(self):
            return False

    async def nothing():
        """Log out of no session."""

    async def work():
        async with LaneShare(Kept(Table(), "a", 0), nothing, nothing):
            raise AssertionError("the lane was not to be had")

    with pytest.raises(Stopped) as stopped:
        run(work())
    assert isinstance(stopped.value.outcome, Later)
