"""Registries without contacts that want a verification code of the new holder (epp-facts.md, 8, C and 10)."""

import logging

import pytest

from freehold.terms.instants import DAY
from freehold.terms.verification_codes import CodeType
from support.code_practice import DENIED, LOCK, OTHER, at_codes, at_registry, kept, missing, sent

NAMES = [
    f"{name}.com"
    for name in ("first", "second", "twice", "lost", "unsent", "denied", "good", "refused", "broken", "logged", "later")
]


@pytest.fixture(scope="module")
def shop():
    """One for all tests that leave each other's domains alone."""
    with at_codes(*NAMES, codes={"denies": ["Nobody Ltd", "denied.com"]}) as running:
        yield running


def test_codes_and_lock_go_in_one_frame_and_no_contact_does(shop):
    task = shop.finished(shop.change(["first.com", "second.com"], lock=True))

    assert (task.succeeded, task.failed) == (2, 0)
    frame = [([LOCK], ["domain", "real-name"])]
    assert sent(shop, "first.com", "second.com") == {"first.com": frame, "second.com": frame}
    assert shop.sandbox.ask("contacts") == ["PRIOR"]
    first, second = at_registry(shop, "first.com"), at_registry(shop, "second.com")
    assert first["real-name"] == second["real-name"]
    assert first["domain"] != second["domain"]
    assert shop.domain("first.com").real_name_status.value == "SUCCEED"
    assert missing(shop, "first.com") is None


def test_a_name_keeps_its_code_and_each_holder_gets_their_own(shop):
    shop.finished(shop.change(["twice.com"]))
    before = at_registry(shop, "twice.com")
    task = shop.finished(shop.change(["twice.com"], profile_id=OTHER))

    assert task.succeeded == 1
    assert sent(shop, "twice.com")["twice.com"] == [([], ["domain", "real-name"]), ([], ["real-name"])]
    after = at_registry(shop, "twice.com")
    assert after["domain"] == before["domain"]
    assert after["real-name"] != before["real-name"]


def test_a_lost_answer_is_looked_for_and_no_code_is_sent_twice(shop):
    shop.sandbox.add_faults([
        {"domain": "lost.com", "drop": "after-doing", "times": 1}, {"domain": "unsent.com", "drop": "before-doing", "times": 1},
    ])  # fmt: skip
    task = shop.finished(shop.change(["lost.com", "unsent.com"], lock=True))

    assert task.succeeded == 2
    frames = sent(shop, "lost.com", "unsent.com")
    assert {name: len(found) for name, found in frames.items()} == {"lost.com": 1, "unsent.com": 1}


def test_a_holder_that_is_not_confirmed_fails_every_row_and_what_is_missing_is_kept(shop):
    task_no = shop.change(["good.com", "broken.com"], profile_id=DENIED)
    assert shop.finished(task_no).failed == 2

    expected = ("FAILED", "VerificationCodeDenied", "not confirmed by the practice provider")
    assert shop.rows(task_no) == {"good.com": expected, "broken.com": expected}
    assert sent(shop, "good.com", "broken.com") == {}
    found = missing(shop, "good.com")
    created = shop.sandbox.ask("look", name="good.com")["created_at"]
    assert found.types == "domain real-name"
    # The registry writes its date in whole seconds.
    assert 0 <= created + 5 * DAY - found.due_at < 1000


def test_a_name_that_is_not_confirmed_fails_alone(shop):
    task_no = shop.change(["good.com", "denied.com"])
    shop.finished(task_no)

    assert {name: row[:2] for name, row in shop.rows(task_no).items()} == {
        "good.com": ("SUCCEEDED", None), "denied.com": ("FAILED", "VerificationCodeDenied"),
    }  # fmt: skip
    assert missing(shop, "good.com") is None


def test_a_code_the_registry_refuses_fails_the_row_with_its_words_and_a_newer_task_gets_another(shop):
    anchors = (shop.folder / "codes-anchor.pem").read_text()
    shop.sandbox.ask("trust_codes", anchors=anchors, algorithms=["rsa-sha1"])
    task_no = shop.change(["refused.com"], lock=True)
    assert shop.finished(task_no).failed == 1
    shop.sandbox.ask("trust_codes", anchors=anchors)

    state, reason, words = shop.rows(task_no)["refused.com"]
    assert (state, reason) == ("FAILED", "VerificationCodeRefused")
    assert "its signature does not hold" in words
    first = kept(shop, CodeType.DOMAIN, "refused.com")
    assert missing(shop, "refused.com").types == "domain real-name"

    assert shop.finished(shop.change(["refused.com"], lock=True)).succeeded == 1
    second = kept(shop, CodeType.DOMAIN, "refused.com")
    assert second.request_id != first.request_id
    assert second.code.value != first.code.value
    assert missing(shop, "refused.com") is None


def test_an_undecodable_code_fails_the_row_with_the_registrys_words(shop):
    shop.sandbox.add_faults([{"domain": "broken.com", "answer": 2003, "times": 1}])
    task_no = shop.change(["broken.com"])
    assert shop.finished(task_no).failed == 1

    state, reason, words = shop.rows(task_no)["broken.com"]
    assert (state, reason) == ("FAILED", "VerificationCodeRefused")
    assert "ordered by a fault" in words


def test_codes_that_the_registry_takes_its_time_for_are_waited_for(shop):
    shop.sandbox.add_faults([{"domain": "later.com", "pending_seconds": 1, "times": 1}])
    assert shop.finished(shop.change(["later.com"], lock=True)).succeeded == 1

    assert sent(shop, "later.com") == {"later.com": [([LOCK], ["domain", "real-name"])]}
    assert missing(shop, "later.com") is None


def test_codes_are_in_no_log(shop, caplog):
    caplog.set_level(logging.DEBUG)
    shop.sandbox.add_faults([{"domain": "logged.com", "misbehave": "half-frame", "times": 1}])
    task = shop.finished(shop.change(["logged.com"]))
    values = list(at_registry(shop, "logged.com").values())

    assert task.succeeded == 1
    assert len(values) == 2
    assert "closed in the middle of a document" in caplog.text
    assert [value for value in values if value in caplog.text] == []
    assert "signedCode" not in caplog.text
    assert "encodedSignedCode" not in caplog.text


def test_the_providers_key_is_for_its_owner_alone_and_outlives_a_restart(shop):
    key, public = shop.folder / "codes.pem", shop.folder / "codes-anchor.pem"
    before = key.read_bytes()
    shop.restart()

    assert key.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE KEY" in before
    assert key.read_bytes() == before
    assert b"PRIVATE KEY" not in public.read_bytes()
