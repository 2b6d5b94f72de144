"""Access keys: what an operator changes counts within a second, each use is noted, V1 can be switched off (SEC-1, SEC-9)."""

import json

from freehold.clock import SystemClock
from freehold.store import accounts
from freehold.terms.instants import MINUTE
from support.signing import KEY, SECRET, v1_call, v3_call
from support.waiting import until

LIST = "QueryDomainList"
PAGE = {"PageNum": "1", "PageSize": "2"}


def code(wire, raw):
    return json.loads(wire.answer(raw).body).get("Code", "OK")


def last_used(wire, key_id=KEY):
    with wire.database.reading() as session:
        return {key.id: key.last_used_at for key in accounts.keys_of(session, 1)}[key_id]


def test_what_is_switched_off_is_refused_within_a_second(wire):
    assert code(wire, v1_call(LIST, PAGE)) == "OK"

    wire.database.write_now(lambda session: accounts.switch_key(session, KEY, active=False))
    until(lambda: code(wire, v1_call(LIST, PAGE)) == "InvalidAccessKeyId.Inactive", seconds=1)
    wire.database.write_now(lambda session: accounts.switch_key(session, KEY, active=True))
    until(lambda: code(wire, v1_call(LIST, PAGE)) == "OK", seconds=1)


def test_a_key_that_is_gone_is_unknown_within_a_second(wire):
    assert code(wire, v1_call(LIST, PAGE)) == "OK"

    assert wire.database.write_now(lambda session: accounts.delete_key(session, KEY))
    until(lambda: code(wire, v1_call(LIST, PAGE)) == "InvalidAccessKeyId.NotFound", seconds=1)


def test_a_key_that_was_refused_as_unknown_counts_once_it_is_made(wire):
    assert code(wire, v1_call(LIST, PAGE, AccessKeyId="new")) == "InvalidAccessKeyId.NotFound"

    wire.database.write_now(
        lambda session: accounts.put_key(session, accounts.by_name(session, "ada"), "new", SECRET, 0)
    )
    assert code(wire, v1_call(LIST, PAGE, AccessKeyId="new")) == "OK"


def test_a_key_takes_v3_alone_when_sha1_is_switched_off(wire):
    """SEC-1."""
    wire.database.write_now(lambda session: accounts.switch_sha1(session, KEY, on=False))

    assert code(wire, v1_call(LIST, PAGE)) == "InvalidSignatureMethod"
    assert code(wire, v3_call(LIST, PAGE)) == "OK"
    assert code(wire, v3_call(LIST, PAGE, secret="wrong")) == "SignatureDoesNotMatch"


def test_use_is_noted_without_a_write_for_each_call(journalled, monkeypatch):
    """The journal takes the nonces, so what is left to the writer is the note."""
    assert last_used(journalled) is None
    written = []
    real = journalled.database.write_soon
    monkeypatch.setattr(journalled.database, "write_soon", lambda work: (written.append(work), real(work)))
    journalled.dispatcher = journalled.new_dispatcher()

    for _ in range(50):
        assert code(journalled, v1_call(LIST, PAGE)) == "OK"

    noted = until(lambda: last_used(journalled))
    assert abs(noted - SystemClock().now()) < MINUTE
    assert len(written) == 1


def test_a_call_with_a_wrong_signature_is_no_use(wire):
    code(wire, v1_call(LIST, PAGE, secret="wrong"))
    wire.database.write_now(lambda session: None)

    assert last_used(wire) is None
