"""Real-name verification of domains by a document: what is taken, and how its review ends it (registrant-family.md, 5.1)."""

import pytest

from freehold.operations import (
    cancellation,
    document_reviews,
    domain_reviews,
    registrant_change,
)
from freehold.operations.domain_reviews import NotUnderReview
from freehold.operations.real_name.material import material_of
from freehold.operations.registrant_change import by_document as change_by_document
from freehold.operations.registrant_change.by_document import NotUnderReview as DocumentNotUnderReview
from freehold.store import contacts, domain_registrants, domains, emails, tasks
from freehold.store.task_documents import Document
from freehold.terms.domain_name import DomainName
from freehold.terms.reasons import Reason
from freehold.terms.refusals import (
    CredentialIllegal,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    DomainNotAuditing,
    DomainNotExist,
    HoldersDiffer,
    TaskIsBeingProcessed,
    TooManyDomains,
)
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RegistrantType, ReviewOccasion
from support.office import HOLDER, NOW
from support.verifying import (
    AUDITING,
    DOCUMENT,
    FAILED,
    NONE,
    SUCCEEDED,
    WAITS,
    by_document,
    by_profile,
    held_by,
    reasons,
    review,
    rows,
    states,
)


def test_a_document_found_good_verifies_every_domain_of_its_list(house):
    house.domains(house.ada, "a.com", "b.com")
    task_no = house.write(by_document(house, "a.com", "b.com", "A.com".lower()))
    assert rows(house, task_no) == {"a.com": WAITS, "b.com": WAITS}
    assert states(house, "a.com") == (AUDITING, SUCCEEDED)
    found = review(house, task_no)
    assert (found.task_kind, found.status, found.total) == (TaskKind.VERIFY_REAL_NAME, AUDITING, 2)

    house.write(lambda session: document_reviews.approve(session, found, NOW))

    assert states(house, "a.com") == states(house, "b.com") == (SUCCEEDED, SUCCEEDED)
    assert rows(house, task_no) == {"a.com": ("SUCCEEDED", None), "b.com": ("SUCCEEDED", None)}
    with pytest.raises(DocumentNotUnderReview):
        house.write(lambda session: document_reviews.reject(session, found, "late", NOW))


def test_a_document_found_wanting_fails_every_domain_of_its_list(house):
    house.domains(house.ada, "a.com", "b.com")
    task_no = house.write(by_document(house, "a.com", "b.com"))

    house.write(lambda session: document_reviews.reject(session, review(house, task_no), "blurred", NOW))

    assert states(house, "a.com") == (FAILED, SUCCEEDED)
    assert rows(house, task_no)["b.com"] == ("FAILED", "RealNameRejected")
    assert reasons(house, "a.com") == reasons(house, "b.com") == [(NOW, SUCCEEDED, "blurred")]
    assert house.write(by_document(house, "b.com")) != task_no


def test_domains_of_one_document_are_decided_on_one_by_one_and_the_document_with_the_last(house):
    house.domains(house.ada, "a.com", "b.com", "c.com")
    task_no = house.write(by_document(house, "a.com", "b.com", "c.com"))
    instance = house.read(lambda session: domains.by_name(session, house.ada, "c.com")).instance_id

    house.write(lambda session: domain_reviews.approve(session, "a.com", NOW))
    house.write(lambda session: domain_reviews.reject(session, "b.com", "a banned word", NOW, name_itself=True))
    assert review(house, task_no).status is AUDITING
    house.write(lambda session: domain_reviews.withdraw(session, house.ada, instance, NOW))

    assert [states(house, name) for name in ("a.com", "b.com", "c.com")] == [
        (SUCCEEDED, SUCCEEDED), (FAILED, FAILED), (NONE, SUCCEEDED),
    ]  # fmt: skip
    assert rows(house, task_no) == {
        "a.com": ("SUCCEEDED", None), "b.com": ("FAILED", "RealNameRejected"), "c.com": ("CANCELLED", "RealNameWithdrawn"),
    }  # fmt: skip
    assert reasons(house, "b.com") == [(NOW, FAILED, "a banned word")]
    assert review(house, task_no).status is NONE
    for name in ("a.com", "b.com", "c.com", "nobodys.com"):
        with pytest.raises(NotUnderReview):
            house.write(lambda session, name=name: domain_reviews.approve(session, name, NOW))


def test_the_same_list_and_document_again_are_the_task_under_way_and_anything_else_is_told(house):
    house.domains(house.ada, "a.com", "b.com", "c.com")
    task_no = house.write(by_document(house, "a.com", "b.com"))
    before = house.content()

    assert house.write(by_document(house, "b.com", "a.com")) == task_no
    assert house.content() == before

    another = Document(kind="YYZZ", number=DOCUMENT.number, image=b"another picture")
    for asked, names in (
        (by_document(house, "a.com"), "a.com"),
        (by_document(house, "a.com", "b.com", "c.com"), "a.com, b.com"),
        (by_document(house, "a.com", "b.com", document=another), "a.com, b.com"),
    ):
        refusal = house.refused(asked)
        assert (type(refusal), refusal.values["names"], refusal.values["tasks"]) == (
            DomainAlreadyAuditing,
            names,
            task_no,
        )
    house.write(lambda session: domain_reviews.reject(session, "b.com", "no", NOW))
    assert house.refused(by_document(house, "a.com", "b.com")).values["names"] == "a.com"


def test_a_list_is_refused_whole_and_the_bad_names_told(house, offices):
    house.domains(house.ada, "a.com", "busy.com")
    house.domains(house.ada, "done.com", real_name_status=SUCCEEDED)
    house.domains(house.cy, "cy.com")

    def told(*names, **more):
        refusal = house.refused(by_document(house, *names, **more))
        return type(refusal), refusal.values.get("names")

    assert told("a.com", "cy.com", "nobodys.com") == (DomainNotExist, "cy.com, nobodys.com")
    assert told("a.com", "done.com") == (DomainAlreadyAudited, "done.com")
    person = Document(kind="SFZ", number="11010519491231002X", image=b"x")
    assert told("a.com", document=person) == (CredentialIllegal, None)
    assert (
        told("a.com", document=Document(kind="YYZZ", number="91350100M000100Y44", image=b"x"))[0] is CredentialIllegal
    )
    small = offices(most_domains=1)
    assert isinstance(small.refused(by_document(small, "a.com", "b.com")), TooManyDomains)


def test_one_document_must_fit_whatever_is_known_of_the_one_holder_of_a_list(house):
    house.domains(house.ada, "a.com")
    names = {"organization": HOLDER.organization, "zh_organization": HOLDER.zh_organization}
    body = {**names, "registrant_type": RegistrantType.ORGANISATION}
    held_by(house, "person.com", **names, registrant_type=RegistrantType.INDIVIDUAL, country="CN")
    held_by(house, "abroad.com", **body, country="FR")
    held_by(house, "imported.com", **body)
    held_by(house, "another.com", **{**body, "organization": "Another Ltd"})
    held_by(house, "nameless.com")

    for name in ("person.com", "abroad.com"):
        refusal = house.refused(by_document(house, "a.com", name))
        assert (type(refusal), refusal.values["parameter"]) == (CredentialIllegal, "IdentityCredentialType")
    refusal = house.refused(by_document(house, "nameless.com", "imported.com", "another.com", "a.com"))
    assert (type(refusal), refusal.values) == (
        HoldersDiffer, {"names": "another.com, nameless.com", "count": 2, "domain": "a.com"},
    )  # fmt: skip
    assert house.write(by_document(house, "a.com", "imported.com"))


def test_a_domain_under_review_is_busy_and_free_when_it_was_withdrawn(house):
    house.domains(house.ada, "a.com")
    profile_id = house.profile(house.ada, status=SUCCEEDED)
    house.write(lambda session: emails.put_verified(session, house.ada, HOLDER.email, NOW))
    house.write(by_document(house, "a.com"))
    instance = house.read(lambda session: domains.by_name(session, house.ada, "a.com")).instance_id

    def change(session):
        return registrant_change.submit(
            session, house.office, account_id=house.ada, names=[DomainName("a.com")], profile_id=profile_id,
            lock_after=False, client_ip="", now=NOW,
        )  # fmt: skip

    assert isinstance(house.refused(change), TaskIsBeingProcessed)
    assert not house.read(tasks.any_under_way)
    refusal = house.refused(lambda session: domain_reviews.withdraw(session, house.cy, instance, NOW))
    assert (type(refusal), refusal.values["names"]) == (DomainNotExist, instance)
    house.write(lambda session: domain_reviews.withdraw(session, house.ada, instance, NOW))
    refusal = house.refused(lambda session: domain_reviews.withdraw(session, house.ada, instance, NOW))
    assert (type(refusal), refusal.values) == (DomainNotAuditing, {"instance": instance})
    assert house.write(change)


def test_a_cancelled_task_takes_its_domains_from_review_and_its_document_too(house):
    house.domains(house.ada, "a.com", "b.com")
    task_no = house.write(by_document(house, "a.com", "b.com"))
    house.write(lambda session: domain_reviews.approve(session, "b.com", NOW))

    for _ in range(2):
        house.write(lambda session: cancellation.cancel(session, house.office, house.ada, task_no, NOW))

    assert (states(house, "a.com")[0], states(house, "b.com")[0]) == (NONE, SUCCEEDED)
    assert rows(house, task_no) == {"a.com": ("CANCELLED", "RealNameWithdrawn"), "b.com": ("SUCCEEDED", None)}
    assert review(house, task_no).status is NONE
    assert house.write(by_document(house, "a.com")) != task_no


def test_what_was_submitted_is_shown_for_the_present_holder_alone(house):
    house.domains(house.ada, "a.com", "b.com")
    profile_id = house.profile(house.ada, status=FAILED)
    house.write(by_document(house, "a.com"))
    house.write(by_profile(house, "b.com", profile_id))

    def shown(name, *, with_image=False):
        def work(session):
            return material_of(session, domains.by_name(session, house.ada, name), with_image=with_image)

        found = house.read(work)
        return None if found is None else (found.kind, found.number, found.image, found.submitted_at)

    assert shown("a.com") == ("YYZZ", DOCUMENT.number, None, NOW)
    assert shown("a.com", with_image=True) == ("YYZZ", DOCUMENT.number, b"a picture", NOW)
    assert shown("b.com") == (None, None, None, NOW)

    def moved(session):
        another = contacts.add(session, house.ada, HOLDER, NOW)
        domain = domains.by_name(session, house.ada, "a.com")
        domain_registrants.give_registrant(session, [domain_registrants.NewRegistrant(domain.id, another, None)], NOW)

    house.write(moved)
    assert shown("a.com") is None


def test_a_change_of_holder_whose_document_is_rejected_is_on_the_list_of_its_own_occasion(house):
    house.domains(house.ada, "a.com")
    house.write(lambda session: emails.put_verified(session, house.ada, HOLDER.email, NOW))
    task_no = house.write(
        lambda session: change_by_document.submit(
            session, house.office, account_id=house.ada, names=[DomainName("a.com")], holder=HOLDER, document=DOCUMENT,
            lock_after=False, client_ip="", now=NOW,
        )
    )  # fmt: skip

    house.write(lambda session: document_reviews.reject(session, review(house, task_no), "blurred", NOW))

    assert rows(house, task_no) == {"a.com": ("FAILED", Reason.DOCUMENT_REJECTED.code)}
    assert reasons(house, "a.com", ReviewOccasion.REGISTRANT_CHANGE) == [(NOW, SUCCEEDED, "blurred")]
    assert reasons(house, "a.com") == []
