"""Real-name verification of profiles: what takes a document, what the reviewer's word does (registrant-family.md, 4.2, 4.4)."""

import pytest

from freehold.operations import verification
from freehold.operations.verification import NotUnderReview
from freehold.store import profiles, verifications
from freehold.terms.instants import DAY, Instant
from freehold.terms.refusals import ContactTemplateAudited, ContactTemplateNotExist, CredentialIllegal
from freehold.terms.verification import INDIVIDUAL_CREDENTIALS, ORGANISATION_CREDENTIALS, RealNameStatus, RegistrantType
from support.office import NOW

PERSON, BODY = RegistrantType.INDIVIDUAL, RegistrantType.ORGANISATION
NUMBER = "91350100M000100Y43"
GOOD_NUMBERS = {"SFZ": "11010519491231002X", "ORG": "M000100Y-4", "YYZZ": NUMBER, "XYDM": NUMBER, "WAIGUOJIGOU": "0"}

ELSEWHERE = {"TXZ": "MO", "TW": "TW", "HKMOJUMIN": "HK", "WAIGUOJIGOU": "SG"}
"""Documents that no mainland holder has, each with a country of one who has it."""


def profile(house, profile_id):
    return house.read(lambda session: profiles.by_id(session, profile_id))


def submit(house, profile_id, number=NUMBER, image=b"a picture", now=NOW):
    return house.write(
        lambda session: verification.submit(session, profiles.by_id(session, profile_id), "YYZZ", number, image, now)
    )


def material(house, profile_id):
    return house.read(lambda session: verifications.get(session, house.ada, profile_id, with_image=True))


def reasons(house, profile_id):
    return house.read(lambda session: verifications.failures_of(session, house.ada, profile_id))


@pytest.mark.parametrize("status", list(RealNameStatus))
def test_new_and_rejected_profiles_take_a_document_and_others_none(house, status):
    profile_id = house.profile(house.ada, status=status)

    def work(session):
        return verification.submittable(session, house.ada, profile_id)

    if status in {RealNameStatus.NONE, RealNameStatus.FAILED}:
        assert house.read(work).id == profile_id
    else:
        refusal = house.refused(work)
        assert (type(refusal), refusal.values) == (ContactTemplateAudited, {"profile": profile_id})


def test_a_strangers_profile_and_a_missing_one_are_one_and_the_same(house):
    for status in RealNameStatus:
        strangers = house.profile(house.cy, status=status)
        for profile_id in (strangers, 777):
            refusal = house.refused(
                lambda session, wanted=profile_id: verification.submittable(session, house.ada, wanted)
            )
            assert (type(refusal), refusal.values) == (ContactTemplateNotExist, {"profile": profile_id})


@pytest.mark.parametrize(
    ("registrant_type", "kind"),
    [(PERSON, kind) for kind in INDIVIDUAL_CREDENTIALS] + [(BODY, kind) for kind in ORGANISATION_CREDENTIALS],
)
def test_each_type_of_document_fits_one_type_of_registrant(house, registrant_type, kind):
    country = ELSEWHERE.get(kind, "CN")
    fitting = profile(house, house.profile(house.ada, registrant_type=registrant_type, country=country))
    other = profile(house, house.profile(house.ada, registrant_type=PERSON if registrant_type is BODY else BODY))
    number = GOOD_NUMBERS.get(kind, "A1234567")

    verification.check_credential(fitting, kind, number, NOW)

    with pytest.raises(CredentialIllegal) as refused:
        verification.check_credential(other, kind, number, NOW)
    assert str(refused.value).startswith(
        "Parameter illegal: IdentityCredentialType does not fit the profile's RegistrantType."
    )


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("yyzz", NUMBER, "IdentityCredentialType is no known type of document"),
        ("", NUMBER, "IdentityCredentialType is no known type of document"),
        (
            "YYZZ",
            NUMBER[:-1] + "4",
            "IdentityCredentialNo does not fit the type of document, or its check character is wrong",
        ),
        ("YYZZ", "", "IdentityCredentialNo does not fit the type of document, or its check character is wrong"),
        (
            "YYZZ",
            "1234 5678",
            "IdentityCredentialNo does not fit the type of document, or its check character is wrong",
        ),
    ],
)
def test_a_document_that_cannot_be_is_told_by_its_parameter(house, kind, number, told):
    body = profile(house, house.profile(house.ada))

    with pytest.raises(CredentialIllegal) as refused:
        verification.check_credential(body, kind, number, NOW)

    assert str(refused.value) == f"Parameter illegal: {told}. Correct it and call again; nothing was stored."


@pytest.mark.parametrize(
    ("registrant_type", "kind", "fitting", "others"),
    [
        (PERSON, "SFZ", ["CN"], ["HK", "TW", "US"]),
        (PERSON, "HZ", ["CN", "HK", "US"], []),
        (PERSON, "TXZ", ["HK", "MO"], ["CN", "TW", "US"]),
        (PERSON, "TW", ["TW"], ["CN", "HK", "MO"]),
        (PERSON, "WAIGUOREN", ["CN", "US"], []),
        (PERSON, "HKMOJUMIN", ["HK", "MO", "TW"], ["CN", "US"]),
        (BODY, "YYZZ", ["CN"], ["HK", "SG"]),
        (BODY, "XYDM", ["CN"], ["MO"]),
        (BODY, "BUDUIDAIHAO", ["CN"], ["US"]),
        (BODY, "WAIGUOJIGOU", ["HK", "SG"], ["CN"]),
        (BODY, "WAIGUOQIYE", ["CN", "DE"], []),
    ],
)
def test_a_document_is_one_of_the_profiles_country(house, registrant_type, kind, fitting, others):
    number = GOOD_NUMBERS.get(kind, "A1234567")
    for country in [*fitting, *others]:
        holder = profile(house, house.profile(house.ada, registrant_type=registrant_type, country=country))
        if country in fitting:
            verification.check_credential(holder, kind, number, NOW)
            verification.check_credential(holder.contact, kind, number, NOW)
        else:
            with pytest.raises(CredentialIllegal) as refused:
                verification.check_credential(holder, kind, number, NOW)
            assert str(refused.value) == (
                f"Parameter illegal: IdentityCredentialType is no document of the holder's Country {country}. "
                "Correct it and call again; nothing was stored."
            )


def test_a_birth_date_counts_by_the_day_in_china(house):
    person = profile(house, house.profile(house.ada, registrant_type=PERSON))
    born_tomorrow = "110105202605300021"
    evening = Instant(NOW + 19 * 3_600_000)  # 23:26 on the 29th in China, 15:26 in Greenwich

    with pytest.raises(CredentialIllegal):
        verification.check_credential(person, "SFZ", born_tomorrow, evening)
    verification.check_credential(person, "SFZ", born_tomorrow, Instant(evening + 3_600_000))


def test_a_document_puts_the_profile_under_review_and_is_sealed(house):
    profile_id = house.profile(house.ada)

    submit(house, profile_id)

    assert profile(house, profile_id).real_name_status is RealNameStatus.AUDITING
    kept = material(house, profile_id)
    assert (kept.credential_type, kept.credential_no, kept.image) == ("YYZZ", NUMBER, b"a picture")
    assert (kept.submitted_at, kept.updated_at) == (NOW, NOW)
    assert NUMBER not in repr(kept)
    stored = str(house.content()["verifications"])
    assert NUMBER not in stored
    assert "a picture" not in stored


def test_of_two_documents_at_once_one_is_taken(house):
    """Both callers saw the profile as new."""
    profile_id = house.profile(house.ada)
    seen = profile(house, profile_id)
    submit(house, profile_id)

    late = house.refused(lambda session: verification.submit(session, seen, "YYZZ", NUMBER, b"another", NOW))

    assert type(late) is ContactTemplateAudited
    assert material(house, profile_id).image == b"a picture"


def test_a_yes_verifies_for_good(house):
    profile_id = house.profile(house.ada)
    submit(house, profile_id)
    house.write(lambda session: verification.approve(session, profile_id, Instant(NOW + DAY)))

    assert profile(house, profile_id).real_name_status is RealNameStatus.SUCCEEDED
    assert (material(house, profile_id).submitted_at, material(house, profile_id).updated_at) == (NOW, NOW + DAY)
    assert reasons(house, profile_id) == []


def test_reasons_add_up_and_a_new_document_takes_the_place_of_the_old(house):
    profile_id, other = house.profile(house.ada), house.profile(house.ada)
    for day, reason in enumerate(["证件照片不清晰", "Wrong number"]):
        submit(house, profile_id, image=f"picture {day}".encode(), now=Instant(NOW + day * DAY))
        house.write(
            lambda session, day=day, reason=reason: verification.reject(
                session, profile_id, reason, Instant(NOW + day * DAY + 1)
            )
        )

    assert profile(house, profile_id).real_name_status is RealNameStatus.FAILED
    assert reasons(house, profile_id) == [(NOW + 1, "证件照片不清晰"), (NOW + DAY + 1, "Wrong number")]
    assert reasons(house, other) == []
    assert material(house, profile_id).image == b"picture 1"


@pytest.mark.parametrize("status", [status for status in RealNameStatus if status is not RealNameStatus.AUDITING])
@pytest.mark.parametrize("decide", ["approve", "reject"])
def test_a_reviewer_decides_only_what_is_under_review(house, status, decide):
    profile_id = house.profile(house.ada, status=status)
    before = house.content()

    for wanted, named in ((profile_id, status.value), (777, "unknown")):
        with pytest.raises(NotUnderReview, match=f"^{named}$"):
            house.write(
                lambda session, wanted=wanted: (
                    verification.approve(session, wanted, NOW)
                    if decide == "approve"
                    else verification.reject(session, wanted, "no", NOW)
                )
            )
    assert house.content() == before
