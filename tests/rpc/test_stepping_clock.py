"""Nonces and tokens while the machine's clock is set on and back: each is taken once all the same (INV-15, REL-14)."""

import json

import pytest

from freehold.clock import SteadyClock, SystemClock, monotonic
from freehold.store import client_tokens, nonces
from freehold.terms.instants import DAY, HOUR, Instant, utc_text
from support.signing import v1_call

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1"}
DETAILS = "QueryTaskDetailList"
A_PAGE = {"TaskNo": "T1", "PageNum": "1", "PageSize": "20"}


class Machine:
    """The machine's clock, so far from the real time; *later* is real time that has passed."""

    def __init__(self):
        self.wrong_by = self.later = 0

    def now(self):
        return Instant(SystemClock().now() + self.later + self.wrong_by)

    def elapsed(self):
        return monotonic() + self.later / 1000


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def steady(machine, wire):
    clock = SteadyClock(machine, machine.elapsed)
    wire.dispatcher = wire.new_dispatcher(system=machine, steady=clock)
    return clock


def code_of(reply):
    return json.loads(reply.body).get("Code", "OK")


def pruned(wire, steady):
    wire.database.write_now(lambda session: nonces.prune(session, steady.now()))
    wire.database.write_now(lambda session: client_tokens.prune(session, steady.now()))


@pytest.mark.parametrize("action", [(SUBMIT, A_SUBMIT), (DETAILS, A_PAGE)])
@pytest.mark.parametrize("step", [DAY, -DAY])
def test_a_call_is_taken_once_before_and_after_a_step(wire, machine, steady, action, step):
    call = v1_call(*action, Timestamp=utc_text(machine.now()))
    assert code_of(wire.answer(call)) == "OK"

    machine.wrong_by = step
    pruned(wire, steady)
    machine.wrong_by = 0
    pruned(wire, steady)

    assert code_of(wire.answer(call)) == "SignatureNonceUsed"


@pytest.mark.parametrize("action", [(SUBMIT, A_SUBMIT), (DETAILS, A_PAGE)])
@pytest.mark.parametrize("step", [DAY, -DAY])
def test_a_call_of_a_wrong_time_is_not_taken_again_when_that_time_comes(wire, machine, steady, action, step):
    """Its signature is good again a day after the clock was put right: the nonce must be there still."""
    machine.wrong_by = step
    call = v1_call(*action, Timestamp=utc_text(machine.now()))
    assert code_of(wire.answer(call)) == "OK"
    machine.wrong_by = 0

    machine.later = max(step, 2 * HOUR)
    pruned(wire, steady)

    assert code_of(wire.answer(call)) in {"SignatureNonceUsed", "InvalidTimeStamp.Expired"}
    assert (code_of(wire.answer(call)) == "SignatureNonceUsed") == (step > 0)


def test_a_token_is_kept_for_a_real_day(wire, machine, steady):
    first = A_SUBMIT | {"ClientToken": "once"}
    other = first | {"DomainName.1": "b.example"}

    def told(asked):
        return code_of(wire.answer(v1_call(SUBMIT, asked, Timestamp=utc_text(machine.now()))))

    assert told(first) == "OK"
    machine.wrong_by = 2 * DAY
    pruned(wire, steady)
    assert told(other) == "IdempotentParameterMismatch"
    machine.wrong_by, machine.later = 0, DAY + HOUR
    assert told(other) == "OK"
