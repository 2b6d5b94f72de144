"""Tasks as a state machine whose steps a property-based tool chooses (TST-2), on the base of the simulation.

What the machine knows of each task is what its caller was told; what must be true is judged as for a seed, and what a caller sees
at each moment besides.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from freehold.store import acknowledgements, task_counters, tasks
from freehold.terms.tasks import ItemState
from support.simulation import judge
from support.simulation.simulation import ACCOUNT, NAMES, PROFILES, Simulation


class TaskMachine(RuleBasedStateMachine):
    """One caller, one registry, processes that die."""

    def __init__(self):
        super().__init__()
        self.simulation = Simulation(0, severity=0.0)
        self.seen_final = {}
        self.pass_time(0.0)

    def live(self, seconds):
        with self.simulation.listening():
            self.simulation.loop.run_until_complete(self.simulation.sleep(seconds))

    @rule(seconds=st.sampled_from((0.0, 0.05, 0.5, 2.0, 30.0, 1000.0)))
    def pass_time(self, seconds):
        if self.simulation.process is None:
            self.simulation.start_again()
        self.live(seconds)

    @rule(
        names=st.sets(st.sampled_from(NAMES), min_size=1, max_size=4),
        profile=st.sampled_from(PROFILES),
        lock=st.booleans(),
    )
    def submit(self, names, profile, lock):
        """A domain that is busy refuses the whole list, and no other does."""
        busy = self.busy()
        if self.simulation.process is None:
            return

        task_no = self.simulation.submit(sorted(names), profile, lock=lock)

        assert (task_no is None) == bool(names & busy)

    @precondition(lambda self: self.simulation.promises)
    @rule(data=st.data())
    def cancel(self, data):
        """Nothing that was not sent is open after it."""
        if self.simulation.process is None:
            return
        task_no = data.draw(st.sampled_from(sorted(self.simulation.promises)))
        self.simulation.cancel(task_no)
        assert {ItemState.WAITING, ItemState.LATER}.isdisjoint(self.states(task_no).values())

    @rule(data=st.data())
    def acknowledge(self, data):
        offered = self.simulation.poll()
        if not offered:
            return
        numbers = data.draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))
        self.simulation.acknowledge(numbers)
        assert sorted(self.simulation.poll()) == sorted(set(offered) - set(numbers))

    @rule()
    def acknowledge_again(self):
        """Saying it twice changes nothing."""
        again = list(self.simulation.acknowledged)

        def work(session):
            return acknowledgements.acknowledge(session, ACCOUNT, again, self.simulation.business.now())

        assert self.simulation.store.write(work) == 0

    @precondition(lambda self: self.simulation.process is not None)
    @rule(steps=st.integers(1, 25), fate=st.sampled_from(("die", "freeze")))
    def end_after(self, steps, fate):
        self.simulation.end_after(steps, fate)

    @precondition(lambda self: self.simulation.process is not None)
    @rule()
    def lose_handover(self):
        self.simulation.lose_handover()

    @rule(severity=st.sampled_from((0.0, 0.3, 1.0)))
    def let_the_registry_be(self, severity):
        """Of so many commands the answer is lost, late, no, or a review."""
        self.simulation.severity = severity

    @rule(days=st.sampled_from((-3, 1, 59, 61)))
    def move_the_business_clock(self, days):
        self.simulation.move_business_clock(days)

    @rule(seconds=st.sampled_from((-600, -61, 61, 600)))
    def step_the_system_clock(self, seconds):
        self.simulation.step_system_clock(seconds)

    @invariant()
    def what_is_final_stays_as_it_is(self):
        """INV-14, INV-1."""
        for task_no in self.simulation.promises:
            for name, state in self.states(task_no).items():
                known = self.seen_final.setdefault((task_no, name), state if state.final else None)
                assert known in {None, state}
                if state.final:
                    self.seen_final[task_no, name] = state

    @invariant()
    def the_counters_are_those_of_the_rows(self):
        """INV-12."""
        for task_no in self.simulation.promises:
            task, states = self.task(task_no), self.states(task_no)
            counted = [task_counters.counter_of(state) for state in states.values()]
            assert {name: getattr(task, name) for name in ("waiting", "executing", "succeeded", "failed")} == {
                name: counted.count(name) for name in ("waiting", "executing", "succeeded", "failed")
            }

    def teardown(self):
        if self.simulation.process is None:
            self.simulation.start_again()
        with self.simulation.listening():
            self.simulation.loop.run_until_complete(self.simulation.settle())
        assert self.simulation.verdict() == [], "\n".join(self.simulation.steps)

    def task(self, task_no):
        with self.simulation.store.transaction() as session:
            return tasks.find(session, task_no)

    def states(self, task_no):
        with self.simulation.store.transaction() as session:
            page = tasks.items_page(session, tasks.find(session, task_no), 1, 50)
        return {item.domain_name: ItemState(item.state) for item in page.rows}

    def busy(self):
        rows = self.simulation.store.raw.execute("SELECT domain_name FROM items WHERE busy_domain_id IS NOT NULL")
        return {row[0] for row in rows}


def run(examples, steps, **more):
    run_state_machine_as_test(
        TaskMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), **more,
        ),
    )  # fmt: skip


def test_tasks_keep_their_promises_whatever_is_asked_and_fails():
    run(100, 30, derandomize=True, phases=(Phase.generate, Phase.shrink))


@pytest.mark.long
def test_tasks_keep_their_promises_over_two_thousand_stories():
    run(2000, 50)


def test_a_machine_finds_a_judge_that_is_not_satisfied(monkeypatch):
    """TST-8: that the machine judges at all."""
    monkeypatch.setattr(judge, "judge", lambda _simulation: ["planted"])

    with pytest.raises(AssertionError):
        run(1, 3, derandomize=True, phases=(Phase.generate,))
