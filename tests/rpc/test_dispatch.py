"""Whole calls through the dispatcher: order of checks, nonces, transactions."""

import json
import re

import pytest
from msgspec.structs import replace

from freehold.clock import MovableClock, SystemClock
from freehold.db.writer import StoreBusy, StoreFailed
from freehold.rpc.exchange import RawCall
from support.signing import HOST, KEY, encode, timestamp, v1_call, v1_parameters, v3_call
from support.wire_calls import A_PAGE, A_SUBMIT, DETAILS, LIST, PAGE, SUBMIT, VERIFY, code_of
from support.wire_store import OFF_KEY, OVER_KEY, STS_KEY, STS_TOKEN


def unsigned(**parameters):
    return RawCall(method="GET", query=encode(parameters).encode(), headers=[(b"host", HOST.encode())])


def without(raw, name):
    kept = [part for part in raw.query.decode().split("&") if not part.startswith(f"{name}=")]
    return replace(raw, query="&".join(kept).encode())


@pytest.mark.parametrize("call", [v1_call, v3_call])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_signed_call_is_carried_out(wire, call, method):
    reply = wire.answer(call(SUBMIT, {**A_SUBMIT, "DomainName.2": "中文.cn"}, method=method))

    assert reply.status == 200
    assert reply.headers == [(b"content-type", b"application/json;charset=utf-8")]
    body = json.loads(reply.body)
    assert body == {"RequestId": reply.request_id, "TaskNo": "a.example|xn--fiq228c.cn|2|1|False"}
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", reply.request_id)
    assert wire.account_names() == ["ada", "a.example"]


@pytest.mark.parametrize("call", [v1_call, v3_call])
def test_a_form_is_part_of_the_call_and_wins_over_the_query(wire, call):
    query = {"RegistrantProfileId": "1", "DomainName.1": "query.example"}
    reply = wire.answer(call(SUBMIT, query, method="POST", form={"DomainName.1": "form.example"}))

    assert json.loads(reply.body)["TaskNo"] == "form.example|form.example|1|1|False"


def test_a_call_tells_its_handler_who_calls_and_in_which_language(wire):
    reply = wire.answer(v3_call(LIST, {**PAGE, "Lang": "zh"}))

    assert json.loads(reply.body)["Data"]["Domain"][0]["Remark"] == f"zh 192.0.2.7 ada {KEY}"


# Each call has the trouble of its row and of all rows below it that can be had at once.
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (lambda: replace(unsigned(), method="PUT"), (400, "UnsupportedHTTPMethod")),
        (unsigned, (400, "MissingAction")),
        (lambda: unsigned(Action=DETAILS), (400, "MissingVersion")),
        (lambda: unsigned(Action="Nothing", Version="2017-01-01"), (400, "InvalidVersion")),
        (lambda: unsigned(Action="Nothing", Version="2018-01-29", Format="TXT"), (404, "InvalidAction.NotFound")),
        (lambda: unsigned(Action=VERIFY, Version="2018-01-29", Format="TXT"), (400, "UnsupportedHTTPMethod")),
        (lambda: unsigned(Action=DETAILS, Version="2018-01-29", Format="TXT"), (400, "InvalidParameter.Format")),
        (lambda: unsigned(Action=DETAILS, Version="2018-01-29"), (400, "MissingSignature")),
        (lambda: without(v1_call(DETAILS, AccessKeyId="no"), "AccessKeyId"), (400, "MissingAccessKeyId")),
        (lambda: without(v1_call(DETAILS, AccessKeyId="no"), "SignatureMethod"), (400, "MissingSignatureMethod")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", Timestamp=""), (400, "MissingTimestamp")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", SignatureMethod="HMAC-MD5"), (400, "InvalidSignatureMethod")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", SignatureVersion="2.0"), (400, "InvalidSignatureVersion")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", SignatureType="BEARERTOKEN"), (400, "InvalidSignatureMethod")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", SignatureNonce="x" * 257), (400, "InvalidSignatureNonce")),
        (lambda: v1_call(DETAILS, AccessKeyId="no", Timestamp="now"), (404, "InvalidAccessKeyId.NotFound")),
        (lambda: v1_call(DETAILS, AccessKeyId=OFF_KEY, Timestamp="now"), (400, "InvalidAccessKeyId.Inactive")),
        (lambda: v1_call(DETAILS, AccessKeyId=STS_KEY, Timestamp="now"), (400, "MissingSecurityToken")),
        (
            lambda: v1_call(DETAILS, AccessKeyId=STS_KEY, SecurityToken="no", Timestamp="now"),
            (400, "InvalidSecurityToken.MismatchWithAccessKey"),
        ),
        (
            lambda: v1_call(DETAILS, SecurityToken="no", Timestamp="now"),
            (400, "InvalidSecurityToken.MismatchWithAccessKey"),
        ),
        (
            lambda: v1_call(DETAILS, AccessKeyId=OVER_KEY, SecurityToken=STS_TOKEN, Timestamp="now"),
            (400, "InvalidSecurityToken.Expired"),
        ),
        (lambda: v1_call(DETAILS, secret="no", Timestamp="2026-1-2T03:04:05Z"), (400, "InvalidTimeStamp.Format")),
        (lambda: v1_call(DETAILS, secret="no", Timestamp="2026-02-30T03:04:05Z"), (400, "InvalidTimeStamp.Format")),
        (lambda: v1_call(DETAILS, secret="no", Timestamp="2026-01-02T03:04:05Z"), (400, "InvalidTimeStamp.Expired")),
        (lambda: v1_call(DETAILS, secret="no"), (400, "SignatureDoesNotMatch")),
        (lambda: v1_call("QueryDSRecord", secret="no"), (400, "SignatureDoesNotMatch")),
        (lambda: v1_call("QueryDSRecord"), (400, "UnsupportedOperation")),
        (lambda: v1_call(DETAILS, {"PageNum": "x"}), (400, "MissingPageSize")),
        (lambda: v1_call(DETAILS, {**A_PAGE, "PageNum": "x"}), (400, "InvalidPageNum")),
        (lambda: v1_call(DETAILS, {**PAGE, "TaskNo": "none"}), (400, "ContactTemplateNotExist")),
        (lambda: v1_call(DETAILS, A_PAGE), (200, "OK")),
        (lambda: v1_call(DETAILS, A_PAGE, AccessKeyId=STS_KEY, SecurityToken=STS_TOKEN), (200, "OK")),
        (lambda: v1_call(DETAILS, A_PAGE, SignatureType="", RegionId="cn-hangzhou"), (200, "OK")),
    ],
)
def test_checks_come_in_the_order_of_the_protocol(wire, raw, expected):
    assert code_of(wire.answer(raw())) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"headers": {"x-acs-action": None}}, "MissingAction"),
        ({"headers": {"x-acs-version": None}}, "MissingVersion"),
        ({"headers": {"x-acs-version": "2016-05-11"}}, "InvalidVersion"),
        ({"headers": {"x-acs-date": None}}, "MissingTimestamp"),
        ({"headers": {"x-acs-signature-nonce": None}}, "MissingSignatureNonce"),
        ({"headers": {"x-acs-content-sha256": None}}, "MissingContentSha256"),
        ({"headers": {"x-acs-content-sha256": "0" * 64}}, "ContentLengthDoesNotMatch"),
        ({"headers": {"x-acs-content-sha256": "UNSIGNED-PAYLOAD"}}, "ContentLengthDoesNotMatch"),
        ({"headers": {"x-acs-signature-type": "BEARERTOKEN"}}, "InvalidSignatureMethod"),
        ({"headers": {"x-acs-accesskey-id": "another"}}, "IncompleteSignature"),
        ({"headers": {"x-acs-security-token": "tok"}}, "InvalidSecurityToken.MismatchWithAccessKey"),
        ({"headers": {"x-acs-retry-attempts": "1"}, "leave_out": ["x-acs-retry-attempts"]}, "IncompleteSignature"),
        ({"leave_out": ["host"]}, "IncompleteSignature"),
        ({"leave_out": ["x-acs-date"]}, "IncompleteSignature"),
        ({"leave_out": ["x-acs-content-sha256"]}, "IncompleteSignature"),
        ({"key": "unknown"}, "InvalidAccessKeyId.NotFound"),
        ({"key": STS_KEY}, "MissingSecurityToken"),
        ({"date": "2026-01-02T03:04:05Z"}, "InvalidTimeStamp.Expired"),
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"leave_out": ["accept"]}, "OK"),
        ({"headers": {"x-acs-accesskey-id": KEY}}, "OK"),
        ({"key": STS_KEY, "headers": {"x-acs-security-token": STS_TOKEN}}, "OK"),
    ],
)
def test_v3_demands_what_has_to_be_signed(wire, options, expected):
    """SEC-1, SEC-3."""
    assert code_of(wire.answer(v3_call(DETAILS, A_PAGE, **options)))[1] == expected


def test_the_action_of_a_v3_call_comes_from_its_header_only(wire):
    """SEC-3."""
    reply = wire.answer(v3_call(DETAILS, {**A_PAGE, "Action": SUBMIT}))

    assert reply.action == DETAILS
    assert reply.status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        b"ACS3-HMAC-SHA256",
        b"ACS3-HMAC-SHA256 Credential=testid",
        b"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;host,Signature=00",
        b"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=Host,Signature=00",
        b"ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host,Signature=XY",
    ],
)
def test_an_authorization_of_another_form_is_incomplete(wire, authorization):
    raw = v3_call(DETAILS, A_PAGE)
    headers = [(name, value) for name, value in raw.headers if name != b"authorization"]

    reply = wire.answer(replace(raw, headers=[*headers, (b"authorization", authorization)]))

    assert code_of(reply) == (400, "IncompleteSignature")


@pytest.mark.parametrize("algorithm", [b"ACS3-HMAC-SM3", b"ACS3-RSA-SHA256"])
def test_other_algorithms_are_told_apart(wire, algorithm):
    raw = v3_call(DETAILS, A_PAGE)
    headers = [(name, value.replace(b"ACS3-HMAC-SHA256", algorithm)) for name, value in raw.headers]

    assert code_of(wire.answer(replace(raw, headers=headers))) == (400, "InvalidSignatureMethod")


def test_a_signed_header_that_comes_twice_is_refused(wire):
    """SEC-3."""
    raw = v3_call(DETAILS, A_PAGE)

    reply = wire.answer(replace(raw, headers=[*raw.headers, (b"x-acs-date", timestamp().encode())]))

    assert code_of(reply) == (400, "IncompleteSignature")


def test_a_changed_body_is_noticed(wire):
    """SEC-2."""
    raw = v3_call(SUBMIT, {"RegistrantProfileId": "1"}, form={"DomainName.1": "a.example"})

    reply = wire.answer(replace(raw, body=b"DomainName.1=b.example"))

    assert code_of(reply) == (400, "ContentLengthDoesNotMatch")


@pytest.mark.parametrize("call", [v1_call, v3_call])
def test_a_parameter_added_on_the_way_is_noticed(wire, call):
    """SEC-2."""
    raw = call(SUBMIT, A_SUBMIT)

    reply = wire.answer(replace(raw, query=raw.query + b"&TransferOutProhibited=true"))

    assert code_of(reply) == (400, "SignatureDoesNotMatch")
    assert wire.account_names() == ["ada"]


def test_both_kinds_of_credentials_are_refused(wire):
    """SEC-4."""
    raw = v3_call(DETAILS, v1_parameters(DETAILS, A_PAGE))

    assert code_of(wire.answer(raw)) == (400, "IncompleteSignature")


@pytest.mark.parametrize(
    ("query", "body"),
    [(b"a=1&a=2", b""), (b"", b"a=1&a=2"), (b"a=%ff", b""), (b"a=%f", b"")],
)
def test_a_query_or_form_that_cannot_be_read_is_refused(wire, query, body):
    """SEC-2, SEC-7."""
    headers = [(b"host", HOST.encode()), (b"content-type", b"application/x-www-form-urlencoded")]
    raw = RawCall(method="POST", query=query, body=body, headers=headers)

    assert code_of(wire.answer(raw)) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    "header",
    [
        (b"content-type", b"application/json"),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"content-type", b"application/x-www-form-urlencoded; charset=gbk"),
        (b"content-encoding", b"gzip"),
        (b"x-nothing", b""),
    ],
)
def test_a_body_of_another_kind_is_refused(wire, header):
    """SEC-12."""
    raw = v1_call(SUBMIT, A_SUBMIT, method="POST")

    reply = wire.answer(replace(raw, headers=[*raw.headers, header], body=b"a=1"))

    assert code_of(reply) == (400, "InvalidParameter")


def test_an_unsupported_action_is_named(wire):
    reply = wire.answer(v1_call("QueryDSRecord"))

    assert json.loads(reply.body)["Message"].startswith("The action QueryDSRecord is part of the published API, but")


@pytest.mark.parametrize("action", [SUBMIT, DETAILS, "QueryDSRecord"])
@pytest.mark.parametrize("parameters", [{}, A_SUBMIT | A_PAGE], ids=["refused", "good"])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_nonce_is_accepted_once(wire, action, parameters, restarted):
    """SEC-6, INV-15: also when the call was refused, and across a restart."""
    raw = v1_call(action, parameters)
    first = wire.answer(raw)

    if restarted:
        wire.restart()
    second = wire.answer(raw)

    assert code_of(first)[1] != "SignatureNonceUsed"
    assert code_of(second) == (400, "SignatureNonceUsed")


@pytest.mark.parametrize("action", [SUBMIT, DETAILS])
def test_of_many_calls_with_one_nonce_at_once_one_is_accepted(wire, action):
    raw = v1_call(action, A_SUBMIT | A_PAGE)

    codes = sorted(code_of(reply)[1] for reply in wire.answer_all(*[raw] * 5))

    assert codes == ["OK"] + ["SignatureNonceUsed"] * 4


def test_a_nonce_is_burnt_only_after_the_signature_was_right(wire):
    """protocol.md, 7.2: a corrected retry works."""
    wrong = wire.answer(v1_call(DETAILS, A_PAGE, secret="wrong", SignatureNonce="one"))
    right = wire.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="one"))

    assert [code_of(wrong)[1], code_of(right)[1]] == ["SignatureDoesNotMatch", "OK"]


def test_two_keys_may_use_the_same_nonce(wire):
    replies = [
        wire.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="one")),
        wire.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="one", AccessKeyId=STS_KEY, SecurityToken=STS_TOKEN)),
    ]

    assert [reply.status for reply in replies] == [200, 200]


def test_a_refused_call_leaves_its_nonce_and_nothing_else(wire):
    """INV-2."""
    raw = v1_call(SUBMIT, {**A_SUBMIT, "DomainName.2": "missing.example"})

    refused = wire.answer(raw)
    wire.restart()

    assert code_of(refused) == (400, "DomainNotExist")
    assert wire.account_names() == ["ada"]
    assert code_of(wire.answer(raw)) == (400, "SignatureNonceUsed")


def test_a_bug_is_logged_whole_told_as_internal_error_and_undone(wire, caplog):
    """SEC-8: nothing of the exception shows."""
    reply = wire.answer(v1_call(SUBMIT, {**A_SUBMIT, "DomainName.2": "bug.example"}))

    assert code_of(reply) == (500, "InternalError")
    assert b"passwd" not in reply.body
    assert reply.request_id in caplog.text
    assert "RuntimeError: a bug that names" in caplog.text
    assert wire.account_names() == ["ada"]


class FailingStore:
    """A store that reads, and fails as ordered when it is to write."""

    def __init__(self, database, error):
        self._database, self._error = database, error

    def reading(self):
        return self._database.reading()

    async def write(self, work, *, by_parts):
        raise self._error

    def write_soon(self, work):
        raise self._error

    def write_aside(self, work):
        raise self._error


@pytest.mark.parametrize("action", [SUBMIT, DETAILS])
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (StoreFailed("no"), (503, "ServiceUnavailable")),
        (OSError("full"), (503, "ServiceUnavailable")),
        (StoreBusy("later"), (400, "Throttling.User")),
    ],
)
def test_a_store_that_cannot_make_data_durable_is_told_as_such(wire, action, error, expected):
    """INV-19."""
    wire.dispatcher = wire.new_dispatcher(store=FailingStore(wire.database, error), store_errors=(OSError,))

    assert code_of(wire.answer(v1_call(action, A_SUBMIT | A_PAGE))) == expected


def test_calls_beyond_the_limit_are_told_when_to_come_back(wire):
    wire.dispatcher = wire.new_dispatcher(most_in_flight=1)

    first, second = wire.answer_all(v1_call(SUBMIT, A_SUBMIT), v1_call(DETAILS, A_PAGE))

    assert code_of(first) == (200, "OK")
    assert code_of(second) == (400, "Throttling.User")
    assert (b"x-acs-retry-after", b"1000") in second.headers
    assert code_of(wire.answer(v1_call(DETAILS, A_PAGE))) == (200, "OK")


def test_signatures_go_by_system_time_and_handlers_by_business_time(wire):
    """contract.md, 2: clients can still sign while a test stands in another year."""
    wire.dispatcher = wire.new_dispatcher(business=MovableClock(start_at=1_000_000_000_000))

    assert wire.answer(v1_call(SUBMIT, A_SUBMIT)).status == 200

    with wire.database.reading() as session:
        (made,) = session.raw.execute("SELECT created_at FROM accounts WHERE name = 'a.example'").fetchone()
        (used,) = session.raw.execute("SELECT used_at FROM nonces").fetchone()
    assert 1_000_000_000_000 <= made < 1_000_000_060_000
    assert abs(used - SystemClock().now()) < 60_000


def test_a_time_stamp_may_be_a_quarter_of_an_hour_off_and_no_more(wire):
    """SEC-6."""
    from freehold.terms.instants import utc_text

    now = SystemClock().now()
    within = [utc_text(now + minutes * 60_000) for minutes in (-14, 14)]
    beyond = [utc_text(now + minutes * 60_000) for minutes in (-16, 16)]

    codes = [code_of(wire.answer(v1_call(DETAILS, A_PAGE, Timestamp=at)))[1] for at in (*within, *beyond)]

    assert codes == ["OK", "OK", "InvalidTimeStamp.Expired", "InvalidTimeStamp.Expired"]
