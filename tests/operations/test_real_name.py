"""Real-name verification of domains: what is taken, and how a review ends it (registrant-family.md, 5.1)."""

import pytest

from freehold.operations import (
    cancellation,
    document_reviews,
    domain_reviews,
    profiles,
    registrant_change,
    verification,
)
from freehold.operations.domain_reviews import NotUnderReview
from freehold.operations.real_name import submit
from freehold.operations.real_name.material import material_of
from freehold.operations.registrant_change import by_document as change_by_document
from freehold.operations.registrant_change.by_document import NotUnderReview as DocumentNotUnderReview
from freehold.store import contacts, domain_registrants, domain_verifications, domains, emails, task_documents, tasks
from freehold.store.task_documents import Document
from freehold.terms.contacts import Contact, same_holder
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.reasons import Reason
from freehold.terms.refusals import (
    ContactNotMatch,
    ContactTemplateNotExist,
    CredentialIllegal,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    DomainNotAuditing,
    DomainNotExist,
    HoldersDiffer,
    TaskIsBeingProcessed,
    TooManyDomains,
)
from freehold.terms.tasks import ItemState, TaskKind
from freehold.terms.verification import RealNameStatus, RegistrantType, ReviewOccasion
from support.office import HOLDER, NOW

NONE, AUDITING, SUCCEEDED, FAILED = RealNameStatus
DOCUMENT = Document(kind="YYZZ", number="91350100M000100Y43", image=b"a picture")
WAITS = ("LATER", "RealNameInReview")


def by_profile(house, name, profile_id, *, account=None, instance_id=None):
    return lambda session: submit.by_profile(
        session, house.office, account_id=account or house.ada, name=DomainName(name), instance_id=instance_id,
        profile_id=profile_id, client_ip="", now=NOW,
    )  # fmt: skip


def by_document(house, *names, document=DOCUMENT, now=NOW):
    return lambda session: submit.by_document(
        session, house.office, account_id=house.ada, names=[DomainName(name) for name in names], document=document,
        client_ip="", now=now,
    )  # fmt: skip


def states(house, name):
    """(of the domain, of its name)."""
    domain = house.read(lambda session: domains.by_name(session, house.ada, name))
    return domain.real_name_status, domain.name_status


def rows(house, task_no):
    def work(session):
        task = tasks.by_number(session, house.ada, task_no)
        counted = (task.waiting, task.executing, task.succeeded, task.failed)
        found = tasks.items_page(session, task, 1, 100).rows
        assert sum(counted) == len(found)
        return {row.domain_name: (ItemState(row.state).name, row.reason) for row in found}

    return house.read(work)


def reasons(house, name, occasion=ReviewOccasion.REGISTRATION):
    def work(session):
        domain = domains.by_name(session, house.ada, name)
        return [
            (one.at, one.name_status, one.reason) for one in domain_verifications.failures_of(session, domain, occasion)
        ]

    return house.read(work)


def review(house, task_no):
    return house.read(lambda session: task_documents.find(session, task_no))


def test_a_verified_profile_of_the_same_holder_verifies_a_domain_at_once(house):
    house.domains(house.ada, "a.com")
    profile_id = house.profile(house.ada, status=SUCCEEDED, email="another@example.com")

    task_no = house.write(by_profile(house, "a.com", profile_id))

    assert states(house, "a.com") == (SUCCEEDED, SUCCEEDED)
    assert rows(house, task_no) == {"a.com": ("SUCCEEDED", None)}
    task = house.read(lambda session: tasks.find(session, task_no))
    assert (task.kind, task.finished, task.profile_id) == (TaskKind.VERIFY_REAL_NAME, True, profile_id)


@pytest.mark.parametrize("name_status", [NONE, FAILED])
def test_a_name_that_was_not_found_good_is_reviewed_though_the_holder_is_proved(house, name_status):
    house.domains(house.ada, "a.com", name_status=name_status)
    profile_id = house.profile(house.ada, status=SUCCEEDED)

    task_no = house.write(by_profile(house, "a.com", profile_id))

    assert (states(house, "a.com"), rows(house, task_no)) == ((AUDITING, AUDITING), {"a.com": WAITS})
    house.write(lambda session: domain_reviews.approve(session, "a.com", NOW))
    assert states(house, "a.com") == (SUCCEEDED, SUCCEEDED)


def test_a_profile_that_is_found_good_takes_its_domains_along(house):
    house.domains(house.ada, "a.com", "b.com", "c.com")
    house.domains(house.ada, "new-name.com", name_status=NONE)
    profile_id = house.profile(house.ada)
    numbers = {name: house.write(by_profile(house, name, profile_id)) for name in ("a.com", "b.com", "new-name.com")}
    other = house.write(by_profile(house, "c.com", house.profile(house.ada, status=FAILED)))
    house.write(
        lambda session: verification.submit(
            session, verification.submittable(session, house.ada, profile_id), "YYZZ", DOCUMENT.number, b"x", NOW
        )
    )
    assert rows(house, numbers["a.com"]) == {"a.com": WAITS}

    house.write(lambda session: verification.approve(session, profile_id, NOW))

    assert states(house, "a.com") == states(house, "b.com") == (SUCCEEDED, SUCCEEDED)
    assert rows(house, numbers["a.com"]) == {"a.com": ("SUCCEEDED", None)}
    assert states(house, "new-name.com") == (AUDITING, AUDITING)
    assert rows(house, other) == {"c.com": WAITS}


def test_a_profile_that_is_rejected_takes_its_domains_along_and_they_can_be_submitted_again(house):
    house.domains(house.ada, "a.com")
    profile_id = house.profile(house.ada, status=AUDITING)
    task_no = house.write(by_profile(house, "a.com", profile_id))

    house.write(lambda session: verification.reject(session, profile_id, "证件照片不清晰", NOW))

    assert states(house, "a.com") == (FAILED, SUCCEEDED)
    assert rows(house, task_no) == {"a.com": ("FAILED", "RealNameRejected")}
    assert reasons(house, "a.com") == [(NOW, SUCCEEDED, "证件照片不清晰")]
    house.write(by_profile(house, "a.com", profile_id))
    house.write(lambda session: domain_reviews.reject(session, "a.com", "still", Instant(NOW + DAY)))
    assert [reason for _, _, reason in reasons(house, "a.com")] == ["证件照片不清晰", "still"]


def test_a_profile_that_names_another_holder_by_the_time_of_its_review_verifies_nothing(house):
    house.domains(house.ada, "a.com")
    profile_id = house.profile(house.ada)
    task_no = house.write(by_profile(house, "a.com", profile_id))

    def edit_and_approve(session):
        profiles.save(
            session, account_id=house.ada, profile_id=profile_id, registrant_type=None, profile_type=None,
            given={"organization": "Another Ltd", "zh_organization": "另一家有限公司"}, make_default=False, now=NOW,
        )  # fmt: skip
        profile = verification.submittable(session, house.ada, profile_id)
        verification.submit(session, profile, "YYZZ", DOCUMENT.number, b"x", NOW)
        verification.approve(session, profile_id, NOW)

    house.write(edit_and_approve)

    assert rows(house, task_no) == {"a.com": ("FAILED", "RealNameHolderDiffers")}
    assert (states(house, "a.com"), reasons(house, "a.com")) == ((NONE, SUCCEEDED), [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"organization": "Example Ltd"}, {"organization": " EXAMPLE  ltd"}, True),
        ({"organization": "Example Ltd"}, {"organization": "Example Inc"}, False),
        ({"organization": "A", "zh_organization": "甲"}, {"zh_organization": "甲"}, True),
        ({"organization": "A", "zh_organization": "甲"}, {"organization": "A", "zh_organization": "乙"}, False),
        ({"organization": "A"}, {"zh_organization": "甲"}, False),
        ({}, {}, False),
    ],
)
def test_holders_are_the_same_in_every_script_in_which_both_are_named(one, other, same):
    assert same_holder(Contact(**one), Contact(**other)) is same
    assert same_holder(Contact(**other), Contact(**one)) is same


def test_what_is_wrong_with_a_domain_or_profile_is_told_in_one_order(house):
    good, other = (
        house.profile(house.ada, status=SUCCEEDED),
        house.profile(house.ada, organization="Other", zh_organization=""),
    )
    house.write(lambda session: emails.put_verified(session, house.ada, HOLDER.email, NOW))
    house.domains(house.ada, "a.com", "auditing.com", "busy.com")
    house.domains(house.ada, "done.com", real_name_status=SUCCEEDED)
    house.domains(house.cy, "cy.com")
    number = house.write(by_profile(house, "auditing.com", house.profile(house.ada)))
    house.write(
        lambda session: registrant_change.submit(
            session, house.office, account_id=house.ada, names=[DomainName("busy.com")], profile_id=good,
            lock_after=False, client_ip="", now=NOW,
        )
    )  # fmt: skip

    def told(*given, **more):
        refusal = house.refused(by_profile(house, *given, **more))
        return type(refusal), refusal.values

    missing = (DomainNotExist, {"names": "cy.com", "count": 1})
    assert told("cy.com", 777) == missing
    assert told("a.com", 777, instance_id="S2026") == (DomainNotExist, {"names": "a.com", "count": 1})
    assert told("auditing.com", 777) == (ContactTemplateNotExist, {"profile": 777})
    assert told("a.com", house.profile(house.cy, status=SUCCEEDED))[0] is ContactTemplateNotExist
    assert told("auditing.com", other) == (
        DomainAlreadyAuditing,
        {"names": "auditing.com", "count": 1, "tasks": number},
    )
    assert told("done.com", other) == (DomainAlreadyAudited, {"names": "done.com", "count": 1})
    assert told("busy.com", other) == (TaskIsBeingProcessed, {"names": "busy.com", "count": 1})
    assert told("a.com", other) == (ContactNotMatch, {"profile": other, "domain": "a.com"})


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


def held_by(house, name, **holder):
    """A domain of Ada's whose holder's data are these alone."""

    def work(session):
        registrant = contacts.add(session, house.ada, Contact(**holder), NOW)
        entry = domains.NewDomain(
            name=DomainName(name), registrant_id=registrant, registered_at=NOW, expires_at=Instant(NOW + DAY)
        )
        domains.add_many(session, house.ada, [entry], NOW)

    house.write(work)


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
