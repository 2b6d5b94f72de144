"""The engine under a great many seeds, in virtual time (FP-3): each run is judged, and one that fails is replayed by its number."""

import pytest

from freehold.clock import pause
from freehold.engine import chunks
from freehold.engine.runner import Runner
from freehold.operations.registrant_change.case import Case
from freehold.terms.fees import FeeLimit
from freehold.terms.instants import SECOND
from freehold.terms.tasks import ItemState
from support.simulation.simulation import Simulation

A_SLICE = 50
"""Seeds a test: enough to be cheap, few enough to be told apart."""


def judged(seed, *, fees=False):
    """Run a seed; what is wrong, with the seed's number and its last steps."""
    simulation = Simulation(seed, fees=fees)
    wrong = simulation.run()
    if not wrong:
        return []
    replay = f"PYTHONPATH=tests python -m support.simulation.replay --seed {seed}{' --fees' if fees else ''}"
    return [f"seed {seed} ({replay})", *wrong, *simulation.steps[-40:]]


def first_that_fails(seeds, *, fees=False):
    return next((found for seed in seeds if (found := judged(seed, fees=fees))), [])


@pytest.mark.parametrize("start", range(0, 2000, A_SLICE))
def test_nothing_is_lost_or_done_twice_under_any_seed(start):
    """INV-1 to INV-7, INV-9, INV-10, INV-12."""
    assert first_that_fails(range(start, start + A_SLICE)) == []


@pytest.mark.parametrize("start", range(0, 500, A_SLICE))
def test_no_fee_is_paid_twice_or_beyond_the_limit_under_any_seed(start):
    """INV-5, at a registry that charges for a new registrant, and whose prices move."""
    assert first_that_fails(range(start, start + A_SLICE), fees=True) == []


@pytest.mark.long
@pytest.mark.parametrize("start", range(1_000, 11_000, 500))
def test_nothing_is_lost_or_done_twice_under_ten_thousand_seeds(start):
    assert first_that_fails(range(start, start + 500)) == []


def test_a_seed_gives_the_same_steps_each_time():
    first, second = Simulation(11), Simulation(11)
    first.run()
    second = Simulation(11)
    second.run()

    assert first.steps == second.steps
    assert len(first.steps) > 50


def without_looking(monkeypatch):
    """REL-7: what is in doubt is sent again."""
    monkeypatch.setattr(Case, "in_doubt", property(lambda _case: False))


def without_the_fence(monkeypatch):
    """REL-4: a run that was taken over writes all the same."""
    monkeypatch.setattr(chunks, "hold", lambda _session, chunk, _now: chunk)


def without_time_to_settle(monkeypatch):
    """REL-7: the registry is asked while what a dead process sent is still on its way."""

    async def at_once(_runner, _chunk, _items, _seconds):
        pass

    monkeypatch.setattr(Runner, "_settle", at_once)


def settling_from_the_intents(monkeypatch):
    """What once was: the time to settle counted from when a group's intents were written, by a clock that may step."""

    async def from_intents(runner, _chunk, items, seconds):
        sent = [item.sent_at for item in items if item.state is ItemState.EXECUTING and item.sent_at is not None]
        if sent:
            left = max(sent) / SECOND + seconds - runner._clock.now() / SECOND
            if left > 0:
                await pause(min(left, seconds))

    monkeypatch.setattr(Runner, "_settle", from_intents)


@pytest.mark.long
def test_a_rare_planted_defect_is_found_within_two_thousand_seeds(monkeypatch):
    """TST-8, REL-7, REL-16."""
    settling_from_the_intents(monkeypatch)

    assert first_that_fails(range(2000)) != []


@pytest.mark.parametrize("plant", [without_looking, without_the_fence, without_time_to_settle])
def test_a_planted_defect_is_found_within_120_seeds(monkeypatch, plant):
    """TST-8."""
    plant(monkeypatch)

    assert first_that_fails(range(120)) != []


def without_a_limit(monkeypatch):
    """Whatever is asked is agreed to."""
    monkeypatch.setattr(FeeLimit, "covers", lambda _limit, _amount, _currency: True)


@pytest.mark.parametrize("plant", [without_looking, without_a_limit])
def test_a_planted_defect_of_fees_is_found_within_120_seeds(monkeypatch, plant):
    """TST-8."""
    plant(monkeypatch)

    assert first_that_fails(range(120), fees=True) != []
