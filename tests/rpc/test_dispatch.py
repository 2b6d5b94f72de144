"""Whole calls through the dispatcher: order of checks, formats, languages, nonces, transactions."""

import asyncio
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from freehold.clock import MovableClock, SystemClock
from freehold.db.writer import StoreBusy, StoreFailed
from freehold.rpc.exchange import RawCall
from support.signing import HOST, KEY, encode, timestamp, v1_call, v1_parameters, v3_call
from support.wire_store import OFF_KEY, OVER_KEY, STS_KEY, STS_TOKEN

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DETAILS = "QueryTaskDetailList"
LIST = "QueryDomainList"
VERIFY = "RegistrantProfileRealNameVerification"

PAGE = {"PageNum": "1", "PageSize": "2"}
A_SUBMIT = {"DomainName.1": "a.example", "RegistrantProfileId": "1"}
A_PAGE = {**PAGE, "TaskNo": "t"}


def code_of(reply):
    if reply.body.startswith(b"{"):
        return reply.status, json.loads(reply.body).get("Code", "OK")
    return reply.status, etree.fromstring(reply.body).findtext("Code") or "OK"


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


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (lambda: v1_call(DETAILS, A_PAGE), "application/json;charset=utf-8"),
        (lambda: v1_call(DETAILS, A_PAGE, Format="json"), "application/json;charset=utf-8"),
        (lambda: v1_call(DETAILS, A_PAGE, Format="xml"), "text/xml;charset=utf-8"),
        (lambda: v1_call(DETAILS, A_PAGE, Format=None), "text/xml;charset=utf-8"),
        (lambda: v1_call(DETAILS, Format=None), "text/xml;charset=utf-8"),
        (lambda: v3_call(DETAILS, A_PAGE), "application/json;charset=utf-8"),
        (lambda: v3_call(DETAILS, A_PAGE, accept=None), "text/xml;charset=utf-8"),
        (lambda: v3_call(DETAILS, {**A_PAGE, "Format": "JSON"}, accept="*/*"), "application/json;charset=utf-8"),
        (lambda: v3_call(DETAILS, accept="text/xml, application/json"), "application/json;charset=utf-8"),
    ],
)
def test_the_format_is_chosen_as_the_protocol_says(wire, raw, expected):
    """protocol.md, 6.1."""
    assert wire.answer(raw()).headers == [(b"content-type", expected.encode())]


def test_an_error_in_json_has_five_members(wire):
    reply = wire.answer(
        replace(v1_call(DETAILS, {"PageNum": "1"}), headers=[(b"host", b"api.example.test:8400")], scheme="https")
    )

    assert json.loads(reply.body) == {
        "RequestId": reply.request_id,
        "HostId": "api.example.test",
        "Code": "MissingPageSize",
        "Message": "PageSize is mandatory for this action.",
        "Recommend": "https://api.example.test:8400/docs/errors#MissingPageSize",
    }


def test_an_error_in_xml_has_the_same_and_its_link_as_character_data(wire):
    reply = wire.answer(v1_call(DETAILS, {**A_PAGE, "PageNum": "<&>"}, Format="XML", Lang="zh"))

    assert reply.body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f"<Error><RequestId>{reply.request_id}</RequestId><HostId>api.example.test</HostId>"
        "<Code>InvalidPageNum</Code><Message>参数 PageNum 的值无效：必须是由数字组成的整数。</Message>"
        "<Recommend><![CDATA[http://api.example.test/docs/errors#InvalidPageNum]]></Recommend></Error>"
    )


def test_what_comes_before_the_parameters_are_read_is_told_in_the_language_asked_for(wire):
    raw = RawCall(method="GET", query=b"Format=JSON&Lang=zh&a=1&a=2", headers=[(b"host", HOST.encode())])

    assert json.loads(wire.answer(raw).body)["Message"] == "无法读取请求：参数 a 在 query 中出现了两次。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_v1_mismatch_ends_with_the_string_to_sign_behind_its_first_colon(wire, language):
    """protocol.md, 7.1: two client libraries compare that part with their own string."""
    parameters = v1_parameters(DETAILS, {**A_PAGE, "Lang": language}, secret="wrong")
    canonical = encode({name: parameters[name] for name in sorted(parameters) if name != "Signature"})
    raw = RawCall(method="GET", query=encode(parameters).encode(), headers=[(b"host", HOST.encode())])

    message = json.loads(wire.answer(raw).body)["Message"]

    from urllib.parse import quote

    assert message.partition(":")[2] == f"GET&%2F&{quote(canonical, safe='')}"
    assert message.partition(":")[0].endswith("server string to sign is")


def test_a_v3_mismatch_tells_string_to_sign_and_canonical_request(wire):
    message = json.loads(wire.answer(v3_call(DETAILS, A_PAGE, secret="wrong")).body)["Message"]

    assert message.startswith(
        "Specified signature does not match our calculation. server string to sign is:ACS3-HMAC-SHA256\n"
    )
    assert "\nserver canonical request is:POST\n/\nPageNum=1&PageSize=2&TaskNo=t\naccept:application/json\n" in message


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

    async def write(self, work):
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


def test_a_body_the_door_declines_is_answered_in_the_format_asked_for(wire):
    from freehold.terms.refusals import RequestTooLarge

    raw = RawCall(method="POST", query=b"Format=JSON&Lang=zh", headers=[(b"host", HOST.encode())])
    reply = wire.dispatcher.refuse(raw, RequestTooLarge(what="body", limit="4 MiB"))

    assert json.loads(reply.body)["Message"] == "请求过大：body 超过 4 MiB。请拆分。"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "X"]),
    query=st.one_of(
        st.binary(max_size=80), st.sampled_from([b"Action=QueryDomainList&Version=2018-01-29&Signature=a"])
    ),
    body=st.binary(max_size=80),
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                [
                    b"authorization",
                    b"x-acs-action",
                    b"x-acs-version",
                    b"x-acs-date",
                    b"content-type",
                    b"accept",
                    b"x-acs-signature-nonce",
                    b"x-acs-content-sha256",
                    b"content-encoding",
                ]
            ),
            st.one_of(
                st.binary(max_size=40),
                st.sampled_from(
                    [
                        b"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;\xc3\xa9,Signature=0",
                        b"2018-01-29",
                        b"QueryDomainList",
                        b"application/x-www-form-urlencoded",
                    ]
                ),
            ),
        ),
        max_size=8,
    ),
)
def test_nothing_a_caller_sends_gives_a_5xx(wire, method, query, body, headers):
    """SEC-8."""
    raw = RawCall(method=method, query=query, body=body, headers=headers)

    reply = asyncio.run(wire.dispatcher.answer(raw))

    assert 400 <= reply.status < 500
    assert code_of(reply)[1] != "OK"


COMMON = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
    "Signature",
]
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    action=st.sampled_from([SUBMIT, DETAILS, LIST, VERIFY, "QueryDSRecord"]),
    parameters=st.dictionaries(
        st.one_of(
            TEXT.filter(bool),
            st.sampled_from(
                ["PageNum", "PageSize", "TaskNo", "DomainName", "DomainName.1", "Tag.1.Key", "Ip.1", "Lang", "Status"]
            ),
        ),
        st.one_of(TEXT, st.sampled_from(["1", "a.example", "zh"])),
        max_size=8,
    ),
    call=st.sampled_from([v1_call, v3_call]),
)
def test_nothing_a_signed_caller_sends_gives_a_5xx(wire, action, parameters, call):
    """SEC-8: the signature is right, whatever names and values are signed."""
    parameters = {name: value for name, value in parameters.items() if name not in COMMON}

    reply = asyncio.run(wire.dispatcher.answer(call(action, parameters, method="POST")))

    assert reply.status == 200 or (reply.status == 400 and code_of(reply)[1] != "SignatureDoesNotMatch")
