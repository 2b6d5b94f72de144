"""What a line of the log has, and what none ever shows (PRV-6, SEC-43, SEC-44)."""

import io
import json
import logging
from contextlib import contextmanager

import pytest

from freehold import logs
from freehold.epp.commands.session import Login
from freehold.terms.contacts import Contact


@contextmanager
def kept(form="json", level="debug"):
    """The log's lines, as a server set up so writes them."""
    root, ours = logging.getLogger(), logging.getLogger("freehold")
    before = list(root.handlers), root.level, ours.level
    stream = io.StringIO()
    logs.set_up(form, level, stream)
    try:
        yield stream
    finally:
        root.handlers[:], root.level = before[0], before[1]
        ours.setLevel(before[2])


log = logging.getLogger("freehold.tests")


def test_a_line_is_one_json_object_with_what_the_work_is_about():
    with kept() as stream, logs.about(task="t-1", chunk=3), logs.about(registry="north", chunk=4):
        log.warning("two\nlines of %s", "words")

    line = json.loads(stream.getvalue())
    assert stream.getvalue().count("\n") == 1
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning", "logger": "freehold.tests", "message": "two\nlines of words",
        "task": "t-1", "chunk": 4, "registry": "north",
    }  # fmt: skip


def test_a_requests_number_is_whole_though_a_part_of_it_looks_like_a_passports():
    number = "A1234567-89AB-4CDE-8F01-23456789ABCD"
    with kept() as stream, logs.about(request_id=number):
        log.warning("seen")

    assert json.loads(stream.getvalue())["request_id"] == number


def test_a_line_for_people_says_the_same():
    with kept("text") as stream, logs.about(task="t-1", chunk=3):
        log.warning("it is %s", "so")

    assert stream.getvalue().endswith(" WARNING freehold.tests: it is so [task=t-1 chunk=3]\n")


def test_a_traceback_is_part_of_its_line():
    with kept() as stream:
        try:
            raise ValueError("no good: hostmaster@example.com")
        except ValueError:
            log.exception("it failed")

    line = json.loads(stream.getvalue())
    assert line["message"] == "it failed"
    assert line["traceback"].endswith("ValueError: no good: h***@example.com")


def test_lines_below_the_level_and_of_libraries_below_warning_are_left_out():
    with kept(level="info") as stream:
        log.debug("too small")
        logging.getLogger("somebody.elses").info("not ours")
        log.info("said")

    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["said"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET /?Action=Save&IdentityCredentialNo=110101199003070732&X=1 HTTP/1.1", "GET /?Action=***&IdentityCredentialNo=***&X=*** HTTP/1.1"),
        ("<login><clID>me</clID><pw>s3cret</pw></login>", "<login><clID>me</clID><pw>***</pw></login>"),
        ("<domain:authInfo><domain:pw>s3cret&amp;x</domain:pw>", "<domain:authInfo><domain:pw>***</domain:pw>"),
        ("cut off: <loginSec:pw>s3cr", "cut off: <loginSec:pw>***"),
        ("<newPW>s3\ncret", "<newPW>***"),
        ("password=s3cret; next", "password=***; next"),
        ("{'authInfo': 's3cret'}", "{'authInfo': '***'}"),
        ("to hostmaster@example.com: no", "to h***@example.com: no"),
        ("call +86.57188887777", "call +86.***"),
        ("card 11010119900307073X", "card ***"),
        ("licence 91330106MA27XXXXX1", "licence ***"),
        ("passport E12345678", "passport ***"),
        ("a\x1b[31mb\x00", "a?[31mb?"),
        ("task 880f1579-be51-4dd3-a69d-3f1e5b1c2d10, FH01ABCDEF2345-01J9Z3", "task 880f1579-be51-4dd3-a69d-3f1e5b1c2d10, FH01ABCDEF2345-01J9Z3"),
    ],
)  # fmt: skip
def test_what_came_from_elsewhere_is_masked(text, shown):
    assert logs.masked(text) == shown


def test_a_secret_of_the_settings_is_hidden_wherever_it_stands(monkeypatch):
    monkeypatch.setattr(logs, "_secrets", set())
    logs.hide("correct-horse", "abc", "")

    assert logs.masked("2200 wrong: correct-horse, abc") == "2200 wrong: ***, abc"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_caller_cannot_forge_a_line(form):
    """An action's name is a caller's word until it is known."""
    with kept(form) as stream:
        log.warning("a call", extra={"action": "x\n2026-01-01 ERROR freehold: all is lost\r\n"})

    assert stream.getvalue().count("\n") == 1


def test_a_line_ends_somewhere():
    with kept() as stream:
        log.warning("x" * 100_000)

    assert len(json.loads(stream.getvalue())["message"]) == 4_003


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("fe80::1%eth0", "fe80::/48"), ("", "")],
)
def test_of_a_callers_address_the_network_is_told(address, network):
    assert logs.network_of(address) == network


def test_types_do_not_show_what_is_personal_or_secret():
    contact = Contact(name="Li Wei", organization="Example Widgets Ltd", email="a@example.com", country="CN")
    login = Login(client_id="me", password="s3cret", new_password="s3cret2", services=None)

    shown = f"{contact!r} {login!r}"

    assert [word for word in ("Li Wei", "Widgets", "example.com", "s3cret") if word in shown] == []
