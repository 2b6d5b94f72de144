"""What a change of a contact role accepts, refuses and writes (registrant-family.md, 3)."""

import pytest

from freehold.operations import contact_change
from freehold.operations.registrant_change import by_document
from freehold.store import contacts, domains, emails, task_documents, tasks
from freehold.store.task_documents import Document
from freehold.terms.contacts import ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.refusals import (
    ContactIllegal,
    ContactTemplateNotExist,
    ContactTemplateRealNamedNotExist,
    CredentialIllegal,
    DomainNotExist,
    NewContactEmailNotVerified,
    RegContactEmailNotVerified,
    RegistrantUnverified,
    TaskIsBeingProcessed,
    TooManyDomains,
)
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW

REGISTRANT, ADMIN = ContactRole.REGISTRANT, ContactRole.ADMIN


def named(names):
    return [DomainName.parse(name) for name in names]


def by_profile(house, names, profile_id, role=ADMIN, *, account_id=None, **more):
    return lambda session: contact_change.by_profile(
        session, house.office, account_id=account_id or house.ada, names=named(names), role=role,
        profile_id=profile_id, lock_after=True, client_ip="192.0.2.1", now=NOW, **more,
    )  # fmt: skip


def by_new_contact(house, names, role=ADMIN, contact=HOLDER):
    return lambda session: contact_change.by_new_contact(
        session, house.office, account_id=house.ada, names=named(names), role=role, contact=contact,
        lock_after=True, client_ip="192.0.2.1", now=NOW,
    )  # fmt: skip


def by_paper(house, names, holder=HOLDER, number="91350100M000100Y43"):
    return lambda session: by_document.submit(
        session, house.office, account_id=house.ada, names=named(names), holder=holder,
        document=Document(kind="YYZZ", number=number, image=b"image"), lock_after=False, client_ip="", now=NOW,
    )  # fmt: skip


def prove_mail(house, account_id=None):
    house.write(lambda session: emails.put_verified(session, account_id or house.ada, HOLDER.email, NOW))


def task(house, task_no):
    return house.read(lambda session: tasks.find(session, task_no))


def rows(house, task_no):
    page = house.read(lambda session: tasks.items_page(session, tasks.find(session, task_no), 1, 100))
    return {row.domain_name: (ItemState(row.state).name, row.reason) for row in page.rows}


def test_what_is_wrong_with_a_profile_or_a_list_is_told_in_one_order(offices):
    house = offices(most_domains=3)
    house.domains(house.ada, "good.com", "busy.com")
    house.domains(house.cy, "stranger.com")
    unverified = house.profile(house.ada)
    unproved = house.profile(house.ada, status=RealNameStatus.SUCCEEDED, email="unproved@example.com")
    good = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)
    strangers = house.profile(house.cy, status=RealNameStatus.SUCCEEDED)
    prove_mail(house)
    house.write(by_profile(house, ["busy.com"], good))

    told = [
        type(house.refused(by_profile(house, names, profile, REGISTRANT)))
        for names, profile in (
            (["good.com", "busy.com", "stranger.com", "nobody.com"], 777),
            (["good.com", "busy.com", "stranger.com"], 777),
            (["good.com", "busy.com", "stranger.com"], strangers),
            (["good.com", "busy.com", "stranger.com"], unverified),
            (["good.com", "busy.com", "stranger.com"], unproved),
            (["good.com", "busy.com", "stranger.com"], good),
            (["good.com", "busy.com"], good),
        )
    ]

    assert told == [
        TooManyDomains, ContactTemplateNotExist, ContactTemplateNotExist, ContactTemplateRealNamedNotExist,
        RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed,
    ]  # fmt: skip


def test_a_profile_nobody_verified_does_for_other_roles_and_where_real_names_are_no_duty(house):
    house.domains(house.ada, "a.com", "b.example", "c.com")
    prove_mail(house)
    profile = house.profile(house.ada)

    assert rows(house, house.write(by_profile(house, ["a.com"], profile))) == {"a.com": ("WAITING", None)}
    assert rows(house, house.write(by_profile(house, ["b.example"], profile, REGISTRANT))) == {
        "b.example": ("WAITING", None)
    }
    told = house.refused(by_profile(house, ["b.example", "c.com"], profile, REGISTRANT))
    assert (type(told), told.values) == (ContactTemplateRealNamedNotExist, {"profile": profile})


def test_batches_demand_a_proved_mail_address_and_single_changes_only_of_a_registrant(house):
    house.domains(house.ada, "a.com")
    profile = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)

    assert type(house.refused(by_profile(house, ["a.com"], profile))) is RegContactEmailNotVerified
    assert type(house.refused(by_profile(house, ["a.com"], profile, REGISTRANT, proved_mail=False))) is (
        RegContactEmailNotVerified
    )
    house.write(by_profile(house, ["a.com"], profile, proved_mail=False))


def test_a_contact_is_changed_though_the_registrants_own_mail_address_is_not_proved(house):
    house.domains(house.ada, "a.com")
    profile = house.profile(house.ada, email="other@example.com")
    house.write(lambda session: emails.put_verified(session, house.ada, "other@example.com", NOW))

    assert rows(house, house.write(by_profile(house, ["a.com"], profile))) == {"a.com": ("WAITING", None)}


def test_the_lock_counts_only_for_the_registrant(house):
    house.domains(house.ada, "a.com", "b.com")
    prove_mail(house)
    profile = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)

    locks = [
        task(house, house.write(by_profile(house, [name], profile, role))).lock_after
        for name, role in (("a.com", REGISTRANT), ("b.com", ADMIN))
    ]

    assert locks == [True, False]


def test_a_domain_of_another_registration_does_not_exist(house):
    house.domains(house.ada, "a.com", "b.com")
    prove_mail(house)
    profile = house.profile(house.ada)
    instance = house.read(lambda session: domains.by_name(session, house.ada, "b.com").instance_id)

    told = house.refused(by_profile(house, ["a.com"], profile, instance_id=instance))

    assert (type(told), told.values) == (DomainNotExist, {"names": "a.com", "count": 1})
    house.write(by_profile(house, ["b.com"], profile, instance_id=instance))


@pytest.mark.parametrize("role", list(ContactRole))
def test_what_forbids_a_change_of_one_domain_fails_its_row(house, role):
    house.domains(house.ada, "good.com")
    house.domains(house.ada, "old.com", expires_at=Instant(NOW - 1))
    house.domains(house.ada, "locked.com", update_lock=LockSetting.ON)
    house.domains(house.ada, "audited.com", real_name_status=RealNameStatus.AUDITING)
    prove_mail(house)
    profile = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)

    names = ["good.com", "old.com", "locked.com", "audited.com"]
    found = rows(house, house.write(by_profile(house, names, profile, role)))

    review = ("FAILED", "DomainUnderReview") if role is REGISTRANT else ("WAITING", None)
    assert found == {
        "good.com": ("WAITING", None), "old.com": ("FAILED", "DomainExpired"),
        "locked.com": ("FAILED", "DomainUpdateLocked"), "audited.com": review,
    }  # fmt: skip


def test_a_suffix_that_nobody_serves_fails_or_waits_for_a_person(offices):
    house = offices(tlds=("com",))
    house.domains(house.ada, "a.com", "b.xyz", "c.hk")
    prove_mail(house)

    found = rows(house, house.write(by_new_contact(house, ["a.com", "b.xyz", "c.hk"])))

    assert found == {
        "a.com": ("WAITING", None), "b.xyz": ("FAILED", "NoRegistryForSuffix"), "c.hk": ("HELD", "CarriedOutByHand"),
    }  # fmt: skip


def test_data_that_come_with_the_call_pass_the_rules_of_profiles(house):
    house.domains(house.ada, "a.com", "b.example")
    wrong = HOLDER.__class__(**{**{name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__}, "country": "ZZ"})

    told = [
        type(house.refused(work))
        for work in (
            by_new_contact(house, ["a.com"], contact=wrong),
            by_new_contact(house, ["b.example", "a.com"], REGISTRANT),
            by_new_contact(house, ["b.example"], REGISTRANT),
            by_new_contact(house, ["nobody.com"]),
        )
    ]
    assert told == [ContactIllegal, RegistrantUnverified, NewContactEmailNotVerified, DomainNotExist]
    prove_mail(house)
    assert rows(house, house.write(by_new_contact(house, ["b.example"], REGISTRANT))) == {
        "b.example": ("WAITING", None)
    }


def test_all_names_that_demand_a_verified_registrant_are_told(house):
    told = house.refused(by_new_contact(house, ["a.com", "b.example", "例子.cn"], REGISTRANT))

    assert told.values == {"names": "a.com, 例子.cn", "count": 2}


def test_equal_data_are_one_version_and_other_data_another(house):
    def kept(contact, account_id):
        return house.write(lambda session: contacts.keep(session, account_id, contact, NOW))

    import msgspec

    first = kept(HOLDER, house.ada)
    assert kept(HOLDER, house.ada) == first
    assert kept(msgspec.structs.replace(HOLDER, telephone="1234567"), house.ada) != first
    assert kept(HOLDER, house.cy) != first
    assert kept(HOLDER, house.ada) == first


def test_a_change_by_document_is_checked_like_the_others_and_stores_nothing_when_refused(house):
    house.domains(house.ada, "a.com", "busy.com")

    assert type(house.refused(by_paper(house, ["a.com"]))) is NewContactEmailNotVerified
    prove_mail(house)
    house.write(by_paper(house, ["busy.com"]))
    told = [
        type(house.refused(work))
        for work in (
            by_paper(house, ["a.com"], holder=HOLDER.__class__()),
            by_paper(house, ["a.com"], number="91350100M000100Y44"),
            by_paper(house, ["a.com", "stranger.com"]),
            by_paper(house, ["a.com", "busy.com"]),
        )
    ]
    assert told == [ContactIllegal, CredentialIllegal, DomainNotExist, TaskIsBeingProcessed]


def test_a_document_is_decided_on_once(house):
    house.domains(house.ada, "a.com")
    prove_mail(house)
    task_no = house.write(by_paper(house, ["a.com"]))
    review = house.read(lambda session: task_documents.find(session, task_no))

    house.write(lambda session: by_document.reject(session, review, "blurred", NOW))

    for decide in (
        lambda session: by_document.approve(session, review, NOW),
        lambda session: by_document.reject(session, review, "again", NOW),
    ):
        with pytest.raises(by_document.NotUnderReview):
            house.write(decide)
    assert rows(house, task_no) == {"a.com": ("FAILED", "DocumentRejected")}
    counted = task(house, task_no)
    assert (counted.total, counted.executing, counted.failed) == (1, 0, 1)
    house.write(by_paper(house, ["a.com"]))
