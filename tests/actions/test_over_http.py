"""The golden replies are what ``freehold serve`` sends: the reading actions, through sockets, V1 by GET and V3 by POST."""

import http.client
import shutil

import pytest

from actions.cases import CASES
from actions.test_golden import BUILT, filled_in, kept
from freehold.terms.instants import HOUR, Instant, utc_text
from support.action_world import NOW, masked
from support.served import Served
from support.signing import HOST, encode, v1_parameters, v3_call

CONFIG = """
[registries.north]
address = "127.0.0.1:1"
login = "x"
password = "x"
ca_file = "none.pem"
tlds = ["*"]
"""

READING = [
    case
    for case in CASES
    # Its open row goes on being worked on here.
    if not BUILT[case.action].writes and "<open_task>" not in case.parameters.values() and case.arranged is None
]


@pytest.fixture(scope="module")
def server(filled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    shutil.copytree(filled.folder / "data", folder / "data")
    (folder / "freehold.toml").write_text(CONFIG)
    # Its clock runs; an hour less keeps the whole days to an expiry what they are.
    options = ["--config", str(folder / "freehold.toml"), "--clock", utc_text(Instant(NOW - HOUR))]
    with Served(folder / "data", None, *options) as served:
        yield served


def exchanged(server, method, target, headers):
    host, _, port = server.endpoint.rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request(method, target, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("case", READING, ids=lambda case: f"{case.action}: {case.title}")
def test_a_golden_reply_comes_over_the_wire_as_it_is_kept(server, filled, case):
    parameters = {name: filled_in(value, filled.known) for name, value in case.parameters.items()}
    for form, content_type in (("JSON", "application/json;charset=utf-8"), ("XML", "text/xml;charset=utf-8")):
        ((_, status, body),) = [found for found in kept(case.action, form, "zh") if found[0] == case.title]
        query = v1_parameters(case.action, {**parameters, "Lang": "zh"}, Format=form, **case.signer)
        signed = v3_call(
            case.action,
            {**parameters, "Lang": "zh"},
            accept="application/json" if form == "JSON" else None,
            key=case.key,
            secret=case.signer["secret"],
        )
        headers = {name.decode(): value.decode() for name, value in signed.headers}
        for method, target, sent in (
            ("GET", f"/?{encode(query)}", {"Host": HOST}),
            ("POST", f"/?{signed.query.decode()}", headers),
        ):
            came, answered, text = exchanged(server, method, target, sent)

            assert (came, masked(text)) == (status, body)
            assert answered["content-type"] == content_type
            assert answered["x-acs-request-id"] in text
            assert int(answered["content-length"]) == len(text.encode())
