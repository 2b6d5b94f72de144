"""Profiles: making, changing, the default of each type, the limit, and finding them (registrant-family.md, 4)."""

import pytest

from freehold.operations import profiles, verification
from freehold.operations.profiles import MOST_PROFILES, Search
from freehold.operations.registrant_change.submit import submit as submit_change
from freehold.store import emails, tasks
from freehold.store import profiles as store
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.refusals import (
    ContactIllegal,
    ContactTemplateAudited,
    ContactTemplateNotExist,
    ProfileQuotaExceeded,
    ProfileUnderReview,
)
from freehold.terms.verification import RealNameStatus, RegistrantType
from support.office import HOLDER, NOW

PERSON, BODY = RegistrantType.INDIVIDUAL, RegistrantType.ORGANISATION
FIELDS = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__ if name != "registrant_type"}


def save(house, given, **more):
    values = {
        "account_id": house.ada, "profile_id": None, "registrant_type": None, "profile_type": None, "make_default": False,
        "now": house.clock.now(), **more,
    }  # fmt: skip
    return lambda session: profiles.save(session, given=given, **values)


def saved(house, given=FIELDS, **more):
    return house.write(save(house, given, **more))


def read(house, profile_id):
    return house.read(lambda session: store.by_id(session, profile_id))


def submit(house, profile_id):
    house.write(
        lambda session: verification.submit(
            session, store.by_id(session, profile_id), "YYZZ", "91350100M000100Y43", b"a picture", NOW
        )
    )


def defaults(house):
    found = house.read(lambda session: store.of_account(session, house.ada))
    return {(profile.id, profile.registrant_type) for profile in found if profile.is_default}


def test_a_new_profile_is_a_persons_and_common_unless_it_says_otherwise(house):
    made = read(house, saved(house))

    assert made.contact == Contact(**FIELDS, registrant_type=PERSON)
    assert (made.version, made.profile_type, made.is_default, made.real_name_status) == (
        1, "common", False, RealNameStatus.NONE,
    )  # fmt: skip
    assert (made.created_at, made.updated_at) == (NOW, NOW)


@pytest.mark.parametrize("field", ["name", "organization", "country", "province", "city", "address", "postal_code",
                                   "tel_area", "telephone", "email"])  # fmt: skip
def test_a_new_profile_needs_a_whole_contact(house, field):
    given = {name: value for name, value in FIELDS.items() if name != field}

    assert type(house.refused(save(house, given))) is ContactIllegal


@pytest.mark.parametrize("field", ["tel_ext", "zh_name", "zh_organization", "zh_province", "zh_city", "zh_address"])
def test_a_new_profile_does_without_the_rest(house, field):
    given = {name: value for name, value in FIELDS.items() if name != field}

    assert getattr(read(house, saved(house, given)).contact, field) == ""


def test_a_chinese_name_is_stored_with_the_one_dot(house):
    made = saved(house, {**FIELDS, "zh_organization": "阿卜杜拉\u2022买买提"})
    assert read(house, made).contact.zh_organization == "阿卜杜拉·买买提"

    saved(house, {"zh_name": "阿卜杜拉\u30fb买买提"}, profile_id=made)
    assert read(house, made).contact.zh_name == "阿卜杜拉·买买提"


def test_only_the_fields_sent_change(house):
    profile_id = saved(house, registrant_type=BODY)
    before = read(house, profile_id)
    house.clock.at = Instant(NOW + DAY)

    assert saved(house, {"address": "2 Example Road"}, profile_id=profile_id) == profile_id

    after = read(house, profile_id)
    assert after.contact == Contact(**{**FIELDS, "address": "2 Example Road"}, registrant_type=BODY)
    assert (after.version, after.created_at, after.updated_at) == (2, NOW, NOW + DAY)
    assert after.contact_id != before.contact_id


def test_the_data_of_an_earlier_version_stay(house):
    """Tasks promise the data of the moment they were submitted (REL-12)."""
    profile_id = saved(house)
    before = read(house, profile_id)

    saved(house, {"city": "ning bo shi"}, profile_id=profile_id)

    kept = house.read(lambda session: store.contacts.get(session, before.contact_id))
    assert kept == before.contact


def test_a_change_that_spoils_the_contact_changes_nothing(house):
    profile_id = saved(house)

    assert type(house.refused(save(house, {"email": ""}, profile_id=profile_id))) is ContactIllegal


@pytest.mark.parametrize("status", [RealNameStatus.AUDITING, RealNameStatus.SUCCEEDED])
@pytest.mark.parametrize("change", [{"given": {"city": "ning bo shi"}}, {"registrant_type": BODY}, {"profile_type": "cnnic"}, {}])  # fmt: skip
def test_a_verified_profile_and_one_under_review_take_no_edit(house, status, change):
    profile_id = house.profile(house.ada, status=status)

    refusal = house.refused(save(house, **{"given": {}, **change}, profile_id=profile_id))

    assert (type(refusal), refusal.values) == (ContactTemplateAudited, {"profile": profile_id})


def test_an_edited_profile_that_failed_begins_anew(house):
    profile_id = house.profile(house.ada, status=RealNameStatus.FAILED)

    saved(house, {"city": "ning bo shi"}, profile_id=profile_id)

    assert read(house, profile_id).real_name_status is RealNameStatus.NONE


def test_a_change_of_nothing_leaves_a_failed_profile_failed(house):
    profile_id = house.profile(house.ada, status=RealNameStatus.FAILED)

    saved(house, {}, profile_id=profile_id)

    found = read(house, profile_id)
    assert (found.real_name_status, found.version) == (RealNameStatus.FAILED, 1)


def test_a_strangers_profile_and_a_missing_one_are_one_and_the_same(house):
    strangers = house.profile(house.cy)

    for profile_id in (strangers, 777):
        for default in (False, True):
            refusal = house.refused(save(house, {}, profile_id=profile_id, make_default=default))
            assert (type(refusal), refusal.values) == (ContactTemplateNotExist, {"profile": profile_id})


def test_each_type_has_one_default(house):
    first, second = saved(house, make_default=True), saved(house, make_default=True)
    body = saved(house, registrant_type=BODY, make_default=True)
    assert defaults(house) == {(second, PERSON), (body, BODY)}

    saved(house, {}, profile_id=first, make_default=True)

    assert defaults(house) == {(first, PERSON), (body, BODY)}


def test_the_default_of_another_account_is_left_alone(house):
    theirs = house.write(lambda session: store.add(session, house.cy, HOLDER, NOW, is_default=True))

    saved(house, registrant_type=BODY, make_default=True)

    assert read(house, theirs).is_default


def test_a_profile_that_becomes_another_types_is_not_its_default(house):
    """Two defaults of one type would be left otherwise."""
    person = saved(house, make_default=True)
    body = saved(house, registrant_type=BODY, make_default=True)

    saved(house, {}, profile_id=person, registrant_type=BODY)
    assert defaults(house) == {(body, BODY)}

    saved(house, {}, profile_id=person, registrant_type=BODY, make_default=True)
    assert defaults(house) == {(person, BODY)}


def test_an_edit_leaves_the_default_where_it_is(house):
    person = saved(house, make_default=True)

    saved(house, {"city": "ning bo shi"}, profile_id=person)

    assert defaults(house) == {(person, PERSON)}


def test_a_verified_profile_can_become_the_default(house):
    profile_id = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)

    saved(house, {}, profile_id=profile_id, make_default=True)

    found = read(house, profile_id)
    assert (found.is_default, found.version, found.real_name_status) == (True, 1, RealNameStatus.SUCCEEDED)


def test_an_account_keeps_500_profiles(house):
    def fill(session):
        for _ in range(MOST_PROFILES - 1):
            store.add(session, house.ada, HOLDER, NOW)

    house.write(fill)
    last = saved(house)

    refusal = house.refused(save(house, FIELDS))
    assert (MOST_PROFILES, type(refusal), refusal.values) == (500, ProfileQuotaExceeded, {"limit": 500})
    assert saved(house, {"city": "ning bo shi"}, profile_id=last) == last
    assert saved(house, account_id=house.cy) > last


def deletion(house, *profile_ids):
    return lambda session: profiles.delete(session, house.ada, profile_ids)


def test_a_deleted_profile_takes_its_document_and_the_reviewers_words_along(house):
    rejected, kept = house.profile(house.ada), house.profile(house.ada)
    for profile_id in (rejected, kept):
        submit(house, profile_id)
        house.write(lambda session, profile_id=profile_id: verification.reject(session, profile_id, "Blurred.", NOW))

    house.write(deletion(house, rejected))

    left = house.content()
    assert [row[0] for row in left["profiles"]] == [kept]
    assert [row[0] for row in left["verifications"]] == [kept]
    assert [row[1] for row in left["verification_failures"]] == [kept]


def test_a_strangers_profile_is_not_deleted_by_the_store_nor_what_hangs_on_it(house):
    strangers = house.profile(house.cy)
    submit(house, strangers)
    before = house.content()

    house.write(lambda session: store.delete(session, house.ada, [strangers]))

    assert house.content() == before


def test_domains_and_tasks_keep_the_data_of_a_deleted_profile(house):
    """REL-12."""
    profile_id = house.profile(house.ada, status=RealNameStatus.SUCCEEDED)
    contact_id = read(house, profile_id).contact_id
    house.domains(house.ada, "a.com")
    house.write(lambda session: emails.put_verified(session, house.ada, HOLDER.email, NOW))
    task_no = house.write(
        lambda session: submit_change(
            session, house.office, account_id=house.ada, names=[DomainName("a.com")], profile_id=profile_id,
            lock_after=False, client_ip="", now=NOW,
        )
    )  # fmt: skip

    house.write(deletion(house, profile_id))

    task = house.read(lambda session: tasks.by_number(session, house.ada, task_no))
    assert task.profile_id == profile_id
    assert house.read(lambda session: store.contacts.get(session, contact_id)) == HOLDER


def test_a_profile_under_review_is_not_deleted_nor_any_with_it(house):
    first, reviewed, other = (house.profile(house.ada) for _ in range(3))
    submit(house, reviewed)

    refusal = house.refused(deletion(house, first, reviewed, other))

    assert (type(refusal), str(refusal.values["profile"])) == (ProfileUnderReview, str(reviewed))


def test_all_profiles_that_are_not_there_are_told_and_none_is_deleted(house):
    mine, strangers = house.profile(house.ada), house.profile(house.cy)

    refusal = house.refused(deletion(house, 777, mine, strangers))

    assert (type(refusal), str(refusal.values["profile"])) == (ContactTemplateNotExist, f"777, {strangers}")


def test_a_profile_named_twice_is_deleted_once(house):
    first, other = house.profile(house.ada), house.profile(house.ada)

    house.write(deletion(house, first, first))

    assert [row[0] for row in house.content()["profiles"]] == [other]


def test_the_number_of_a_deleted_profile_is_not_given_again(house):
    last = house.profile(house.ada)

    house.write(deletion(house, last))

    assert saved(house) > last


def test_a_deleted_default_leaves_its_type_without_one(house):
    person = saved(house, make_default=True)
    body = saved(house, registrant_type=BODY, make_default=True)

    house.write(deletion(house, person))

    assert defaults(house) == {(body, BODY)}


@pytest.mark.parametrize("status", list(RealNameStatus))
def test_the_default_moves_to_a_profile_in_whatever_state(house, status):
    saved(house, registrant_type=BODY, make_default=True)
    other = house.profile(house.ada, status=status)

    for _ in range(2):
        house.write(lambda session: profiles.set_default(session, house.ada, other, NOW))

    assert defaults(house) == {(other, BODY)}
    assert read(house, other).real_name_status is status


def test_a_strangers_profile_does_not_become_ones_default(house):
    strangers = house.profile(house.cy)

    for profile_id in (strangers, 777):
        refusal = house.refused(lambda session, which=profile_id: profiles.set_default(session, house.ada, which, NOW))
        assert (type(refusal), refusal.values) == (ContactTemplateNotExist, {"profile": profile_id})


def test_a_search_finds_what_fits_newest_first(house):
    plain = saved(house)
    body = saved(house, registrant_type=BODY, profile_type="cnnic", make_default=True)
    verified = house.profile(house.ada, status=RealNameStatus.SUCCEEDED, email="Sales@Example.COM",
                             organization="Zebra GmbH", zh_organization="斑马公司")  # fmt: skip
    house.profile(house.cy)

    def found(**wanted):
        return house.read(
            lambda session: [profile.id for profile in profiles.search(session, house.ada, Search(**wanted))]
        )

    assert found() == [verified, body, plain]
    assert found(profile_id=plain) == [plain]
    assert found(registrant_type=BODY) == [verified, body]
    assert found(profile_type="cnnic") == [body]
    assert found(status=RealNameStatus.SUCCEEDED) == [verified]
    assert found(is_default=True) == [body]
    assert found(is_default=False) == [verified, plain]
    assert found(email="sales@example") == [verified]
    assert found(holder="zebra") == [verified]
    assert found(zh_holder="斑马") == [verified]
    assert found(remark="x") == []
    assert found(registrant_type=BODY, holder="widgets") == [body]
