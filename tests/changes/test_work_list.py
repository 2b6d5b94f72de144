"""What only a person can bring further waits on the work list, and ends as the person reports (REL-7, INV-3)."""

from freehold.gateway.objects import DomainChange
from freehold.store import held
from support.command import freehold
from support.practice import practice
from support.served import acme
from support.waiting import until


def contested():
    """Two domains, of which a.example has a known registrant, and a pause between a lost answer and the look."""
    seed = acme([{"name": "a.example"}, {"name": "b.example"}])
    first = seed["accounts"][0]["profiles"][0]
    seed["accounts"][0]["profiles"].append({**first, "id": 3, "holder": "Another Holder Ltd"})
    return practice(seed=seed, settle_seconds=2.5)


def interfered(running):
    """A change whose command for a.example is lost on its way, and meanwhile somebody else gives the domain away."""
    running.finished(running.change(["a.example"]))
    running.sandbox.add_faults([{"domain": "a.example", "drop": "before-doing", "times": 1}])
    task_no = running.change(["a.example", "b.example"], profile_id=3)
    until(lambda: running.rows(task_no)["a.example"][0] == "EXECUTING" and not running.sandbox.ask("faults"))
    running.at_the_registry("a.example", DomainChange(registrant="PRIOR"))
    until(lambda: running.rows(task_no)["a.example"][0] == "HELD")
    return task_no


def test_a_third_registrant_is_not_overwritten_but_held():
    with contested() as running:
        task_no = interfered(running)

        assert running.rows(task_no)["a.example"] == ("HELD", "ChangedElsewhere", "the registry shows PRIOR")
        assert running.rows(task_no)["b.example"][0] == "SUCCEEDED"
        assert running.at_registry("a.example")["registrant"] == "PRIOR"
        listed = freehold(running.settings.data, "work", "list", "-o", "csv")
        assert listed.stdout.splitlines()[1].startswith("a.example,acme,")


def test_what_a_person_reports_as_done_is_done():
    with contested() as running:
        task_no = interfered(running)

        ended = freehold(running.settings.data, "work", "done", "a.example", "--note", "set right by telephone")

        assert (ended.returncode, ended.stderr) == (0, "a.example has its new holder.\n")
        assert running.finished(task_no).succeeded == 2
        assert not running.domain("a.example").being_changed
        with running.store.reading() as session:
            assert len(held.after(session, (0, 0), 10)) == 0


def test_what_a_person_reports_as_refused_fails_with_the_persons_words():
    with contested() as running:
        task_no = interfered(running)

        freehold(running.settings.data, "work", "refused", "a.example", "--note", "The court decided otherwise.")

        assert running.finished(task_no).failed == 1
        assert running.rows(task_no)["a.example"] == ("FAILED", "RefusedByHand", "The court decided otherwise.")
        assert running.at_registry("a.example")["registrant"] == "PRIOR"


def test_a_retry_goes_on_from_what_the_registry_shows():
    with contested() as running:
        task_no = interfered(running)

        ended = freehold(running.settings.data, "work", "retry", "a.example")

        assert ended.returncode == 0
        assert running.finished(task_no).succeeded == 2
        assert running.at_registry("a.example")["registrant"] not in {"PRIOR", None}


def test_a_domain_that_does_not_wait_is_told_so():
    with practice("a.example") as running:
        ended = freehold(running.settings.data, "work", "retry", "a.example")

        assert ended.returncode == 1
        assert ended.stderr == "Error: a.example is not on the work list. freehold work list shows what waits.\n"


def test_a_suffix_that_is_changed_outside_epp_waits_for_a_person():
    """No account serves .de, and its policy says by hand: the list splits, and the person's report ends the row."""
    seed = acme([{"name": "a.example"}, {"name": "b.de"}, {"name": "c.unserved"}])
    with practice(seed=seed, tlds=("example",)) as running:
        task_no = running.change(["a.example", "b.de", "c.unserved"])
        until(lambda: running.rows(task_no)["a.example"][0] == "SUCCEEDED")

        assert running.rows(task_no) == {
            "a.example": ("SUCCEEDED", None, None),
            "b.de": ("HELD", "CarriedOutByHand", None),
            "c.unserved": ("FAILED", "NoRegistryForSuffix", None),
        }
        freehold(running.settings.data, "work", "done", "b.de")

        task = running.finished(task_no)
        assert (task.succeeded, task.failed) == (2, 1)
        assert running.domain("b.de").registrant_id == running.domain("a.example").registrant_id
        assert running.registrant_changes() == {"a.example": 1}
