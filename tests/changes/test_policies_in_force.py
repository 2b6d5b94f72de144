"""What the operator's policy files say is what happens: locks that cannot be waived, names that do not fit, rules of the day."""

import pytest

from freehold.app import App
from freehold.policy.loading import BadPolicy
from freehold.terms.instants import DAY, from_text
from support.policy_folder import write
from support.practice import practice
from support.waiting import until

LOCK = "clientTransferProhibited"


def with_files(running, files):
    """Start again with these files in DATA/policy."""
    for name, text in files.items():
        write(running.settings.data, f"policy/{name}", text)
    running.restart()


def test_a_lock_that_may_not_be_waived_is_set_unasked_and_ends_in_its_time():
    with practice("a.example") as running:
        with_files(running, {"tlds/example.toml": "[registrant_change]\nlock_may_be_waived = false\nlock_days = 30\n"})

        running.finished(running.change(["a.example"], lock=False))

        assert running.at_registry("a.example")["statuses"] == [LOCK]
        assert 29 * DAY < running.domain("a.example").no_transfer_until - running.clock.now() <= 30 * DAY
        running.clock.advance(31 * DAY)
        running.app.rounds.look_after_locks()
        until(lambda: running.domain("a.example").no_transfer_until is None)
        assert running.at_registry("a.example")["statuses"] == []


def test_the_rule_of_the_day_of_the_request_holds_for_what_is_done_later():
    with practice("a.example") as running:
        now = running.clock.now()
        later = "[[from]]\ndate = {}\nregistrant_change = {{lock_days = 10}}\n"
        tomorrow = (now // DAY + 1) * DAY
        day = next(text for text in (f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29))
                   if from_text(text) >= tomorrow)  # fmt: skip
        with_files(running, {"tlds/example.toml": later.format(day)})
        running.sandbox.add_faults([{"domain": "a.example", "pending_seconds": 1}])

        task_no = running.change(["a.example"], lock=True)
        until(lambda: running.rows(task_no)["a.example"][0] == "AWAITING_REGISTRY")
        running.clock.advance(40 * DAY)

        assert running.finished(task_no).succeeded == 1
        assert running.domain("a.example").no_transfer_until - running.clock.now() > 59 * DAY


def test_a_name_that_the_suffix_does_not_take_fails_before_anything_is_sent():
    with practice("a.example", "b.test") as running:
        with_files(running, {"tlds/example.toml": "[contacts]\nshortest_name = 200\n"})

        task_no = running.change(["a.example", "b.test"])

        assert (running.finished(task_no).succeeded, running.task(task_no).failed) == (1, 1)
        assert running.rows(task_no)["a.example"] == ("FAILED", "HolderNameLength", None)
        assert running.registrant_changes() == {"b.test": 1}


def test_a_policy_file_that_cannot_be_used_stops_the_start():
    with practice("a.example") as running:
        write(running.settings.data, "policy/tlds/example.toml", "[registrant_change]\nlock_days = 'long'\n")

        with pytest.raises(
            BadPolicy, match=r"^policy/tlds/example\.toml: registrant_change\.lock_days: Expected `int`"
        ):
            App(running.settings, running.store, running.clock)
