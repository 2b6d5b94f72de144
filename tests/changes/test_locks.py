"""Transfer lock and update lock as the account switches them: at the registry, in our copy, and past the 60-day date."""

import pytest

from freehold.gateway.objects import DomainChange
from freehold.terms.instants import DAY
from support.asked import asked, listed
from support.practice import practice
from support.served import acme
from support.waiting import until

TRANSFER, UPDATE = "clientTransferProhibited", "clientUpdateProhibited"
ACTIONS = {TRANSFER: "SaveBatchTaskForTransferProhibitionLock", UPDATE: "SaveBatchTaskForUpdateProhibitionLock"}
MEMBERS = {TRANSFER: "TransferProhibitionLock", UPDATE: "UpdateProhibitionLock"}


def begun(running, lock, names, *, on):
    return asked(running, ACTIONS[lock], {**listed(*names), "Status": str(on).lower()})["TaskNo"]


def switched(running, lock, names, *, on):
    return running.finished(begun(running, lock, names, on=on))


def setting(running, lock, name):
    return asked(running, "QueryDomainByDomainName", {"DomainName": name})[MEMBERS[lock]]


def statuses(running, name):
    return running.at_registry(name)["statuses"]


@pytest.mark.parametrize("lock", [TRANSFER, UPDATE])
def test_a_lock_goes_on_and_off_and_an_answer_lost_changes_nothing(lock):
    """Over TLS; the ledger shows each switch once, whatever became of the answers."""
    names = ["a.example", "b.example"]
    with practice(*names) as running:
        assert setting(running, lock, "a.example") == "NONE_SETTING"
        running.sandbox.add_faults([{"domain": "a.example", "drop": "after-doing", "times": 1}])
        task = switched(running, lock, names, on=True)
        assert (task.kind.value, task.succeeded, task.failed) == (
            "SET_TRANSFER_PROHIBITED" if lock == TRANSFER else "SET_UPDATE_PROHIBITED", 2, 0,
        )  # fmt: skip
        assert [setting(running, lock, name) for name in names] == ["OPEN", "OPEN"]
        assert [statuses(running, name) for name in names] == [[lock], [lock]]

        assert switched(running, lock, names, on=True).succeeded == 2
        assert running.registrant_changes() == {"a.example": 1, "b.example": 1}, "what is on costs no command"

        running.sandbox.add_faults([{"domain": "a.example", "drop": "before-doing", "times": 1}])
        assert switched(running, lock, names, on=False).succeeded == 2

        assert [setting(running, lock, name) for name in names] == ["CLOSE", "CLOSE"]
        assert [statuses(running, name) for name in names] == [[], []]
        assert running.registrant_changes() == {"a.example": 2, "b.example": 2}


def test_an_update_lock_bars_everything_but_its_own_lifting():
    names = ["a.example", "b.example"]
    with practice(seed=acme([{"name": "a.example", "locks": ["update"]}, {"name": "b.example"}])) as running:
        contact = {**listed(*names), "ContactType": "admin", "RegistrantProfileId": "1"}
        tasks = []
        for submit in (
            lambda: begun(running, TRANSFER, names, on=True),
            lambda: asked(running, "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", contact)["TaskNo"],
            lambda: running.change(names),
        ):
            tasks.append(submit())
            running.finished(tasks[-1])

        for task_no in tasks:
            rows = running.rows(task_no)
            assert (rows["a.example"][:2], rows["b.example"][0]) == (("FAILED", "DomainUpdateLocked"), "SUCCEEDED")
        assert "a.example" not in running.registrant_changes()

        assert switched(running, UPDATE, ["a.example"], on=False).succeeded == 1
        assert (setting(running, UPDATE, "a.example"), statuses(running, "a.example")) == ("CLOSE", [])


def test_a_lock_that_our_copy_does_not_know_of_is_told_by_the_registry():
    with practice("a.example") as running:
        running.at_the_registry("a.example", DomainChange(add_statuses=((UPDATE, "somebody"),)))
        task_no = begun(running, TRANSFER, ["a.example"], on=True)
        running.finished(task_no)

        assert running.rows(task_no)["a.example"][:2] == ("FAILED", "DomainUpdateLocked")
        assert setting(running, TRANSFER, "a.example") == "NONE_SETTING"


def test_switching_the_transfer_lock_off_never_shortens_the_time_after_a_change():
    """The registry knows one status for both: it stays until the date, and is lifted then without anybody's call."""
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        until_ = running.domain("a.example").no_transfer_until
        assert switched(running, TRANSFER, ["a.example"], on=True).succeeded == 1
        running.clock.advance(10 * DAY)

        assert switched(running, TRANSFER, ["a.example"], on=False).succeeded == 1

        domain = running.domain("a.example")
        assert (domain.transfer_lock.value, domain.no_transfer_until) == ("CLOSE", until_)
        assert statuses(running, "a.example") == [TRANSFER]
        running.clock.advance(51 * DAY)
        running.app.rounds.look_after_locks()
        until(lambda: running.domain("a.example").no_transfer_until is None)
        assert statuses(running, "a.example") == []
        assert setting(running, TRANSFER, "a.example") == "CLOSE"


def test_a_transfer_lock_that_the_account_wishes_outlasts_the_time_after_a_change():
    with practice("a.example") as running:
        running.finished(running.change(["a.example"], lock=True))
        assert switched(running, TRANSFER, ["a.example"], on=True).succeeded == 1

        running.clock.advance(61 * DAY)
        running.app.rounds.look_after_locks()

        assert running.domain("a.example").no_transfer_until is None
        assert statuses(running, "a.example") == [TRANSFER]
        assert switched(running, TRANSFER, ["a.example"], on=False).succeeded == 1
        assert statuses(running, "a.example") == []


def test_a_lock_sent_and_not_answered_outlives_a_restart():
    with practice("a.example", settle_seconds=2.0) as running:
        running.sandbox.add_faults([{"domain": "a.example", "drop": "after-doing", "times": 1}])
        task_no = begun(running, UPDATE, ["a.example"], on=True)
        until(lambda: running.registrant_changes() == {"a.example": 1})
        running.restart()

        assert running.finished(task_no).succeeded == 1
        assert (setting(running, UPDATE, "a.example"), statuses(running, "a.example")) == ("OPEN", [UPDATE])
        assert running.registrant_changes() == {"a.example": 1}


def test_a_domain_that_the_registry_does_not_know_keeps_its_setting():
    with practice("a.example") as running:
        running.sandbox.add_faults([{"domain": "a.example", "command": "info", "answer": 2303}])
        task_no = begun(running, TRANSFER, ["a.example"], on=True)
        running.finished(task_no)

        assert running.rows(task_no)["a.example"][:2] == ("FAILED", "DomainNotAtRegistry")
        assert setting(running, TRANSFER, "a.example") == "NONE_SETTING"
