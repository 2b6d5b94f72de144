"""Nothing that a caller sends makes the server fail (SEC-8)."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freehold.rpc.exchange import RawCall
from support.signing import v1_call, v3_call
from support.wire_calls import DETAILS, LIST, SUBMIT, VERIFY, code_of


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
