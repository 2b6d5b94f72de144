"""Each way a registry takes a new registrant, at a sandbox that takes it so (epp-facts.md, 8)."""

from support.practice import practice
from support.served import acme
from support.waiting import until

LOCK = "clientTransferProhibited"


def contacts_made(running):
    return [entry["object"] for entry in running.sandbox.ledger() if entry["command"] == "contact:create"]


def test_a_registry_without_contacts_never_sees_one():
    """Minimum data set: the greeting tells, and only the lock goes over EPP."""
    with practice("a.xyz", "b.app", modes=["minimum"]) as running:
        task = running.finished(running.change(["a.xyz", "b.app"], lock=True))

        assert (task.succeeded, task.failed) == (2, 0)
        assert contacts_made(running) == []
        assert running.at_registry("a.xyz")["registrant"] == "PRIOR"
        assert running.at_registry("a.xyz")["statuses"] == [LOCK]
        assert [entry["detail"]["registrant"] for entry in running.sandbox.ledger()] == [None, None]
        assert running.domain("a.xyz").registrant_id == running.domain("b.app").registrant_id


def test_without_a_lock_nothing_at_all_is_sent_to_a_registry_without_contacts():
    with practice("a.xyz", modes=["minimum"]) as running:
        assert running.finished(running.change(["a.xyz"])).succeeded == 1
        assert running.sandbox.ledger() == []


def test_a_domain_that_is_gone_fails_even_where_nothing_would_be_sent():
    with practice("a.xyz", modes=["minimum"]) as running:
        running.sandbox.add_faults([{"domain": "a.xyz", "command": "info", "answer": 2303}])
        task_no = running.change(["a.xyz"])
        assert running.finished(task_no).failed == 1
        assert running.rows(task_no)["a.xyz"][1] == "DomainNotAtRegistry"


def test_a_refused_registrant_and_one_probe_tell_a_registry_that_holds_none():
    """2306 alone is a suspicion; a domain shown without a registrant confirms it, for the account as a whole."""
    names = [f"a{number}.xyz" for number in range(40)]
    with practice(*names, modes=["thin"], method="update") as running:
        task = running.finished(running.change(names, lock=True))

        assert (task.succeeded, task.failed) == (40, 0)
        updates = [entry["detail"] for entry in running.sandbox.ledger() if entry["command"] == "domain:update"]
        assert updates == [{"registrant": None, "add": [LOCK], "remove": []}] * 40


def test_a_refused_registrant_where_others_are_shown_is_just_refused():
    with practice("a.xyz", "b.xyz") as running:
        running.sandbox.add_faults([{"domain": "a.xyz", "answer": 2306}])
        task_no = running.change(["a.xyz", "b.xyz"])
        task = running.finished(task_no)

        assert (task.succeeded, task.failed) == (1, 1)
        assert running.rows(task_no)["a.xyz"][1] == "RegistryRefused"
        assert running.at_registry("a.xyz")["registrant"] == "PRIOR"


def audited(*names):
    return practice(*names, modes=["cn=audited"], seed=acme([{"name": name} for name in names]))


def waits_for(running, task_no, name, state, reason=None):
    until(lambda: running.rows(task_no)[name][:2] == (state, reason))


def test_an_audited_change_waits_for_the_contact_and_then_for_the_name():
    with audited("a.cn", "b.cn", "c.xyz") as running:
        task_no = running.change(["a.cn", "b.cn", "c.xyz"], lock=True)
        waits_for(running, task_no, "a.cn", "LATER", "ContactInReview")
        assert running.registrant_changes() == {}

        running.days_pass_at_the_registry(4)
        waits_for(running, task_no, "a.cn", "AWAITING_REGISTRY")
        waits_for(running, task_no, "b.cn", "AWAITING_REGISTRY")
        waits_for(running, task_no, "c.xyz", "SUCCEEDED")
        assert running.at_registry("a.cn")["registrant"] == "PRIOR"

        running.days_pass_at_the_registry(4)
        task = running.finished(task_no)

        assert (task.succeeded, task.failed) == (3, 0)
        assert running.registrant_changes() == {"a.cn": 1, "b.cn": 1, "c.xyz": 1}
        assert len(contacts_made(running)) == 1
        assert running.at_registry("a.cn")["statuses"] == [LOCK]
        assert running.domain("a.cn").real_name_status.value == "SUCCEED"


def test_an_audit_that_refuses_a_name_leaves_its_registrant_and_says_so():
    with audited("a.cn", "b.cn") as running:
        running.sandbox.add_faults([{"domain": "a.cn", "command": "review", "review": "refused"}])
        task_no = running.change(["a.cn", "b.cn"])
        waits_for(running, task_no, "a.cn", "LATER", "ContactInReview")
        running.days_pass_at_the_registry(4)
        waits_for(running, task_no, "a.cn", "AWAITING_REGISTRY")
        waits_for(running, task_no, "b.cn", "AWAITING_REGISTRY")
        running.days_pass_at_the_registry(4)
        task = running.finished(task_no)

        assert (task.succeeded, task.failed) == (1, 1)
        assert running.rows(task_no)["a.cn"] == ("FAILED", "RegistryReviewFailed", "serverHold was set")
        assert running.at_registry("a.cn") == {"name": "a.cn", "registrant": "PRIOR", "statuses": ["serverHold"]}


def test_an_audit_that_refuses_the_contact_fails_every_name_and_changes_none():
    with audited("a.cn", "b.cn") as running:
        running.sandbox.add_faults([{"domain": "*", "command": "review", "review": "refused"}])
        task_no = running.change(["a.cn", "b.cn"])
        waits_for(running, task_no, "b.cn", "LATER", "ContactInReview")
        running.days_pass_at_the_registry(4)
        task = running.finished(task_no)

        assert task.failed == 2
        assert {row[1] for row in running.rows(task_no).values()} == {"ContactRefused"}
        assert running.registrant_changes() == {}


def test_an_audited_change_outlives_a_restart_while_it_waits():
    with audited("a.cn") as running:
        task_no = running.change(["a.cn"])
        waits_for(running, task_no, "a.cn", "LATER", "ContactInReview")
        running.restart()
        running.days_pass_at_the_registry(4)
        waits_for(running, task_no, "a.cn", "AWAITING_REGISTRY")
        running.restart()
        running.days_pass_at_the_registry(4)

        assert running.finished(task_no).succeeded == 1
        assert running.registrant_changes() == {"a.cn": 1}


def test_an_extension_that_the_greeting_lacks_is_for_a_person_to_see():
    with practice("a.gr") as running:
        task_no = running.change(["a.gr"])
        waits_for(running, task_no, "a.gr", "HELD", "CarriedOutByHand")

        assert "does not offer the extension" in running.rows(task_no)["a.gr"][2]
        assert running.sandbox.ledger() == []
