"""The clock that deadlines go by: no step of the machine's clock ages anything (REL-16)."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.clock import MovableClock, SteadyClock
from freehold.terms.instants import DAY, HOUR, MINUTE, SECOND, Instant

START = 1_780_000_000_000


class Machine:
    """A machine's clock that a test sets, and the seconds since it was started."""

    def __init__(self):
        self.wall, self.since_boot = START, 5_000.0
        self.stalls = []

    def now(self):
        return Instant(self.wall)

    def elapsed(self):
        if self.stalls:
            self.passes(self.stalls.pop())
        return self.since_boot

    def passes(self, milliseconds):
        self.wall += milliseconds
        self.since_boot += milliseconds / 1000


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def clock(machine):
    return SteadyClock(machine, machine.elapsed)


def test_it_goes_with_the_machines_clock(machine, clock):
    machine.passes(3 * HOUR)

    assert clock.now() == machine.wall


@pytest.mark.parametrize("drift", [2 * SECOND, 59 * SECOND])
def test_small_corrections_are_followed_and_time_never_goes_back(machine, clock, drift, caplog):
    machine.wall += drift
    assert clock.now() == START + drift

    machine.wall -= drift
    machine.passes(drift // 2)
    assert clock.now() == START + drift
    machine.passes(drift)
    assert clock.now() == machine.wall
    assert caplog.records == []


@pytest.mark.parametrize("step", [-400 * DAY, -61 * SECOND, 61 * SECOND, DAY])
def test_a_step_of_more_than_a_minute_is_logged_and_ages_nothing(machine, clock, step, caplog):
    clock.now()
    machine.passes(MINUTE)
    machine.wall += step
    machine.passes(MINUTE)

    assert clock.now() == START + 2 * MINUTE
    machine.passes(HOUR)
    assert clock.now() == START + HOUR + 2 * MINUTE
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert f"was set {'back' if step < 0 else 'on'} by {abs(step) // 1000} s" in record.getMessage()
    assert clock.distance == -step
    assert clock.steps_back == (step < 0)


def test_a_step_that_is_taken_back_leaves_nothing(machine, clock):
    machine.wall += DAY
    clock.now()
    machine.passes(MINUTE)
    machine.wall -= DAY - 2 * SECOND

    assert clock.now() == machine.wall
    assert clock.distance == 0


def test_a_long_sleep_is_no_step(machine, clock, caplog):
    machine.passes(30 * DAY)

    assert clock.now() == START + 30 * DAY
    assert caplog.records == []


def test_a_process_that_stands_still_between_its_two_readings_sees_no_step(machine, clock, caplog):
    machine.stalls = [HOUR]

    assert clock.now() == START + HOUR
    assert clock.now() == machine.wall
    assert caplog.records == []


def test_moving_a_practice_clock_by_command_is_no_step(caplog):
    clock = MovableClock(Instant(START))
    clock.advance(100 * DAY)
    clock.advance(-300 * DAY)

    assert START - 200 * DAY <= clock.now() < START - 200 * DAY + MINUTE
    assert caplog.records == []


@given(st.lists(st.tuples(st.integers(0, DAY), st.integers(-3 * DAY, 3 * DAY)), max_size=30))
def test_whatever_steps_there_are_nothing_ages_by_more_than_the_real_time(moves):
    machine = Machine()
    clock = SteadyClock(machine, machine.elapsed)
    seen = clock.now()
    for passed, step in moves:
        machine.passes(passed)
        machine.wall += step
        now = clock.now()

        # What is followed is at most a minute at each look.
        assert 0 <= now - seen <= passed + SteadyClock.LARGEST_MILLISECONDS
        seen = now
