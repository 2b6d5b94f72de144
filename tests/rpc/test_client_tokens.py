"""``ClientToken``: one task for one token and content, whatever is repeated, dies, or comes at once (REL-14)."""

import json

import pytest
from msgspec.structs import replace

from freehold import actions
from freehold.clock import SystemClock
from freehold.rpc.action import Call, action
from freehold.rpc.catalogue import find_actions, published_actions
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, members_of, out, param
from freehold.store import client_tokens
from freehold.terms.instants import DAY, MINUTE, SECOND, utc_text
from support.signing import v1_call, v3_call
from support.toy_actions import TOYS
from support.wire_store import STS_KEY, STS_TOKEN

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1", "ClientToken": "mine"}


def told(reply):
    body = json.loads(reply.body)
    return body.get("Code") or body["TaskNo"]


FIRST = "a.example|a.example|1|1|False"


@pytest.mark.parametrize("call", [v1_call, v3_call])
@pytest.mark.parametrize("restarted", [False, True])
def test_the_same_call_again_gives_the_first_task_and_makes_nothing(wire, call, restarted):
    first = wire.answer(call(SUBMIT, A_SUBMIT))
    if restarted:
        wire.restart()
    second = wire.answer(call(SUBMIT, A_SUBMIT))

    assert [told(first), told(second)] == [FIRST, FIRST]
    assert first.request_id != second.request_id
    assert wire.account_names() == ["ada", "a.example"]


def test_the_answer_is_the_same_whichever_way_the_call_is_signed_and_answered(wire):
    replies = [
        wire.answer(v1_call(SUBMIT, A_SUBMIT)),
        wire.answer(v3_call(SUBMIT, A_SUBMIT)),
        wire.answer(v1_call(SUBMIT, {"RegistrantProfileId": "1"}, method="POST", form={"DomainName.1": "a.example", "ClientToken": "mine"})),
        wire.answer(v1_call(SUBMIT, A_SUBMIT, AccessKeyId=STS_KEY, SecurityToken=STS_TOKEN)),
    ]  # fmt: skip
    as_xml = wire.answer(v1_call(SUBMIT, A_SUBMIT, Format="XML"))

    assert [told(reply) for reply in replies] == [FIRST] * 4
    assert f"<TaskNo>{FIRST}</TaskNo>".encode() in as_xml.body


@pytest.mark.parametrize(
    "changed",
    [
        {"DomainName.1": "b.example"},
        {"DomainName.2": "b.example"},
        {"RegistrantProfileId": "2"},
        {"TransferOutProhibited": "true"},
        {"Lang": "zh"},
        {"Unknown": "x"},
    ],
    ids=str,
)
def test_other_content_is_refused(wire, changed):
    wire.answer(v1_call(SUBMIT, A_SUBMIT))

    reply = wire.answer(v1_call(SUBMIT, A_SUBMIT | changed))

    assert (reply.status, told(reply)) == (400, "IdempotentParameterMismatch")
    assert wire.account_names() == ["ada", "a.example"]


def test_content_cannot_be_shifted_from_one_parameter_into_another(wire):
    wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "A": "1&B=2"}))

    assert told(wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "A": "1", "B": "2"}))) == "IdempotentParameterMismatch"


def test_of_a_hundred_at_once_one_makes_the_task(wire):
    replies = wire.answer_all(*[v1_call(SUBMIT, A_SUBMIT) for _ in range(100)])

    assert [told(reply) for reply in replies] == [FIRST] * 100
    assert wire.account_names() == ["ada", "a.example"]


@pytest.mark.parametrize(
    "bad", [{"DomainName.2": "missing.example"}, {"DomainName.2": "bug.example"}, {"RegistrantProfileId": "0"}], ids=str
)
def test_a_call_that_came_to_nothing_leaves_its_token_free(wire, bad):
    assert wire.answer(v1_call(SUBMIT, A_SUBMIT | bad)).status >= 400

    assert told(wire.answer(v1_call(SUBMIT, A_SUBMIT))) == FIRST


def test_after_a_day_the_token_is_free_again_and_not_before(wire):
    class Moved:
        by = 0

        def now(self):
            return SystemClock().now() + self.by

    clock = Moved()
    wire.dispatcher = wire.new_dispatcher(system=clock)
    other = A_SUBMIT | {"DomainName.1": "b.example"}

    def called():
        return told(wire.answer(v1_call(SUBMIT, other, Timestamp=utc_text(clock.now()))))

    wire.answer(v1_call(SUBMIT, A_SUBMIT))
    clock.by = DAY - MINUTE
    before = called()
    clock.by = DAY + SECOND

    assert [before, called()] == ["IdempotentParameterMismatch", "b.example|b.example|1|1|False"]


def test_tokens_of_a_day_ago_are_forgotten(wire):
    wire.answer(v1_call(SUBMIT, A_SUBMIT))
    now = SystemClock().now()

    assert wire.database.write_now(lambda session: client_tokens.prune(session, now)) == 0
    assert wire.database.write_now(lambda session: client_tokens.prune(session, now + DAY + 1)) == 1


def test_neither_token_nor_content_is_stored_as_it_is(wire):
    wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "ClientToken": "a-token-to-find"}))

    with wire.database.reading() as session:
        rows = session.raw.execute("SELECT token, content FROM client_tokens").fetchall()
    assert [(len(token), len(content)) for token, content in rows] == [(16, 16)]


@pytest.mark.parametrize("token", ["x" * 65, "a\x00b"])
def test_a_token_is_a_text_of_at_most_64_characters(wire, token):
    assert told(wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "ClientToken": token}))) == "InvalidClientToken"
    assert wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "ClientToken": "x" * 64})).status == 200


def test_a_call_without_a_token_is_carried_out_each_time(wire):
    plain = {name: value for name, value in A_SUBMIT.items() if name != "ClientToken"} | {"ClientToken": ""}
    wire.answer(v1_call(SUBMIT, plain))

    # The toy's second account of one name is a bug of its own; a repeated call is not kept from it.
    assert wire.answer(v1_call(SUBMIT, plain)).status == 500


@pytest.mark.parametrize("built", [*find_actions(actions), *TOYS], ids=lambda built: f"{built.module}.{built.name}")
def test_every_action_that_makes_a_task_takes_a_token_and_no_other(built):
    makes_task = "TaskNo" in published_actions()[built.name]["response"]
    taken = {member.wire for member in members_of(built.request).values()}

    assert ("ClientToken" in taken) is makes_task
    assert (built.task_member is not None) is makes_task


def test_an_action_whose_answer_has_more_than_its_task_cannot_be_declared():
    class Request(Localized):
        domain_name: str = param("Name.")

    class Response(Structure):
        task_no: str = out("Task.")
        price: str = out("Something that would be lost.")

    def handle(call: Call, request: Request) -> Response:
        """Never called."""
        return Response(task_no="", price="")

    handle.__annotations__ = {"call": Call, "request": Request, "return": Response}
    with pytest.raises(TypeError, match="no other member"):
        action(SUBMIT, writes=True)(handle)


def test_a_repeated_nonce_is_still_a_repeated_nonce(wire):
    raw = v1_call(SUBMIT, A_SUBMIT)

    assert [told(wire.answer(raw)), told(wire.answer(replace(raw)))] == [FIRST, "SignatureNonceUsed"]
