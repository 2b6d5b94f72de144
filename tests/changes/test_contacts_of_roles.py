"""Admin, tech and billing contacts: one object a contact version, one frame a domain, and our books where none are kept."""

import pytest

from freehold.gateway.objects import DomainChange
from freehold.terms.contacts import ContactRole
from support.asked import asked, listed
from support.practice import practice
from support.served import acme
from support.waiting import until

SINGLE = "SaveSingleTaskForUpdatingContactInfo"
MANY = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
NEW = "SaveBatchTaskForUpdatingContactInfoByNewContact"
NEW_DATA = {
    "RegistrantType": "2",
    "RegistrantName": "Li Wei",
    "RegistrantOrganization": "New Contact Ltd",
    "Country": "CN",
    "Province": "zhe jiang",
    "City": "hang zhou shi",
    "Address": "1 Example Road",
    "PostalCode": "310024",
    "TelArea": "86",
    "Telephone": "57188887777",
    "Email": "new@example.com",
}


def two_profiles(*names):
    seed = acme([{"name": name} for name in names])
    first = seed["accounts"][0]["profiles"][0]
    seed["accounts"][0]["profiles"].append({**first, "id": 7, "verified": False, "holder": "Second Contact Ltd"})
    return seed


def changed(running, names, role, profile_id=1):
    parameters = {**listed(*names), "ContactType": role, "RegistrantProfileId": str(profile_id)}
    return running.finished(asked(running, MANY, parameters)["TaskNo"])


def updates(running, name):
    return [
        entry["detail"]
        for entry in running.sandbox.ledger()
        if entry["command"] == "domain:update" and entry["object"] == name
    ]


def contacts_made(running):
    return [entry["object"] for entry in running.sandbox.ledger() if entry["command"] == "contact:create"]


def shown(running, name, role):
    return asked(running, "QueryContactInfo", {"DomainName": name, "ContactType": role})["RegistrantOrganization"]


def test_each_role_gets_its_contact_and_gives_it_up_in_one_frame():
    """Over TLS: an object each contact version, however many roles and domains use it; the registrant stays."""
    names = ["a.example", "b.xyz"]
    with practice(seed=two_profiles(*names)) as running:
        for role in ("admin", "tech", "billing"):
            task = changed(running, names, role)
            assert (task.kind.value, task.succeeded) == (f"UPDATE_{role.upper()}_CONTACT", 2)
        (first,) = contacts_made(running)
        assert running.at_registry("b.xyz") == {
            "name": "b.xyz", "registrant": "PRIOR", "statuses": [],
            "contacts": [f"admin {first}", f"billing {first}", f"tech {first}"],
        }  # fmt: skip

        assert changed(running, ["a.example"], "tech", profile_id=7).succeeded == 1

        _, second = contacts_made(running)
        assert updates(running, "a.example")[-1] == {
            "registrant": None, "add": [], "remove": [],
            "add_contacts": [f"tech {second}"], "remove_contacts": [f"tech {first}"],
        }  # fmt: skip
        assert [shown(running, "a.example", role) for role in ("registrant", "admin", "tech", "billing")] == [
            "Prior Holder", "Example Widgets Ltd", "Second Contact Ltd", "Example Widgets Ltd",
        ]  # fmt: skip
        assert changed(running, ["a.example"], "tech", profile_id=7).succeeded == 1
        assert len(updates(running, "a.example")) == 4, "what is there already costs no command"


@pytest.mark.parametrize("drop", ["before-doing", "after-doing"])
def test_a_lost_answer_changes_a_contact_once(drop):
    with practice("a.example", "b.example") as running:
        running.sandbox.add_faults([{"domain": "a.example", "drop": drop, "times": 1}])

        task = changed(running, ["a.example", "b.example"], "admin")

        assert (task.succeeded, task.failed) == (2, 0)
        assert running.registrant_changes() == {"a.example": 1, "b.example": 1}
        assert len(contacts_made(running)) == 1


def test_a_contact_answered_with_pending_waits_for_its_end():
    with practice("a.example", "b.example") as running:
        running.sandbox.add_faults(
            [
                {"domain": "a.example", "pending_seconds": 0.2, "times": 1},
                {"domain": "b.example", "pending_seconds": 0.2, "review": "refused", "times": 1},
            ]
        )
        parameters = {**listed("a.example", "b.example"), "ContactType": "admin", "RegistrantProfileId": "1"}
        task_no = asked(running, MANY, parameters)["TaskNo"]
        running.finished(task_no)

        rows = running.rows(task_no)
        assert (rows["a.example"][0], rows["b.example"][:2]) == ("SUCCEEDED", ("FAILED", "RegistryReviewFailed"))
        assert running.domain("b.example").admin_id is None
        assert "contacts" not in running.at_registry("b.example")


def test_a_registry_that_keeps_no_contacts_leaves_them_to_our_books():
    with practice("a.xyz", modes=["minimum"]) as running:
        assert changed(running, ["a.xyz"], "billing").succeeded == 1

        assert running.sandbox.ledger() == []
        assert shown(running, "a.xyz", "billing") == "Example Widgets Ltd"


def test_a_role_that_a_registry_refuses_is_kept_in_our_books_from_then_on():
    """Generic registries hold the registrant at most; the first refusal tells, where the policy knows of no such role."""
    names = ["a.xyz", "b.xyz", "c.xyz"]
    with practice(*names, sessions=1, window=1) as running:
        running.sandbox.add_faults([{"domain": "*", "answer": 2306, "times": 1}])

        task = changed(running, names, "tech")

        assert (task.succeeded, task.failed) == (3, 0)
        assert running.registrant_changes() == {}
        assert {shown(running, name, "tech") for name in names} == {"Example Widgets Ltd"}


def test_a_role_that_turns_out_to_be_kept_is_changed_there_after_all():
    with practice("a.xyz") as running:
        running.at_the_registry("a.xyz", DomainChange(add_contacts=(("tech", "PRIOR"),)))
        running.app.catalogue.by_name["north"].refuses_roles.add("tech")

        assert changed(running, ["a.xyz"], "tech").succeeded == 1

        assert running.at_registry("a.xyz")["contacts"] == [f"tech {contacts_made(running)[0]}"]


def test_the_same_new_data_sent_twice_are_one_contact_object():
    with practice("a.example", "b.example") as running:
        for name in ("a.example", "b.example"):
            parameters = {**listed(name), "ContactType": "admin", **NEW_DATA}
            running.finished(asked(running, NEW, parameters)["TaskNo"])

        assert len(contacts_made(running)) == 1
        assert shown(running, "b.example", "admin") == "New Contact Ltd"


def test_a_registrant_by_a_contact_action_is_a_change_of_registrant_with_its_lock():
    """Where the suffix demands no real names an unverified holder does, and the mark of the one before is taken away."""
    seed = two_profiles("a.example")
    seed["accounts"][0]["domains"][0]["profile"] = 1
    with practice(seed=seed) as running:
        assert running.domain("a.example").real_name_status.value == "SUCCEED"
        parameters = {"DomainName": "a.example", "ContactType": "registrant", "RegistrantProfileId": "7"}
        task_no = asked(running, SINGLE, {**parameters, "AddTransferLock": "true"})["TaskNo"]
        task = running.finished(task_no)

        assert (task.kind.value, task.succeeded) == ("UPDATE_REGISTRANT_CONTACT", 1)
        held = running.at_registry("a.example")
        assert (held["registrant"], held["statuses"]) == (contacts_made(running)[-1], ["clientTransferProhibited"])
        domain = running.domain("a.example")
        assert domain.no_transfer_until is not None
        assert domain.real_name_status.value == "NONAUDIT"
        assert shown(running, "a.example", "registrant") == "Second Contact Ltd"


def test_an_update_lock_that_changes_may_lift_is_on_again_after_a_contact_change():
    seed = acme([{"name": "a.example", "locks": ["update"]}])
    with practice(seed=seed, lift_update_lock="yes") as running:
        assert changed(running, ["a.example"], "admin").succeeded == 1

        assert running.at_registry("a.example")["statuses"] == ["clientUpdateProhibited"]
        assert [(frame["add"], frame["remove"]) for frame in updates(running, "a.example")] == [
            ([], ["clientUpdateProhibited"]), (["clientUpdateProhibited"], []),
        ]  # fmt: skip


def test_a_contact_change_between_send_and_answer_outlives_a_restart():
    with practice("a.example", settle_seconds=2.0) as running:
        running.sandbox.add_faults([{"domain": "a.example", "drop": "after-doing", "times": 1}])
        parameters = {**listed("a.example"), "ContactType": "tech", "RegistrantProfileId": "1"}
        task_no = asked(running, MANY, parameters)["TaskNo"]
        until(lambda: running.registrant_changes() == {"a.example": 1})
        running.restart()

        assert running.finished(task_no).succeeded == 1
        assert running.registrant_changes() == {"a.example": 1}
        assert running.domain("a.example").contact_id(ContactRole.TECH) != running.domain("a.example").registrant_id
