"""JSON and XML of responses; XML is compared with a tree that lxml builds from the same values."""

import json
import re
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from freehold.rpc.rendering import render
from freehold.rpc.structures import Structure, members_of, out
from freehold.terms.domain_name import DomainName
from support.toy_actions import DomainRow, ListResponse, Order, SubmitResponse, TagShown, VerifyResponse

REQUEST_ID = "84B63DD5-0EB8-4B4A-BEB1-0D409F97F627"
COUNTS = {"total_item_num": 1, "total_page_num": 1, "current_page_num": 1, "page_size": 20}
SIDES = {"pre_page": False, "next_page": True}


def response(*rows):
    return ListResponse(**COUNTS, **SIDES, data=list(rows))


def row(**members):
    given_members = {
        "domain_name": "中文.example",
        "premium": True,
        "kind": Order.ASC,
        "tag": [TagShown(key="k", value="<&>")],
        "dns_list": ["ns1.example", "ns2.example"],
        "fail_list": [TagShown(key="f")],
        "remark": None,
        "first": TagShown(key="one"),
    }
    return DomainRow(**{**given_members, **members})


def oracle(action, structure):
    """The same document, built by lxml from the declaration."""
    root = etree.Element(f"{action}Response")
    etree.SubElement(root, "RequestId").text = REQUEST_ID
    _grow(root, structure)
    return etree.tostring(root, method="c14n")


def _grow(element, structure):
    for member in members_of(type(structure)).values():
        value = getattr(structure, member.python)
        if value is None:
            continue
        child = etree.SubElement(element, member.wire)
        for one in value if isinstance(value, list) else [value]:
            place = etree.SubElement(child, member.item or member.xml_item) if isinstance(value, list) else child
            if isinstance(one, Structure):
                _grow(place, one)
            else:
                place.text = _text(one)


def _text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        value = value.value
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", str(value))


def canonical(document):
    return etree.tostring(etree.fromstring(document), method="c14n")


def test_json_has_wrapped_and_plain_lists_and_leaves_out_what_is_none():
    body = json.loads(render("QueryDomainList", response(row()), REQUEST_ID, "JSON"))

    assert body == {
        "RequestId": REQUEST_ID,
        "TotalItemNum": 1,
        "TotalPageNum": 1,
        "CurrentPageNum": 1,
        "PageSize": 20,
        "PrePage": False,
        "NextPage": True,
        "Data": {
            "Domain": [
                {
                    "DomainName": "中文.example",
                    "Premium": True,
                    "Kind": "ASC",
                    "Tag": {"Tag": [{"Key": "k", "Value": "<&>"}]},
                    "DnsList": {"Dns": ["ns1.example", "ns2.example"]},
                    "FailList": [{"Key": "f"}],
                    "First": {"Key": "one"},
                }
            ]
        },
    }


def test_xml_has_the_elements_of_the_protocol():
    text = render("QueryDomainList", response(row(first=None)), REQUEST_ID, "XML").decode()

    assert text == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f"<QueryDomainListResponse><RequestId>{REQUEST_ID}</RequestId>"
        "<TotalItemNum>1</TotalItemNum><TotalPageNum>1</TotalPageNum><CurrentPageNum>1</CurrentPageNum>"
        "<PageSize>20</PageSize><PrePage>false</PrePage><NextPage>true</NextPage>"
        "<Data><Domain><DomainName>中文.example</DomainName><Premium>true</Premium><Kind>ASC</Kind>"
        "<Tag><Tag><Key>k</Key><Value>&lt;&amp;&gt;</Value></Tag></Tag>"
        "<DnsList><Dns>ns1.example</Dns><Dns>ns2.example</Dns></DnsList>"
        "<FailList><SendResult><Key>f</Key></SendResult></FailList></Domain></Data></QueryDomainListResponse>"
    )


def test_an_empty_wrapped_list_keeps_its_wrapper():
    """protocol.md, 6.3."""
    assert json.loads(render("QueryDomainList", response(), REQUEST_ID, "JSON"))["Data"] == {"Domain": []}


def test_a_response_without_members_has_its_request_id():
    assert render("X", VerifyResponse(), REQUEST_ID, "JSON") == f'{{"RequestId":"{REQUEST_ID}"}}'.encode()
    assert canonical(render("X", VerifyResponse(), REQUEST_ID, "XML")) == oracle("X", VerifyResponse())


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@given(TEXT, st.one_of(st.none(), TEXT), st.lists(TEXT, max_size=3), st.booleans())
def test_xml_equals_what_lxml_builds(name, remark, names, premium):
    told = row(
        domain_name=name,
        remark=remark,
        dns_list=names,
        premium=premium,
        tag=[TagShown(key=key, value=remark) for key in names],
    )

    assert canonical(render("A", response(told, row()), REQUEST_ID, "XML")) == oracle("A", response(told, row()))


@given(TEXT)
def test_json_gives_back_any_text(text):
    assert json.loads(render("A", SubmitResponse(task_no=text), REQUEST_ID, "JSON"))["TaskNo"] == text


def test_a_domain_name_is_written_as_text():
    told = SubmitResponse(task_no=DomainName.parse("中文.cn"))

    assert json.loads(render("A", told, REQUEST_ID, "JSON"))["TaskNo"] == "xn--fiq228c.cn"
    assert b"<TaskNo>xn--fiq228c.cn</TaskNo>" in render("A", told, REQUEST_ID, "XML")


def test_a_value_of_no_known_type_is_a_bug_and_not_a_text():
    with pytest.raises(TypeError):
        render("A", SubmitResponse(task_no=object()), REQUEST_ID, "JSON")


def test_a_list_without_a_name_for_its_elements_is_refused():
    class Bad(Structure):
        names: list[str] = out("Names.")

    with pytest.raises(TypeError, match="Names"):
        render("A", Bad(names=[]), REQUEST_ID, "XML")
