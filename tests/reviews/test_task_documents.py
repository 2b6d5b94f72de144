"""Documents that came with a task go to the provider too, and its decision to the task (decision 16)."""

import base64
import json

import pytest

from freehold.operations import cancellation, document_reviews
from freehold.operations.real_name import submit as verify
from freehold.operations.registrant_change import by_document
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.reviews.service import ReviewService as Client
from freehold.settings import ReviewSettings
from freehold.store import domain_verifications, domains, emails, reviews, task_documents, tasks
from freehold.store.task_documents import Document
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.reviews import Approved
from freehold.terms.tasks import ItemState
from freehold.terms.verification import ReviewOccasion
from support.office import HOLDER, NOW

DOCUMENT = Document(kind="YYZZ", number="91350100M000100Y43", image=b"a picture")
ORGANIZATION = HOLDER.organization


@pytest.fixture
def change(house):
    """Submit a change of a.xyz and b.xyz by document; the task's number."""
    house.domains(house.ada, "a.xyz", "b.xyz")

    def work(session):
        emails.put_verified(session, house.ada, HOLDER.email, NOW)
        return by_document.submit(
            session, house.office, account_id=house.ada, names=[DomainName("a.xyz"), DomainName("b.xyz")],
            holder=HOLDER, document=DOCUMENT, lock_after=False, client_ip="", now=NOW,
        )  # fmt: skip

    return house.write(work)


def stands(house, task_no):
    """The document's state, the review's state and evidence, and each row's state, reason and words."""

    def work(session):
        found = task_documents.find(session, task_no)
        review = reviews.of_task(session, found.task_id)
        page = tasks.items_page(session, tasks.find(session, task_no), 1, 10).rows
        told = (None, None) if review is None else (review.state.name, review.evidence)
        return found.status.name, *told, {(ItemState(row.state).name, row.reason, row.message) for row in page}

    return house.read(work)


def review_of(house, task_no):
    return house.read(lambda session: reviews.of_task(session, task_documents.find(session, task_no).task_id))


WAITS = {("LATER", "DocumentInReview", None)}


def test_a_document_found_good_by_the_rule_opens_its_task(bench, house, change):
    assert stands(house, change) == ("AUDITING", None, None, WAITS)

    assert bench.automatic("reject").look() == 1

    assert stands(house, change) == ("SUCCEEDED", "APPROVED", review_of(house, change).id, {("LATER", None, None)})
    assert bench.automatic("reject").look() == 0


def test_a_document_found_wanting_by_the_rule_fails_its_domains_with_the_reason(bench, house, change):
    bench.automatic("example").look()

    assert stands(house, change) == (
        "FAILED", "REJECTED", review_of(house, change).id,
        {("FAILED", "DocumentRejected", "The holder's name contains EXAMPLE.")},
    )  # fmt: skip


def test_a_document_for_the_verification_of_domains_is_decided_on_too(bench, house):
    house.domains(house.ada, "a.xyz")
    task_no = house.write(
        lambda session: verify.by_document(
            session, house.office, account_id=house.ada, names=[DomainName("a.xyz")], document=DOCUMENT, client_ip="",
            now=NOW,
        )
    )  # fmt: skip
    found = house.read(lambda session: domains.by_name(session, house.ada, "a.xyz"))

    bench.automatic("example").look()

    assert stands(house, task_no)[:2] == ("FAILED", "REJECTED")
    told = house.read(lambda session: domain_verifications.failures_of(session, found, ReviewOccasion.REGISTRATION))
    assert [one.reason for one in told] == ["The holder's name contains EXAMPLE."]


def test_the_service_sees_what_came_with_the_task_and_decides_later(bench, house, service, change):
    service.answers[ORGANIZATION] = (202, {"status": "pending", "again_seconds": 90})
    desk = bench.asking(service)

    assert [desk.look(), desk.look()] == [1, 0]

    ((method, path, key, body),) = service.asked
    assert (method, path, key) == ("POST", "/reviews", review_of(house, change).id)
    told = json.loads(body)
    assert (told["review"], told["submitted_at"], told["registrant"]["holder"]) == (
        key, "2026-05-28T20:26:40Z", ORGANIZATION,
    )  # fmt: skip
    image = base64.b64encode(DOCUMENT.image).decode()
    assert told["credential"] == {"type": "YYZZ", "number": DOCUMENT.number, "image": image}
    assert stands(house, change) == ("AUDITING", "PENDING", None, WAITS)

    service.answers[ORGANIZATION] = (200, {"status": "rejected", "evidence": "E-7", "reason": "证件照片不清晰"})
    bench.system.seconds = 91
    desk.look()
    assert stands(house, change) == (
        "FAILED", "REJECTED", "E-7", {("FAILED", "DocumentRejected", "证件照片不清晰")},
    )  # fmt: skip


class Died(BaseException):
    """The process is gone."""


class Dying(Client):
    """Dies between the service's answer and its writing down."""

    def ask(self, case):
        super().ask(case)
        raise Died


def test_a_process_that_died_in_between_asks_again_under_the_same_id(bench, house, service, change):
    client = Dying(ReviewSettings(**service.settings()), bench.system, lambda: "https://freehold.example")
    with pytest.raises(Died):
        ReviewDesk(house.store, client, bench.system, house.clock).look()
    assert stands(house, change) == ("AUDITING", "WAITING", None, WAITS)

    desk = bench.asking(service)
    assert desk.look() == 0
    desk.start()
    assert desk.look() == 1

    review = review_of(house, change)
    assert [asked[2] for asked in service.asked] == [review.id, review.id]
    assert (stands(house, change)[:3], review.attempts) == (("SUCCEEDED", "APPROVED", "E-1"), 2)


def test_a_person_may_decide_on_a_tasks_document_first(bench, house, service, change):
    service.answers[ORGANIZATION] = (202, {"status": "pending"})
    desk = bench.asking(service)
    desk.look()
    by_hand = house.read(lambda session: task_documents.find(session, change))
    house.write(lambda session: document_reviews.reject(session, by_hand, "wrong number", Instant(NOW + 5)))
    rejected = {("FAILED", "DocumentRejected", "wrong number")}

    desk.take(review_of(house, change).id, Approved("E-9"))

    assert stands(house, change) == ("FAILED", "APPROVED", "E-9", rejected)


def test_of_a_cancelled_task_nothing_is_asked_any_more(bench, house, service, change):
    service.answers[ORGANIZATION] = (202, {"status": "pending"})
    desk = bench.asking(service)
    desk.look()
    house.write(lambda session: cancellation.cancel(session, house.office, house.ada, change, Instant(NOW + 5)))
    bench.system.seconds = 301

    desk.look()

    assert stands(house, change)[1:3] == ("DROPPED", None)
    assert len(service.asked) == 1
