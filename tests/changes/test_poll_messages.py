"""What registries' messages change here: stored once, matched to what waits, and never the last word (REL-11)."""

from freehold.operations import registry_messages
from freehold.store.messages import NewMessage, latest_words
from support.practice import practice
from support.waiting import until


def message(number="7", **values):
    told = {"registry": "north", "kind": "other", "object_name": "", "text": "words", "raw": b"<epp/>"}
    return NewMessage(**told | values, message_id=number)


def receive(running, told):
    return running.store.write_now(lambda session: registry_messages.receive(session, running.app.office, told))


def test_a_message_that_comes_twice_counts_once():
    with practice("a.example") as running:
        assert receive(running, message()) is True
        assert receive(running, message()) is False
        assert receive(running, message(registry="south")) is True


def test_a_domain_that_another_registrar_takes_over_is_marked_and_takes_no_change():
    with practice("a.example", "b.example") as running:
        receive(running, message(kind="domain:trnData", object_name="a.example", leaving="serverApproved"))
        task_no = running.change(["a.example", "b.example"])
        running.finished(task_no)

        assert running.rows(task_no)["a.example"][:2] == ("FAILED", "DomainTransferring")
        receive(running, message("8", kind="domain:trnData", object_name="a.example", leaving="clientRejected"))
        assert running.finished(running.change(["a.example"])).succeeded == 1


def test_a_message_only_makes_the_registry_be_asked_sooner():
    """The word of a message is not the state of the domain: it says done, and the registry still shows it pending."""
    with practice("a.example") as running:
        running.sandbox.add_faults([{"domain": "a.example", "pending_seconds": 3.0, "times": 1}])
        task_no = running.change(["a.example"])
        until(lambda: running.rows(task_no)["a.example"][0] == "AWAITING_REGISTRY")
        receive(running, message(kind="domain:panData", object_name="a.example", trids=("S-unknown", "A-unknown")))

        until(lambda: running.at_registry("a.example")["registrant"] != "PRIOR")
        assert running.finished(task_no).succeeded == 1
        assert running.registrant_changes() == {"a.example": 1}


def test_a_review_that_ends_badly_is_told_in_the_registrys_words():
    with practice("a.example") as running:
        running.sandbox.add_faults([{"domain": "a.example", "pending_seconds": 0.5, "review": "refused", "times": 1}])
        task_no = running.change(["a.example"])
        running.finished(task_no)

        words = "Pending action refused: the documents do not fit the name"
        assert running.rows(task_no)["a.example"] == ("FAILED", "RegistryReviewFailed", words)
        assert running.at_registry("a.example") == {"name": "a.example", "registrant": "PRIOR", "statuses": []}


def test_the_last_words_about_an_object_are_found():
    with practice("a.example") as running:
        receive(running, message("1", object_name="a.example", text="first"))
        receive(running, message("2", object_name="a.example", text="second"))
        with running.store.reading() as session:
            assert latest_words(session, "north", "a.example") == "second"
            assert latest_words(session, "north", "b.example") == ""
