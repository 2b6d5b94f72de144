"""Who is carried out next when many call at once, and who is refused at once (REL-17)."""

import asyncio

import pytest
from msgspec.structs import replace

from freehold.rpc.turns import Turns
from freehold.terms.refusals import Throttled
from support.signing import v1_call, v3_call

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1"}
DETAILS, A_PAGE = "QueryTaskDetailList", {"TaskNo": "t", "PageNum": "1", "PageSize": "2"}

ADA_POLLS, ADA_SUBMITS, BOB_POLLS = (1, False), (1, True), (2, False)


def carried_out(*queues, given_up=(), at_once=1):
    """In which order calls of these queues come to their turns, all there at the start; some are given up before."""
    turns, done = Turns(100, at_once), []

    async def call(queue):
        with turns.place(queue):
            await turns.come(queue)
            done.append(queue)

    async def all_of_them():
        calls = [asyncio.ensure_future(call(queue)) for queue in queues]
        await asyncio.sleep(0)
        for number in given_up:
            calls[number].cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    asyncio.run(all_of_them())
    assert turns.count == 0
    return done


def test_accounts_take_turns_however_many_calls_one_of_them_has():
    assert carried_out(*[ADA_POLLS] * 5, BOB_POLLS, BOB_POLLS) == [
        ADA_POLLS, ADA_POLLS, BOB_POLLS, ADA_POLLS, BOB_POLLS, ADA_POLLS, ADA_POLLS,
    ]  # fmt: skip


def test_a_submit_waits_for_one_poll_of_its_account_and_not_for_all():
    assert carried_out(*[ADA_POLLS] * 4, ADA_SUBMITS).index(ADA_SUBMITS) == 2


def test_a_call_that_is_given_up_holds_nobody_up():
    assert carried_out(ADA_POLLS, ADA_POLLS, ADA_POLLS, BOB_POLLS, given_up=[1]) == [ADA_POLLS, BOB_POLLS, ADA_POLLS]


def test_some_calls_that_come_together_wait_for_nobody_and_those_after_them_take_turns():
    order = carried_out(*[ADA_POLLS] * 9, BOB_POLLS, ADA_SUBMITS, at_once=3)

    assert order[:3] == [ADA_POLLS] * 3
    assert order[3:6] == [ADA_POLLS, BOB_POLLS, ADA_SUBMITS]
    assert order[6:] == [ADA_POLLS] * 5


def test_between_two_calls_the_loop_looks_after_everything_else():
    turns, seen = Turns(100, at_once=1), []

    async def call(name):
        with turns.place(ADA_POLLS):
            await turns.come(ADA_POLLS)
            seen.append(name)
            asyncio.get_running_loop().call_soon(seen.append, "socket")

    async def all_of_them():
        await asyncio.gather(*(call(f"call {number}") for number in range(3)))
        await asyncio.sleep(0)

    asyncio.run(all_of_them())

    assert seen == ["call 0", "socket", "call 1", "socket", "call 2", "socket"]


def test_nobody_holds_more_places_than_are_free_and_one_more_account_always_gets_one():
    turns = Turns(12)
    held = []

    def take(queue):
        place = turns.place(queue)
        place.__enter__()
        held.append(place)

    def take_all(queue):
        count = 0
        while not turns.full(queue):
            take(queue)
            count += 1
        return count

    assert [take_all(queue) for queue in (ADA_POLLS, ADA_SUBMITS, BOB_POLLS)] == [6, 3, 2]
    with pytest.raises(Throttled):
        take(ADA_POLLS)
    assert not turns.full((3, False))
    for place in held:
        place.__exit__(None, None, None)
    assert turns.count == 0
    assert take_all(BOB_POLLS) == 6


def crowd_out(wire, queue):
    """Take all places that calls of this account may have."""
    turns = wire.dispatcher._turns
    turns.count, turns._held[queue] = 5, 5


@pytest.fixture
def crowded(wire):
    """A dispatcher of ten places whose reading calls of ada hold all that they may."""
    wire.dispatcher = wire.new_dispatcher(most_in_flight=10)
    assert wire.answer(v1_call(DETAILS, A_PAGE)).status == 200  # From then on the key is known.
    crowd_out(wire, (1, False))
    return wire


CALLS = [
    v1_call(DETAILS, A_PAGE),
    v1_call(DETAILS, A_PAGE, Format="XML"),
    v1_call(DETAILS, A_PAGE, Lang="zh"),
    v3_call(DETAILS, A_PAGE),
    v3_call(DETAILS, A_PAGE | {"Lang": "zh"}, accept="text/xml"),
]


@pytest.mark.parametrize("raw", CALLS)
def test_a_call_refused_by_its_head_is_told_the_same_as_one_that_was_read(crowded, raw):
    at_once, read = crowded.dispatcher.refused_at_once(raw), crowded.answer(raw)

    assert (at_once.code, at_once.action) == ("Throttling.User", DETAILS)
    assert at_once.request_id.encode() in at_once.body
    assert replace(at_once, request_id="", body=at_once.body.replace(at_once.request_id.encode(), b"")) == replace(
        read, request_id="", body=read.body.replace(read.request_id.encode(), b"")
    )
    assert {(b"x-acs-retry-after", b"1000"), (b"retry-after", b"1")} <= set(at_once.headers)


@pytest.mark.parametrize("sign", [v1_call, v3_call])
def test_submits_and_other_accounts_have_places_left(crowded, sign):
    assert crowded.dispatcher.refused_at_once(sign(DETAILS, A_PAGE)) is not None
    assert crowded.dispatcher.refused_at_once(sign(SUBMIT, A_SUBMIT)) is None
    assert crowded.answer(sign(SUBMIT, A_SUBMIT)).status == 200


def test_keys_that_nobody_has_share_one_queue(wire):
    wire.dispatcher = wire.new_dispatcher(most_in_flight=10)
    crowd_out(wire, (None, False))

    for number in range(3):
        assert wire.dispatcher.refused_at_once(v1_call(DETAILS, A_PAGE, AccessKeyId=f"made-up-{number}")) is not None


def test_a_call_that_is_refused_for_want_of_a_place_keeps_its_nonce(crowded):
    raw = v1_call(SUBMIT, A_SUBMIT)
    crowd_out(crowded, (1, True))
    assert crowded.answer(raw).code == "Throttling.User"

    crowded.dispatcher._turns._held.clear()
    assert crowded.answer(raw).status == 200
