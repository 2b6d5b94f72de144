"""Contact objects that nothing uses any more are listed, kept a while, and deleted at the registry (INV-8)."""

from dataclasses import replace
from itertools import count

import pytest

from freehold.clock import MovableClock
from freehold.gateway.objects import DomainChange
from freehold.integrity import checker
from freehold.operations.contact_cleanup import ContactCleanup
from freehold.terms.instants import DAY, HOUR, MINUTE
from support.practice import practice
from support.served import acme
from support.waiting import until

TESTS = 9
NAMES = [f"left-{number}.com" for number in range(1, TESTS + 1)]


class House:
    """A practice whose tests each have a domain and a profile, and a cleaner whose clock they set."""

    def __init__(self, running):
        self.running = running
        self.sandbox, self.store = running.sandbox, running.store
        self._number = count(1)

    def begin(self):
        """The next test's domain and profile, and a cleaner that stands at now."""
        self.profile = next(self._number)
        self.name = NAMES[self.profile - 1]
        self.clock = MovableClock()
        self._new_cleaner()

    def _new_cleaner(self):
        app = self.running.app
        self.cleaner = ContactCleanup(self.store, app.catalogue, self.clock, app._trids.new, app._loop.start)

    def change(self, **order):
        """Change the domain's registrant to this test's profile, with misbehaviour on order; the handles that came with it."""
        before = set(self.contacts())
        if order:
            self.sandbox.add_faults([{"domain": self.name, "times": 1, **order}])
        task = self.running.finished(self.submit())
        # A new one looks at once.
        self._new_cleaner()
        self.cleaner.list_unused()
        return task, set(self.contacts()) - before

    def submit(self):
        return self.running.change([self.name], profile_id=self.profile)

    def order(self, handle, **order):
        """Let the deletion of this object go wrong once."""
        self.sandbox.add_faults([{"domain": handle, "command": "delete", "times": 1, **order}])

    def unused(self):
        """A contact object of a change that the registry refused."""
        task, (handle,) = self.change(answer=2308)
        assert task.failed == 1
        return handle

    def after(self, time):
        """Let the clock move on, and the cleaner have its turn."""
        self.clock.advance(time)
        self.cleaner.clean()
        self.cleaner._cleaning.result(20)

    def to_the_point(self):
        """Up to where the next turn deletes."""
        self.after(7 * DAY)
        self.clock.advance(HOUR)

    def contacts(self):
        return self.sandbox.ask("contacts")

    def listed(self):
        """Handles on the clean-up list, and what was last answered to a deletion."""
        with self.store.reading() as session:
            return dict(
                session.raw.execute(
                    "SELECT handle, refused_with FROM unused_contacts JOIN handles USING (registry, contact_id) "
                    "WHERE due_at < 9000000000000"
                ).fetchall()
            )

    def leave_alone(self):
        """What is on the list now is no other test's."""
        self.store.write_now(lambda session: session.raw.execute("UPDATE unused_contacts SET due_at = 9000000000000"))

    def deletions(self, handle):
        return [
            entry
            for entry in self.sandbox.ledger()
            if (entry["command"], entry["object"]) == ("contact:delete", handle)
        ]


@pytest.fixture(scope="module")
def everything():
    seed = acme([{"name": name} for name in NAMES])
    (account,) = seed["accounts"]
    account["profiles"] = [
        {"id": number, "verified": True, "holder": f"Holder {number} Ltd", "email": f"holder-{number}@example.com"}
        for number in range(1, TESTS + 2)
    ]
    # What is in flight makes the cleaner wait: nothing shall be that no test asks for.
    with practice(seed=seed, poll_seconds=1000) as running:
        yield House(running)


@pytest.fixture
def house(everything):
    everything.begin()
    yield everything
    with everything.store.reading() as session:
        assert list(checker.violations_in(session)) == []
    everything.leave_alone()
    everything.sandbox.ask("clear_faults")


def test_an_object_that_a_refused_change_left_is_deleted_when_its_days_are_over(house):
    handle = house.unused()
    assert handle in house.listed()

    house.after(6 * DAY)
    assert handle in house.contacts()
    house.after(DAY)
    house.after(HOUR)
    assert handle not in house.contacts()
    house.after(0)

    assert house.listed() == {}
    assert len(house.deletions(handle)) == 1
    with house.store.reading() as session:
        assert session.raw.execute("SELECT handle FROM handles WHERE handle = ?", (handle,)).fetchall() == []

    # It is made again for who wants it, also by a process that believes it to be there.
    task, made = house.change()
    assert (task.succeeded, made) == (1, {handle})


def test_the_object_of_a_holder_without_domains_is_deleted(house):
    _, (prior,) = house.change()
    house.profile = TESTS + 1
    _, (handle,) = house.change()
    assert set(house.listed()) == {prior}

    house.to_the_point()
    house.after(0)

    assert prior not in house.contacts()
    assert handle in house.contacts()


def test_an_object_that_something_at_the_registry_uses_is_left(house):
    handle = house.unused()
    house.running.at_the_registry(house.name, DomainChange(registrant=handle))

    house.to_the_point()
    house.after(0)

    assert handle in house.contacts()
    assert set(house.listed()) == {handle}
    house.running.at_the_registry(house.name, DomainChange(registrant="PRIOR"))
    house.to_the_point()
    house.after(0)
    assert handle not in house.contacts()


def test_an_object_that_is_linked_after_the_look_is_left(house):
    handle = house.unused()
    house.order(handle, answer=2305)

    house.to_the_point()
    house.after(0)

    assert handle in house.contacts()
    assert house.listed() == {handle: None}


@pytest.mark.parametrize("drop", ["after-doing", "before-doing"])
def test_a_deletion_whose_answer_is_lost_is_asked_about_first(house, drop):
    """INV-5, REL-7."""
    handle = house.unused()
    house.order(handle, drop=drop)

    house.to_the_point()
    house.after(0)
    assert (handle in house.contacts()) == (drop == "before-doing")
    house.after(MINUTE)
    house.after(0)

    assert handle not in house.contacts()
    assert handle not in house.listed()
    assert len(house.deletions(handle)) == 1


def test_a_refused_deletion_is_tried_again_a_day_later(house):
    handle = house.unused()
    house.order(handle, answer=2304)

    house.to_the_point()
    house.after(0)
    assert house.listed() == {handle: 2304}
    house.after(23 * HOUR)
    assert handle in house.contacts()
    house.after(HOUR)

    assert handle not in house.contacts()


def test_an_object_that_a_task_wants_again_is_left(house):
    """The task came between the giving up and the deletion, and waits for the registry."""
    handle = house.unused()
    house.to_the_point()
    house.sandbox.add_faults([{"domain": house.name, "pending_seconds": 1000, "times": 1}])
    task_no = house.submit()
    until(lambda: house.running.rows(task_no)[house.name][0] == "AWAITING_REGISTRY")

    house.after(0)

    assert house.listed() == {}
    assert handle in house.contacts()


def test_an_account_may_keep_them_all(house):
    handle = house.unused()
    registry = house.running.app.catalogue.by_name["north"]
    settings, registry.settings = registry.settings, replace(registry.settings, unused_contact_days=None)

    house.after(400 * DAY)
    house.after(HOUR)
    registry.settings = settings

    assert handle in house.contacts()
    assert house.listed() == {handle: None}
