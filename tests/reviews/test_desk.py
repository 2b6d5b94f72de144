"""Documents reach the provider and its decisions the profiles, whoever decides first."""

from freehold.operations import verification
from freehold.terms.instants import Instant
from freehold.terms.reviews import Approved
from support.office import NOW


def test_the_automatic_reviewer_rejects_by_its_words_and_approves_the_others(bench):
    desk = bench.automatic("reject", "坏")
    good, bad, worse = bench.submitted(), bench.submitted("To Reject Ltd"), bench.submitted("坏公司")

    assert desk.look() == 3

    assert bench.stands(good) == ("SUCCEEDED", "APPROVED", bench.review(good).id, [])
    assert bench.stands(bad) == (
        "FAILED", "REJECTED", bench.review(bad).id, ["The holder's name contains REJECT."],
    )  # fmt: skip
    assert bench.stands(worse)[0] == "FAILED"
    assert desk.look() == 0


def test_a_document_submitted_anew_has_a_review_of_its_own(bench):
    profile_id = bench.submitted("Reject Ltd")
    bench.automatic("reject").look()
    first = bench.review(profile_id).id
    bench.submit(profile_id)

    bench.automatic("nothing").look()

    assert bench.stands(profile_id)[:2] == ("SUCCEEDED", "APPROVED")
    assert bench.review(profile_id).id != first


def test_a_person_may_decide_first(bench, service):
    profile_id = bench.submitted()
    service.answers["Example Widgets Ltd"] = (202, {"status": "pending"})
    desk = bench.asking(service)
    desk.look()
    bench.house.write(lambda session: verification.reject(session, profile_id, "wrong number", Instant(NOW + 5)))
    bench.system.seconds = 301

    desk.look()

    assert bench.stands(profile_id) == ("FAILED", "DROPPED", None, ["wrong number"])


def test_an_answer_that_comes_after_a_person_decided_changes_nothing(bench, service):
    profile_id = bench.submitted()
    service.answers["Example Widgets Ltd"] = (202, {"status": "pending"})
    desk = bench.asking(service)
    desk.look()
    bench.house.write(lambda session: verification.reject(session, profile_id, "wrong number", Instant(NOW + 5)))

    desk.take(bench.review(profile_id).id, Approved("E-9"))

    assert bench.stands(profile_id) == ("FAILED", "APPROVED", "E-9", ["wrong number"])


def test_a_decision_on_an_older_document_is_not_taken_for_the_newer(bench, service):
    profile_id = bench.submitted()
    service.answers["Example Widgets Ltd"] = (202, {"status": "pending"})
    desk = bench.asking(service)
    desk.look()
    older = bench.review(profile_id).id
    bench.house.write(lambda session: verification.reject(session, profile_id, "blurred", Instant(NOW + 5)))
    bench.submit(profile_id)

    desk.take(older, Approved("E-1"))

    assert bench.stands(profile_id)[0] == "AUDITING"
