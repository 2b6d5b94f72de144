"""Calls an account may make a second: the next is told when to come, and polling never starves submits (REL-17)."""

import json

import pytest

from freehold.rpc import throttle
from freehold.rpc.throttle import AccountRates
from freehold.terms.refusals import Throttled
from support.signing import v1_call

LIST = "QueryDomainList"
SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
PAGE = {"PageNum": "1", "PageSize": "2"}
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1"}


@pytest.fixture
def clock(monkeypatch):
    """Monotonic time, set by hand."""
    at = [1_000.0]
    monkeypatch.setattr(throttle, "monotonic", lambda: at[0])
    return at


def test_a_burst_passes_and_then_a_call_each_time_a_token_is_there(clock):
    rates = AccountRates(4, 2)
    rates.take(1, writes=False)
    rates.take(1, writes=False)
    with pytest.raises(Throttled) as told:
        rates.take(1, writes=False)
    assert told.value.values == {"retry_after_ms": 250}

    clock[0] += 0.1
    with pytest.raises(Throttled) as told:
        rates.take(1, writes=False)
    assert told.value.values == {"retry_after_ms": 150}
    clock[0] += 0.15
    rates.take(1, writes=False)

    clock[0] += 1_000
    rates.take(1, writes=False)
    rates.take(1, writes=False)
    with pytest.raises(Throttled):
        rates.take(1, writes=False)


def test_accounts_are_counted_apart_and_so_are_reading_and_writing(clock):
    rates = AccountRates(1, 1)
    for account in (1, 2):
        for writes in (False, True):
            rates.take(account, writes=writes)
            with pytest.raises(Throttled):
                rates.take(account, writes=writes)


def test_no_limit_counts_nothing():
    rates = AccountRates(None, 1)
    for _ in range(1_000):
        rates.take(1, writes=True)


def test_a_caller_over_its_rate_is_told_when_to_come_back_and_its_submits_pass(wire, clock):
    wire.dispatcher = wire.new_dispatcher(calls_per_second=0.5, burst=3)
    replies = [wire.answer(v1_call(LIST, PAGE)) for _ in range(5)]

    assert [reply.status for reply in replies] == [200, 200, 200, 400, 400]
    assert json.loads(replies[3].body)["Code"] == "Throttling.User"
    assert (b"x-acs-retry-after", b"2000") in replies[3].headers
    assert wire.answer(v1_call(SUBMIT, A_SUBMIT)).status == 200

    clock[0] += 2
    assert wire.answer(v1_call(LIST, PAGE)).status == 200


def test_who_is_not_known_uses_up_nobodys_rate(wire, clock):
    wire.dispatcher = wire.new_dispatcher(calls_per_second=1, burst=1)
    for _ in range(3):
        assert wire.answer(v1_call(LIST, PAGE, secret="wrong")).status == 400

    assert wire.answer(v1_call(LIST, PAGE)).status == 200


def test_a_throttled_call_changed_nothing_and_its_nonce_is_used(wire, clock):
    wire.dispatcher = wire.new_dispatcher(calls_per_second=1, burst=1)
    wire.answer(v1_call(SUBMIT, A_SUBMIT))
    raw = v1_call(SUBMIT, A_SUBMIT | {"DomainName.1": "b.example"})

    assert json.loads(wire.answer(raw).body)["Code"] == "Throttling.User"
    clock[0] += 5
    assert json.loads(wire.answer(raw).body)["Code"] == "SignatureNonceUsed"
    assert wire.account_names() == ["ada", "a.example"]
