"""A review service outside: signed requests, answers at once or later, every case taken once."""

import base64
import io
import json
import signal

import pytest
from alibabacloud_domain20180129 import models
from PIL import Image

from freehold.operations.reviews import signing
from freehold.terms.instants import MINUTE, Instant
from support.review_service import SECRET, call_back
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

HOLDER = "Example Widgets Ltd"


def test_a_case_goes_out_signed_with_what_it_takes_and_the_answer_is_kept(bench, service):
    profile_id = bench.submitted()

    assert bench.asking(service).look() == 1

    ((method, path, key, body),) = service.asked
    review = bench.review(profile_id)
    assert (method, path, key) == ("POST", "/reviews", review.id)
    assert json.loads(body) == {
        "review": review.id,
        "submitted_at": "2026-05-28T20:26:41Z",
        "callback": "https://freehold.example/review-callback",
        "registrant": {
            "type": "organisation", "holder": HOLDER, "holder_zh": "示例部件有限公司", "name": "Li Wei", "name_zh": "",
            "country": "CN",
        },
        "credential": {
            "type": "YYZZ", "number": "91350100M000100Y43", "image": base64.b64encode(b"a picture").decode(),
        },
    }  # fmt: skip
    assert bench.stands(profile_id) == ("SUCCEEDED", "APPROVED", "E-1", [])


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": "rejected", "evidence": "E-7", "reason": "证件\n模糊\u202e"}, "证件 模糊"),
        ({"status": "rejected", "evidence": "E-7"}, "The reviewer did not accept the document."),
        ({"status": "rejected", "evidence": "E-7", "reason": "x" * 9000}, "x" * 500),
    ],
)
def test_a_rejection_tells_the_account_why(bench, service, told, reason):
    service.answers[HOLDER] = (200, told)
    profile_id = bench.submitted()

    bench.asking(service).look()

    assert bench.stands(profile_id) == ("FAILED", "REJECTED", "E-7", [reason])


def test_a_case_that_is_decided_later_is_asked_about_when_the_service_says(bench, service):
    service.answers[HOLDER] = (202, {"status": "pending", "again_seconds": 90})
    profile_id = bench.submitted()
    desk = bench.asking(service)

    assert [desk.look(), desk.look()] == [1, 0]
    assert bench.stands(profile_id)[:2] == ("AUDITING", "PENDING")
    bench.system.seconds = 89
    assert desk.look() == 0
    del service.answers[HOLDER]
    bench.system.seconds = 91
    assert desk.look() == 1

    assert [asked[:2] for asked in service.asked] == [
        ("POST", "/reviews"), ("GET", f"/reviews/{bench.review(profile_id).id}"),
    ]  # fmt: skip
    assert bench.stands(profile_id)[:2] == ("SUCCEEDED", "APPROVED")


def test_a_service_that_forgot_a_case_is_given_it_again(bench, service):
    service.answers[HOLDER] = (202, {"status": "pending", "again_seconds": 90})
    profile_id = bench.submitted()
    desk = bench.asking(service)
    desk.look()
    service.cases.clear()
    service.answers.clear()
    bench.system.seconds = 91

    desk.look()

    assert [asked[0] for asked in service.asked] == ["POST", "GET", "POST"]
    assert bench.stands(profile_id)[0] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("status", "told", "trouble"),
    [
        (503, {}, "it answers 503"),
        (302, {}, "it answers 302"),
        (200, b"<html>", "its answer is no JSON object"),
        (200, [], "its answer is no JSON object"),
        (200, b"[" * 30_000, "its answer is no JSON object"),
        (200, {"status": "perhaps"}, "its answer says neither approved nor rejected nor pending"),
        (200, b'{"status": "approved"' + b" " * 70000 + b"}", "its answer is no JSON object"),
    ],
)
def test_an_answer_that_says_nothing_leaves_the_document_under_review_and_is_asked_for_again(
    bench, service, status, told, trouble
):
    service.answers[HOLDER] = (status, told)
    profile_id = bench.submitted()
    desk = bench.asking(service)

    assert [desk.look(), desk.look()] == [1, 0]
    assert (bench.stands(profile_id)[0], bench.review(profile_id).trouble) == ("AUDITING", trouble)
    service.answers.clear()
    bench.system.seconds = 31
    desk.look()

    assert bench.stands(profile_id)[0] == "SUCCEEDED"
    assert len({asked[2] for asked in service.asked}) == 1


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [
        ({"ca_file": None}, "CERTIFICATE_VERIFY_FAILED"),
        ({"url": "https://127.0.0.1:1/"}, "Connection refused"),
        ({"secret": "another secret than the service has"}, "it answers 401"),
    ],
)
def test_a_service_out_of_reach_costs_nothing_but_time(bench, service, wrong, trouble):
    profile_id = bench.submitted()

    bench.asking(service, **wrong).look()

    assert trouble in bench.review(profile_id).trouble
    bench.system.seconds = 31
    bench.asking(service).look()
    assert bench.stands(profile_id)[0] == "SUCCEEDED"


def test_a_signature_is_good_for_its_message_secret_and_time_alone():
    now = Instant(1_700_000_000_000)
    signed = signing.headers(SECRET, "m-1", b"body", now)

    signing.check(SECRET, signed, b"body", Instant(now + 5 * MINUTE))
    twice = {**signed, "webhook-signature": f"v1,other {signed['webhook-signature']}"}
    signing.check(SECRET, twice, b"body", now)
    for given, body, secret, at in (
        (signed, b"bodi", SECRET, now),
        (signed, b"body", "another secret", now),
        ({**signed, "webhook-id": "m-2"}, b"body", SECRET, now),
        ({**signed, "webhook-timestamp": "1700000001"}, b"body", SECRET, now),
        ({**signed, "webhook-timestamp": "soon"}, b"body", SECRET, now),
        ({**signed, "webhook-signature": "v1,新"}, b"body", SECRET, now),
        (signed, b"body", SECRET, Instant(now + 5 * MINUTE + 1000)),
        (signed, b"body", SECRET, Instant(now - 5 * MINUTE - 1000)),
        ({}, b"body", SECRET, now),
    ):
        with pytest.raises(signing.BadSignature):
            signing.check(secret, given, body, at)


def test_the_signature_is_that_of_the_published_scheme():
    """Standard Webhooks 1.0: HMAC-SHA256 over id.timestamp.body, base64, version v1; worked out apart with openssl."""
    signed = signing.headers("secret", "msg_1", b'{"a":1}', Instant(1_700_000_000_999))

    assert signed == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1700000000",
        "webhook-signature": "v1,Q5nZ7DiOGwijBBqvBVAK6c0zDr2JLkXI7TaV4f+Q2vY=",
    }


def document():
    """A picture of a licence that the API takes."""
    import os

    picture = Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return base64.b64encode(out.getvalue()).decode()


def test_a_killed_server_asks_again_under_the_same_id_and_takes_a_call_back(tmp_path, service):
    service.answers["Not Yet Verified Ltd"] = (202, {"status": "pending", "again_seconds": 9999})
    (tmp_path / "freehold.toml").write_text(
        f'[review]\nprovider = "service"\nurl = "{service.url}"\nsecret = "{SECRET}"\nca_file = "{service.ca_file}"\n'
    )
    seed = acme([])
    seed["accounts"][0]["profiles"][1] |= {"registrant_type": "organisation", "email_verified": True}
    served = Served(tmp_path / "data", seed, "--config", str(tmp_path / "freehold.toml"), "--allow-faults")
    served.env |= {"FREEHOLD_FAULTS": "review.ask.after_answer=kill"}

    def client():
        return v2_client(served.endpoint, "testid", "testsecret")

    with served:
        client().registrant_profile_real_name_verification(
            models.RegistrantProfileRealNameVerificationRequest(
                registrant_profile_id=2, identity_credential_type="YYZZ", identity_credential_no="91350100M000100Y43",
                identity_credential=document(),
            )
        )  # fmt: skip
        assert served.process.wait(30) == -signal.SIGKILL
        served.process.stdout.close()
    served.env["FREEHOLD_FAULTS"] = ""
    with served:

        def status():
            request = models.QueryRegistrantProfilesRequest(page_num=1, page_size=10, registrant_profile_id=2)
            return (
                client()
                .query_registrant_profiles(request)
                .body.registrant_profiles.registrant_profile[0]
                .real_name_status
            )

        until(lambda: len(service.asked) == 2)
        review_id = service.asked[0][2]
        address = f"http://{served.endpoint}/review-callback"
        approved = {"review": review_id, "status": "approved", "evidence": "E-5"}
        assert call_back(address, approved, secret="another secret than ours is") == 401
        assert call_back(address, {**approved, "review": "review-0"}) == 404
        # What JSON can hold and a database cannot.
        assert [call_back(address, {**approved, "review": text}) for text in ("\ud800", "r\0")] == [404, 404]
        assert call_back(address, b"[]") == 400
        assert call_back(address, {"review": review_id}) == 400
        assert status() == "AUDITING"
        assert [call_back(address, approved) for _ in range(2)] == [200, 200]
        until(lambda: status() == "SUCCEED")
        assert {asked[:3] for asked in service.asked} == {("POST", "/reviews", review_id)}
