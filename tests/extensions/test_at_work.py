"""Extensions at work: notices, maintenance, grace periods and bundles, from a submit to the registry."""

import json

import pytest

from freehold.epp.extensions import change_poll, registry_grace_period, strict_bundles, unhandled_namespaces
from freehold.epp.namespaces import MAINTENANCE
from freehold.store import maintenances, rechecks, registries
from freehold.terms.drift import Difference, Verdict
from freehold.terms.instants import MINUTE, Instant
from freehold.terms.maintenance import Maintenance
from support.practice import practice
from support.registries import command
from support.waiting import until

OFFERED = (
    MAINTENANCE,
    *(each.NAMESPACE for each in (change_poll, registry_grace_period, strict_bundles, unhandled_namespaces)),
)
SIMPLIFIED, TRADITIONAL = "xn--fsq270a.example", "xn--fsqz41a.example"
ALONE, OTHER = "xn--6frz82g.example", "xn--kput3i.example"
NAMES = ("a.example", "b.example", "c.example", "d.example", SIMPLIFIED, TRADITIONAL, ALONE, OTHER)
POLICY = {"tlds/example.toml": f'extensions = ["{registry_grace_period.NAMESPACE}", "{strict_bundles.NAMESPACE}"]\n'}


@pytest.fixture(scope="module")
def running():
    with practice(*NAMES, extensions=OFFERED, policy=POLICY) as found:
        yield found


def drifted(running):
    with running.store.reading() as session:
        return {one.domain_name: one for one in rechecks.drifted(session)}


def test_a_change_by_somebody_else_is_looked_at_and_kept_as_drift(running):
    running.finished(running.change(["a.example"], lock=True))
    running.sandbox.ask(
        "change", name="a.example", who="URS Admin", reason="URS Lock", case={"id": "urs123", "type": "urs"},
        remove=["clientTransferProhibited"], add=["serverUpdateProhibited"],
    )  # fmt: skip

    until(lambda: drifted(running).get("a.example") and drifted(running)["a.example"].looked_at)
    found = drifted(running)["a.example"]
    assert found.words == "update by URS Admin (urs urs123): URS Lock"
    assert found.verdict in {Verdict.UNKNOWN, Verdict.THEIRS_NEWER}
    assert found.differences == (Difference("clientTransferProhibited", "on", "off"),)
    code, out, _ = command("registry", "changes", "--data", running.settings.data, "-o", "json")
    (row,) = [row for row in json.loads(out) if row["domain"] == "a.example"]
    assert (code, row["registry"], row["what"]) == (0, "north", found.words)
    assert row["differences"] == "clientTransferProhibited: ours on, theirs off"


def test_a_notice_of_what_we_hold_already_leaves_nothing(running):
    running.finished(running.change(["b.example"]))
    running.sandbox.ask("change", name="b.example", who="Registry")

    until(lambda: running.sandbox.ask("stats")["messages"] == 0)
    until(lambda: "b.example" not in drifted(running))


def test_a_notice_that_contradicts_a_change_under_way_is_settled_by_asking(running):
    """Somebody else's registrant stands there in the middle of our review: it is not overwritten, nor taken for ours."""
    running.sandbox.add_faults([{"domain": "c.example", "pending_seconds": 3600.0, "times": 1}])
    running.sandbox.seed([{"name": "third.example", "registrant": "THIRD"}])
    task_no = running.change(["c.example"])
    until(lambda: running.rows(task_no)["c.example"][0] == "AWAITING_REGISTRY")
    running.sandbox.ask("change", name="c.example", who="Court", registrant="THIRD", remove=["pendingUpdate"])

    until(lambda: running.rows(task_no)["c.example"][0] == "HELD")
    words = "update by Court"
    assert running.rows(task_no)["c.example"][1:] == ("ChangedElsewhere", words)
    assert running.at_registry("c.example")["registrant"] == "THIRD"
    assert "c.example" not in running.registrant_changes()


def test_a_domain_in_redemption_is_not_changed_again_after_a_lost_answer(running):
    running.sandbox.ask("show", name="d.example", extensions={"grace": ["redemptionPeriod"]})
    running.sandbox.add_faults([{"domain": "d.example", "command": "update", "drop": "before-doing", "times": 1}])
    task_no = running.change(["d.example"])
    running.finished(task_no)

    assert running.rows(task_no)["d.example"][:2] == ("FAILED", "DomainBeingDeleted")
    assert "d.example" not in running.registrant_changes()


def test_two_names_of_a_bundle_in_one_task_are_sent_once(running):
    running.sandbox.ask("show", name=SIMPLIFIED, extensions={"bundle": [SIMPLIFIED, TRADITIONAL]})
    task = running.finished(running.change([SIMPLIFIED, TRADITIONAL], lock=True))

    assert (task.succeeded, task.failed) == (2, 0)
    sent = running.registrant_changes()
    assert sent.get(SIMPLIFIED, 0) + sent.get(TRADITIONAL, 0) == 1
    handles = {running.at_registry(name)["registrant"] for name in (SIMPLIFIED, TRADITIONAL)}
    assert len(handles) == 1
    assert "PRIOR" not in handles
    ours = [running.domain(name) for name in (SIMPLIFIED, TRADITIONAL)]
    assert len({one.registrant_id for one in ours}) == 1
    assert all(one.no_transfer_until is not None for one in ours)


def test_our_copy_of_a_name_follows_its_bundle_although_only_the_other_was_asked_for(running):
    running.sandbox.ask("show", name=ALONE, extensions={"bundle": [ALONE, OTHER]})
    before = running.domain(OTHER).registrant_id
    running.finished(running.change([ALONE]))

    assert running.domain(OTHER).registrant_id == running.domain(ALONE).registrant_id != before
    assert OTHER not in running.registrant_changes()


def test_announced_maintenance_pauses_the_account_and_ends_by_itself(running):
    now = running.sandbox.ask("stats")["now"]

    def state():
        return running.app.catalogue.hold("north")

    # One to come is told of, and pauses nothing yet.
    running.sandbox.ask("announce", id="m-2", name="Later", start=now + 600 * MINUTE, end=now + 660 * MINUTE)
    until(lambda: running.sandbox.ask("stats")["messages"] == 0)
    _, _, err = command("registry", "list", "--data", running.settings.data)
    assert "north has announced maintenance (Later): nothing is sent from " in err
    assert state() is None
    running.sandbox.ask("announce", id="m-1", name="Yearly", start=now + MINUTE, end=now + 90 * MINUTE)
    until(lambda: state() is not None)
    _, out, _ = command("registry", "list", "--data", running.settings.data, "-o", "json")
    (row,) = json.loads(out)
    assert (row["state"], row["why"]) == ("paused", "maintenance: Yearly")
    with running.store.reading() as session:
        pause, _ = registries.all_pauses(session)["north"]
    assert (pause.words, pause.until) == ("Yearly", (now + 90 * MINUTE) // 1000 * 1000)
    assert running.sandbox.ask("stats")["sessions"] == 0 or until(lambda: running.sandbox.ask("stats")["sessions"] == 0)
    task_no = running.change(["b.example"], lock=True)
    # The registry moves the end; the notice itself would come only after it, since nothing is sent meanwhile.
    soon = Instant(running.app.system.now() + 500)
    moved = Maintenance("m-1", "Yearly", Instant(now), soon, (), (), "production")
    running.store.write_now(lambda session: maintenances.keep(session, "north", moved))

    assert running.finished(task_no).succeeded == 1
    assert running.app.system.now() >= soon


def test_what_was_announced_before_this_account_was_set_up_is_asked_for_at_the_start(running):
    now = running.sandbox.ask("stats")["now"]
    running.sandbox.ask("announce", id="m-3", name="Asked", start=now - MINUTE, end=now + 60 * MINUTE, tell=False)
    running.restart()

    until(lambda: running.app.catalogue.hold("north") is not None)
    with running.store.reading() as session:
        assert "Asked" in [pause.words for pause in registries.all_pauses(session)["north"]]
