"""Real-name verification of domains by a profile: what is taken, and how the profile's review ends it."""

import pytest

from freehold.operations import (
    domain_reviews,
    profiles,
    registrant_change,
    verification,
)
from freehold.store import emails, tasks
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.refusals import (
    ContactNotMatch,
    ContactTemplateNotExist,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    DomainNotExist,
    TaskIsBeingProcessed,
)
from freehold.terms.tasks import TaskKind
from support.office import HOLDER, NOW
from support.verifying import AUDITING, DOCUMENT, FAILED, NONE, SUCCEEDED, WAITS, by_profile, reasons, rows, states


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
