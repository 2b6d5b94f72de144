"""Two accounts: what belongs to another is answered as what is not there, in every action that takes an id (INV-13)."""

import pytest

from support.action_world import masked, picture

OTHERS = [
    ("SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", {"DomainName.1": "example.com"}, "RegistrantProfileId", "909", "908"),
    ("SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", {"RegistrantProfileId": "1"}, "DomainName.1", "stranger.com", "nobodies.com"),
    ("SaveRegistrantProfile", {"City": "ning bo shi"}, "RegistrantProfileId", "909", "908"),
    ("QueryRegistrantProfiles", {"PageNum": "1"}, "RegistrantProfileId", "909", "908"),
    ("RegistrantProfileRealNameVerification", {"IdentityCredentialType": "YYZZ", "IdentityCredentialNo": "91350100M000100Y43"}, "RegistrantProfileID", "909", "908"),
    ("QueryRegistrantProfileRealNameVerificationInfo", {}, "RegistrantProfileId", "909", "908"),
    ("QueryFailReasonForRegistrantProfileRealNameVerification", {}, "RegistrantProfileID", "909", "908"),
    ("QueryEmailVerification", {}, "Email", "other@example.com", "nobod@example.com"),
    ("QueryDomainByDomainName", {}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryContactInfo", {"ContactType": "registrant"}, "DomainName", "stranger.com", "nobodies.com"),
    ("QueryDomainList", {"PageNum": "1", "PageSize": "20"}, "DomainName", "stranger.com", "nobodies.com"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "parameters", "name", "strangers", "missing"), OTHERS)
@pytest.mark.parametrize("form", ["JSON", "XML"])
def test_a_strangers_object_is_answered_as_a_missing_one(world, action, parameters, name, strangers, missing, form):
    posted = {"IdentityCredential": picture()} if "Credential" in str(parameters) else None

    theirs = world.call(action, {**parameters, name: strangers}, form=posted, Format=form)
    nothing = world.call(action, {**parameters, name: missing}, form=posted, Format=form)

    assert theirs.status == nothing.status
    shown = masked(theirs.body.decode()).replace(strangers, "«it»")
    assert shown == masked(nothing.body.decode()).replace(missing, "«it»")


def test_a_strangers_task_and_registration_are_answered_as_missing_ones(world):
    with world.store.reading() as session:
        raw = session.raw
        (registration,) = raw.execute("SELECT instance_id FROM domains WHERE name = 'stranger.com'").fetchone()
    paged = {"PageNum": "1", "PageSize": "20"}
    for action, name, theirs, missing in (
        ("QueryDomainByInstanceId", "InstanceId", registration, "S20260000000000000000"),
        ("QueryTaskDetailList", "TaskNo", world.known["task"], "880f1579-be51-4dd3-a69d-3f1e5b1c2d10"),
    ):
        key = {} if action == "QueryDomainByInstanceId" else {"AccessKeyId": "otherid", "secret": "othersecret"}
        seen = masked(world.call(action, {name: theirs, **paged}, **key).body.decode())
        nothing = masked(world.call(action, {name: missing, **paged}, **key).body.decode())
        assert seen.replace(theirs, "«it»") == nothing.replace(missing, "«it»")
