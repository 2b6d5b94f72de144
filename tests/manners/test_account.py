"""What a registry account's lanes keep to together (REL-9, REL-8), against a real sandbox over TLS."""

import asyncio
from dataclasses import replace

from freehold import clock
from freehold.gateway import session
from freehold.gateway.manners import Unwritten
from freehold.terms.holds import Hold, Pause, PauseSource
from freehold.terms.instants import MINUTE, Instant, from_text
from freehold.terms.outcomes import Done, Later, Stopped, Unknown
from freehold.terms.reasons import Reason
from support.registries import Time, account, lock, run
from support.waiting import until

NOON = from_text("2026-03-10T12:00Z")
NAMES = [f"shop-{number}.com" for number in range(1, 9)]


class Books(Unwritten):
    """Remembers what it was told."""

    def __init__(self):
        super().__init__()
        self.pauses = []
        self.logins = []

    async def paused(self, registry, pause):
        self.pauses.append((registry, pause))

    async def logged_in(self, registry, server_certificate_ends_at, _warnings):
        self.logins.append((registry, server_certificate_ends_at))

    @property
    def counted(self):
        return self._drawn


async def looked(registry, name, lane=0):
    """The domain, or the outcome that stopped the look."""
    try:
        return await registry.lane(lane).look_domain(name)
    except Stopped as stopped:
        return stopped.outcome


def test_while_an_account_is_paused_nothing_is_sent_and_nobody_logs_in(north):
    north.seed(NAMES[0])

    async def work():
        time = Time(NOON)
        async with account(north.settings(), time=time) as registry:
            registry.manners.pauses = (Pause(PauseSource.OPERATOR, NOON, Instant(NOON + MINUTE), "wait"),)
            refused = [await lock(registry, NAMES[0]), await looked(registry, NAMES[0])]
            hold, sessions = registry.manners.hold(), north.sessions
            time.at = Instant(NOON + MINUTE)
            return refused, hold, sessions, await lock(registry, NAMES[0]), registry.manners.hold()

    refused, hold, sessions, after, free = run(work())

    assert refused == [Later(Reason.REGISTRY_PAUSED, 60.0)] * 2
    assert hold == Hold(Reason.REGISTRY_PAUSED, Instant(NOON + MINUTE), everything=True)
    assert sessions == 0
    assert isinstance(after, Done)
    assert free is None
    assert north.updates() == [NAMES[0]]


def test_an_account_that_is_released_logs_out_and_comes_back_on_demand(north):
    north.seed(NAMES[0])

    async def work():
        async with account(north.settings()) as registry:
            await looked(registry, NAMES[0], 0)
            await looked(registry, NAMES[0], 1)
            before = north.sessions
            await registry.release()
            # The registry forgets a session when the connection's end has reached it.
            await asyncio.to_thread(until, lambda: north.sessions == 0)
            between = north.sessions
            await looked(registry, NAMES[0], 0)
            return before, between, north.sessions

    assert run(work()) == (2, 0, 1)


def test_in_quiet_hours_nothing_is_changed_and_the_registry_is_still_asked(north):
    north.seed(NAMES[0])

    async def work():
        time = Time(from_text("2026-03-10T00:30Z"))
        settings = north.settings(quiet_hours=("23:00-01:15",))
        async with account(settings, time=time) as registry:
            quiet = await lock(registry, NAMES[0])
            asked = await looked(registry, NAMES[0])
            hold = registry.manners.hold()
            time.at = from_text("2026-03-10T01:15Z")
            return quiet, asked.registrant, hold, await lock(registry, NAMES[0])

    quiet, asked, hold, after = run(work())

    assert quiet == Later(Reason.QUIET_HOURS, 45 * 60.0)
    assert asked == "PRIOR"
    assert hold == Hold(Reason.QUIET_HOURS, from_text("2026-03-10T01:15Z"), everything=False)
    assert isinstance(after, Done)


def test_no_more_is_changed_in_a_day_of_the_registry_than_its_quota(north):
    """The day turns at the registry's midnight: 16:00 UTC in Shanghai."""
    north.seed(*NAMES)

    async def work():
        time, books = Time(NOON), Books()
        settings = north.settings(changes_a_day=3, time_zone="Asia/Shanghai")
        async with account(settings, time=time, books=books) as registry:
            first = [await lock(registry, name, lane=number % 2) for number, name in enumerate(NAMES[:5])]
            hold = registry.manners.hold()
            asked = await looked(registry, NAMES[4])
            time.at = from_text("2026-03-10T16:00Z")
            after = registry.manners.hold(), await lock(registry, NAMES[4])
        return first, hold, asked, after, books.counted

    first, hold, asked, (free, after), counted = run(work())

    assert [type(outcome) for outcome in first[:3]] == [Done] * 3
    assert first[3:] == [Later(Reason.DAILY_QUOTA, 4 * 3600.0)] * 2
    assert hold == Hold(Reason.DAILY_QUOTA, from_text("2026-03-10T16:00Z"), everything=False)
    assert asked.name == NAMES[4]
    assert free is None
    assert isinstance(after, Done)
    assert counted == {("north", "2026-03-10"): 3, ("north", "2026-03-11"): 1}
    assert north.updates() == NAMES[:3] + NAMES[4:5]


def test_what_is_drawn_of_the_quota_and_not_sent_is_given_back_at_the_end(north):
    north.seed(NAMES[0])

    async def work():
        books = Books()
        async with account(north.settings(changes_a_day=1000), time=Time(NOON), books=books) as registry:
            await lock(registry, NAMES[0])
            drawn = dict(books.counted)
        return drawn, books.counted

    assert run(work()) == ({("north", "2026-03-10"): 25}, {("north", "2026-03-10"): 1})


def test_the_second_wrong_password_in_a_row_pauses_the_account(north):
    """REL-8: accounts get locked, so no third attempt is made, whichever lane asks."""

    async def work():
        books = Books()
        settings = replace(north.settings(login_seconds=0.0), password="not-the-one")
        async with account(settings, time=Time(NOON), books=books) as registry:
            outcomes = [await looked(registry, NAMES[0], lane=number % 2) for number in range(4)]
            return outcomes, books.pauses, registry.manners.hold()

    outcomes, pauses, hold = run(work())

    assert [(type(outcome), outcome.reason) for outcome in outcomes] == [
        (Later, Reason.REGISTRY_UNREACHABLE), (Later, Reason.REGISTRY_UNREACHABLE),
        (Later, Reason.REGISTRY_PAUSED), (Later, Reason.REGISTRY_PAUSED),
    ]  # fmt: skip
    ((name, pause),) = pauses
    assert (name, pause.source, pause.since, pause.until) == ("north", PauseSource.LOGIN, NOON, None)
    assert pause.words.startswith("the registry refuses the log-in: 2200 ")
    assert hold == Hold(Reason.REGISTRY_PAUSED, None, everything=True)


def test_a_first_wrong_password_holds_back_all_lanes(north):
    async def work():
        settings = replace(north.settings(login_seconds=60.0), password="not-the-one")
        async with account(settings) as registry:
            return [await looked(registry, NAMES[0], lane=number) for number in (0, 1)], registry.manners.pauses

    (first, second), pauses = run(work())

    assert first.reason is second.reason is Reason.REGISTRY_UNREACHABLE
    assert 55 < second.seconds <= 60
    assert pauses == ()


def test_an_account_without_money_is_paused(north):
    """REL-8: 2104."""
    north.seed(*NAMES[:2])
    north.admin.add_faults([{"domain": NAMES[0], "command": "update", "answer": 2104, "times": 1}])

    async def work():
        books = Books()
        async with account(north.settings(), time=Time(NOON), books=books) as registry:
            outcomes = [await lock(registry, name) for name in NAMES[:2]]
            return outcomes, [(name, pause.source) for name, pause in books.pauses]

    (first, second), pauses = run(work())

    assert first == Later(Reason.REGISTRY_BUSY, 300.0, first.message)
    assert second.reason is Reason.REGISTRY_PAUSED
    assert pauses == [("north", PauseSource.BALANCE)]
    assert north.updates() == []


def test_one_failure_of_the_registry_holds_nobody_back_and_a_second_in_a_row_does(north):
    """2400: backed off from, for all lanes."""
    north.seed(*NAMES)
    order = {"command": "update", "answer": 2400, "times": 1}
    north.admin.add_faults([{"domain": name, **order} for name in (NAMES[0], NAMES[2], NAMES[3])])

    async def work():
        async with account(north.settings()) as registry:
            return [await lock(registry, name, lane=number % 2) for number, name in enumerate(NAMES[:6])]

    outcomes = run(work())

    assert [type(outcome) for outcome in outcomes] == [Unknown, Done, Unknown, Unknown, Later, Later]
    assert {outcome.reason for outcome in outcomes[4:]} == {Reason.REGISTRY_BUSY}
    assert all(25 < outcome.seconds <= 30 for outcome in outcomes[4:])
    assert north.updates() == [NAMES[1]]


def test_a_registry_that_is_not_there_is_not_tried_again_at_once(north):
    async def work():
        settings = replace(north.settings(login_seconds=60.0), address="127.0.0.1:1")
        async with account(settings) as registry:
            return [await looked(registry, NAMES[0], lane=number) for number in (0, 1)]

    first, second = run(work())

    assert first.reason is second.reason is Reason.REGISTRY_UNREACHABLE
    assert 55 < second.seconds <= 60


def test_a_session_that_ends_before_it_answers_is_trouble_the_second_time(north):
    north.seed(NAMES[0])
    north.admin.add_faults([{"domain": NAMES[0], "command": "update", "drop": "before-doing", "times": 3}])

    async def work():
        async with account(north.settings(sessions=1, login_seconds=60.0)) as registry:
            return [await lock(registry, NAMES[0]) for _ in range(3)]

    first, second, third = run(work())

    assert (type(first), type(second)) == (Unknown, Unknown)
    assert third.reason is Reason.REGISTRY_UNREACHABLE
    assert 55 < third.seconds <= 60


def test_a_session_is_replaced_after_so_many_commands_and_never_beside_its_successor(north):
    north.seed(NAMES[0])
    north.admin.ask("most_sessions", number=1)

    async def work():
        books = Books()
        async with account(north.settings(sessions=1, commands_a_session=5, window=4), books=books) as registry:
            found = [await looked(registry, NAMES[0]) for _ in range(12)]
        return [each.name for each in found], len(books.logins)

    # A log-in is a command too: four looks a session.
    assert run(work()) == ([NAMES[0]] * 12, 3)


def test_a_session_is_replaced_when_it_is_old(north, monkeypatch):
    north.seed(NAMES[0])
    later = 0.0
    monkeypatch.setattr(session, "monotonic", lambda: clock.monotonic() + later)

    async def work():
        nonlocal later
        books = Books()
        async with account(north.settings(sessions=1, session_minutes=10.0), books=books) as registry:
            for minutes in (0, 9.9, 10.1, 10.2):
                later = minutes * 60
                await looked(registry, NAMES[0])
            return len(books.logins), north.sessions

    assert run(work()) == (2, 1)


def test_a_lane_that_is_allowed_no_session_hands_its_commands_to_another(north):
    """2502: the cap is the registry's, so the lane does not stand still (REL-9)."""
    north.seed(*NAMES)
    north.admin.ask("most_sessions", number=1)

    async def work():
        async with account(north.settings(sessions=2, login_seconds=60.0)) as registry:
            first = await lock(registry, NAMES[0], lane=0)
            return first, await lock(registry, NAMES[1], lane=1), await looked(registry, NAMES[1], lane=1)

    first, second, found = run(work())

    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert "clientHold" in found.statuses
    assert north.sessions <= 1


def test_the_end_of_the_registrys_certificate_is_known_after_a_log_in(north):
    north.seed(NAMES[0])

    async def work():
        books = Books()
        async with account(north.settings(sessions=1), books=books) as registry:
            await looked(registry, NAMES[0])
        return books.logins

    from cryptography import x509

    certificate = x509.load_pem_x509_certificate((north.folder / "server.pem").read_bytes())
    assert run(work()) == [("north", int(certificate.not_valid_after_utc.timestamp()) * 1000)]
