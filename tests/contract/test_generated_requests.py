"""Requests drawn from the OpenAPI document, good ones and bad ones, to a server over HTTP: the answers are as it says (TST-4)."""

import http.client
import json
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freehold import actions as package
from freehold.clock import SystemClock
from freehold.rpc import openapi
from freehold.rpc.catalogue import find_actions
from freehold.terms.instants import HOUR, Instant, utc_text
from support.described import operations
from support.served import Served, acme
from support.signing import HOST, encode, v1_parameters, v3_call

OPERATIONS = operations(openapi.document(find_actions(package)))
NAMES = [f"shop-{number}.com" for number in range(60)] + ["例子.cn", "shop.xyz"]
KNOWN = {
    "DomainName": NAMES,
    "Email": ["hostmaster@example.com", "a@example.com"],
    "RegistrantProfileId": ["1", "2"],
    "RegistrantProfileID": ["1", "2"],
    "RegistrantProfileIds": ["2", "1,2"],
}
NOBODY = """
[registries.north]
address = "127.0.0.1:1"
login = "x"
password = "x"
ca_file = "none.pem"
tlds = ["*"]
"""
"""A registry out of reach: what is accepted stays open."""


NONE: dict[str, str] = {}


class Caller:
    """One connection to a server."""

    def __init__(self, endpoint):
        host, _, port = endpoint.rpartition(":")
        self._connection = http.client.HTTPConnection(host, int(port), timeout=30)
        self.close = self._connection.close

    def sent(self, method, query, headers=NONE, body=b""):
        """Status and JSON of an answer."""
        self._connection.request(method, f"/?{query}", body=body or None, headers={"host": HOST, **headers})
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def v1(self, operation, parameters, **common):
        """A call signed by HMAC-SHA1; with POST its parameters come in the form."""
        form = parameters if operation.method == "POST" else None
        query = v1_parameters(operation.action, None if form else parameters, operation.method, form=form, **common)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        return self.sent(operation.method, encode(query), headers, encode(form).encode() if form else b"")

    def v3(self, operation, parameters, **more):
        """A call signed by ACS3-HMAC-SHA256."""
        form = parameters if operation.method == "POST" else None
        call = v3_call(operation.action, None if form else parameters, method=operation.method, form=form, **more)
        headers = {name.decode(): value.decode("latin-1") for name, value in call.headers}
        return self.sent(operation.method, call.query.decode(), headers, call.body)

    def by(self, scheme, *arguments, **more):
        """A call signed by the scheme of this name."""
        return {"V1": self.v1, "V3": self.v3}[scheme](*arguments, **more)


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    folder = tmp_path_factory.mktemp("described")
    (folder / "freehold.toml").write_text(NOBODY)
    seed = acme([{"name": name} for name in NAMES])
    with Served(folder / "data", seed, "--config", str(folder / "freehold.toml")) as served:
        with closing(Caller(served.endpoint)) as caller:
            yield caller
        assert "Traceback" not in served.log()


def drawn(many):
    """So many requests, each time others."""
    return settings(
        max_examples=many, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
    )


def judged(caller, many, requests):
    """Draw so many, send them, and give what was answered to each; the first answer that is not as described fails."""
    told, by_name = [], {one.name: (one, requests(one)) for one in OPERATIONS}

    @drawn(many)
    @given(
        st.sampled_from(["V1", "V3"]),
        st.sampled_from(list(by_name)).flatmap(lambda name: st.tuples(st.just(name), by_name[name][1])),
    )
    def send(scheme, request):
        name, (parameters, *about) = request
        operation, _ = by_name[name]
        status, answer = caller.by(scheme, operation, parameters)
        assert (status < 500, operation.problems(status, answer)) == (True, [])
        told.append((operation, status, answer, *about))

    send()
    return told


@pytest.mark.parametrize("many", [200, pytest.param(6000, marks=pytest.mark.long)])
def test_what_the_document_allows_is_done_or_refused_as_it_says(caller, many):
    """SEC-8: success and refusal have the form that is told, and no code is one that is not."""
    told = judged(caller, many, lambda operation: st.tuples(operation.good(KNOWN)))

    done = {operation.action for operation, status, _ in told if status == 200}
    assert len(done) > (10 if many < 1000 else 30), done


@pytest.mark.parametrize("many", [200, pytest.param(6000, marks=pytest.mark.long)])
def test_what_the_document_does_not_allow_is_refused_by_name(caller, many):
    """SEC-7: each bound, choice and length that is told is kept to."""
    told = judged(caller, many, lambda operation: operation.bad(KNOWN) if operation.breakable else st.nothing())

    for operation, status, answer, name in told:
        assert (status, name in answer.get("Message", "")) == (400, True), (operation.action, name, answer)


LONG_AGO = utc_text(Instant(SystemClock().now() - HOUR))
USED = "taken-before"
WRONG = {
    "V1": [
        ("SignatureDoesNotMatch", {"secret": "wrong"}),
        ("InvalidAccessKeyId.NotFound", {"AccessKeyId": "nobody"}),
        ("InvalidTimeStamp.Expired", {"Timestamp": LONG_AGO}),
        ("SignatureNonceUsed", {"SignatureNonce": USED}),
        ("MissingSignatureNonce", {"SignatureNonce": None}),
        ("MissingAccessKeyId", {"AccessKeyId": None}),
        ("MissingTimestamp", {"Timestamp": None}),
    ],
    "V3": [
        ("SignatureDoesNotMatch", {"secret": "wrong"}),
        ("InvalidAccessKeyId.NotFound", {"key": "nobody"}),
        ("InvalidTimeStamp.Expired", {"date": LONG_AGO}),
        ("SignatureNonceUsed", {"nonce": USED}),
        ("IncompleteSignature", {"leave_out": ("x-acs-date",)}),
        ("ContentLengthDoesNotMatch", {"headers": {"x-acs-content-sha256": "0" * 64}}),
    ],
}


@pytest.mark.parametrize("scheme", ["V1", "V3"])
def test_without_good_credentials_no_action_is_done(caller, scheme):
    """SEC-1, SEC-3, SEC-6: each action by each method, each thing that can be wrong."""
    caller.by(scheme, OPERATIONS[0], {}, **dict(WRONG[scheme])["SignatureNonceUsed"])
    for operation in OPERATIONS:
        for code, wrong in WRONG[scheme]:
            status, answer = caller.by(scheme, operation, {}, **wrong)

            assert (answer["Code"], operation.problems(status, answer)) == (code, [])


def test_without_any_credentials_no_action_is_done(caller):
    for operation in OPERATIONS:
        unsigned = {"Action": operation.action, "Version": "2018-01-29", "Format": "JSON"}

        status, answer = caller.sent(operation.method, encode(unsigned))

        assert (answer["Code"], operation.problems(status, answer)) == ("MissingSignature", [])


ERROR = {"RequestId": "1", "HostId": "a", "Code": "ParameterIllegal", "Message": "m", "Recommend": "r"}


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {}),
        (200, {"RequestId": "1", "TotalItemNum": "1"}),
        (200, {"RequestId": "1", "Surprise": True}),
        (400, {**ERROR, "Code": "NoSuchCode"}),
        (400, {**ERROR, "Code": "DomainNotFound"}),
        (404, ERROR),
        (400, {**ERROR, "Trace": "x"}),
        (400, {"Code": "ParameterIllegal"}),
    ],
)
def test_an_answer_that_is_not_told_is_noticed(status, answer):
    """TST-8."""
    (asked,) = [one for one in OPERATIONS if (one.action, one.method) == ("QueryTaskList", "GET")]

    assert asked.problems(400, ERROR) == []
    assert asked.problems(status, answer) != []
