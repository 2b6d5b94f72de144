"""Quirks of the published API, had the other way."""

import pytest

from freehold.rpc.exchange import Reply
from freehold.rpc.quirks import QUIRKS, BadQuirk, applied, switched


def changed(name, body):
    reply = Reply(status=200, headers=[], body=body.encode(), request_id="R")
    return applied(switched([name]), reply).body.decode()


PAIRS = [
    ("template-code-capital", '{"Code":"contactTemplateRealNamedNotExist"}', '{"Code":"ContactTemplateRealNamedNotExist"}'),
    ("template-code-capital", "<Code>contactTemplateRealNamedNotExist</Code>", "<Code>ContactTemplateRealNamedNotExist</Code>"),
    ("parameter-illegall", '{"Code":"ParameterIllegal"}', '{"Code":"ParameterIllegall"}'),
    ("client-ip-capital", '{"Clientip":"192.0.2.1"}', '{"ClientIp":"192.0.2.1"}'),
    ("client-ip-capital", "<Clientip>192.0.2.1</Clientip>", "<ClientIp>192.0.2.1</ClientIp>"),
    ("english-times", '{"CreateTime":"2019-11-02 04:00:45"}', '{"CreateTime":"Nov 02,2019 04:00:45"}'),
    ("english-times", "<CreateTime>2019-11-02 04:00:45</CreateTime>", "<CreateTime>Nov 02,2019 04:00:45</CreateTime>"),
    ("next-page-of-one", '{"CurrentPageNum":1,"NextPage":false}', '{"CurrentPageNum":1,"NextPage":true}'),
    ("next-page-of-one", '{"CurrentPageNum":2,"NextPage":false}', '{"CurrentPageNum":2,"NextPage":false}'),
    (
        "wrapped-fail-records",
        '{"Data":[{"Date":"2019-11-02 04:00:45","FailReason":"x"}]}',
        '{"Data":{"FailRecord":[{"Date":"2019-11-02 04:00:45","FailReason":"x"}]}}',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "usual", "other"), PAIRS)
def test_a_switched_quirk_changes_the_answer(name, usual, other):
    assert changed(name, usual) == other


def test_every_quirk_is_shown_here():
    assert {name for name, *_ in PAIRS} == {quirk.name for quirk in QUIRKS}


def test_values_of_callers_are_left_alone():
    remark = r'{"Remark":"say \"Clientip\": or <Clientip>"}'
    assert changed("client-ip-capital", remark) == remark


def test_an_unknown_quirk_is_told_with_the_nearest():
    with pytest.raises(BadQuirk, match="Did you mean 'english-times'"):
        switched(["english-time"])
