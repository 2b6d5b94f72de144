"""How a reply is written: format, language, the members of an error."""

import json

import pytest
from msgspec.structs import replace

from freehold.rpc.exchange import RawCall
from support.signing import HOST, encode, v1_call, v1_parameters, v3_call
from support.wire_calls import A_PAGE, DETAILS


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


def test_a_body_the_door_declines_is_answered_in_the_format_asked_for(wire):
    from freehold.terms.refusals import RequestTooLarge

    raw = RawCall(method="POST", query=b"Format=JSON&Lang=zh", headers=[(b"host", HOST.encode())])
    reply = wire.dispatcher.refuse(raw, RequestTooLarge(what="body", limit="4 MiB"))

    assert json.loads(reply.body)["Message"] == "请求过大：body 超过 4 MiB。请拆分。"
