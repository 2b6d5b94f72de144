"""The calls that benchmarks sign beforehand are those that the product takes."""

from urllib.parse import parse_qsl

import pytest
from benchmarks import calls

from support import signing


@pytest.mark.parametrize("parameters", [{"DomainName": "shop-1.example"}, {"A": "ä b~*", "B.1": "x&y=z/"}])
def test_a_v3_call_is_signed_as_the_protocol_says(parameters):
    head = calls.v3("QueryDomainByDomainName", parameters).partition(b"\r\n\r\n")[0].decode()
    line, *told = head.split("\r\n")
    headers = {name.lower(): value for name, _, value in (entry.partition(": ") for entry in told)}

    theirs = signing.v3_call(
        "QueryDomainByDomainName",
        parameters,
        secret=calls.SECRET,
        key=calls.KEY,
        headers={"host": calls.HOST},
        date=headers["x-acs-date"],
        nonce=headers["x-acs-signature-nonce"],
    )

    assert headers["authorization"] == dict(theirs.headers)[b"authorization"].decode()
    assert line.startswith("POST /?")


def test_a_v1_call_is_signed_as_the_protocol_says():
    line = calls.v1("QueryDomainByDomainName", {"DomainName": "ä b~*.example"}).partition(b" HTTP/1.1")[0].decode()
    sent = dict(parse_qsl(line.removeprefix("GET /?"), strict_parsing=True))

    theirs = signing.v1_parameters(
        "QueryDomainByDomainName",
        {name: value for name, value in sent.items() if name != "Signature"},
        secret=calls.SECRET,
    )

    assert sent["Signature"] == theirs["Signature"]
