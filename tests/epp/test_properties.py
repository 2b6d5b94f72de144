"""What holds for all values: everything written is read back, and no octets do more than be refused."""

from dataclasses import fields
from itertools import pairwise
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from freehold.epp.body import Body
from freehold.epp.commands import contact, domain, host, poll, session
from freehold.epp.connection import Answered, Asked, Connection, Ended, Garbled, Greeted, Role
from freehold.epp.documents import Command, Greeting, Hello, MessageQueue, Response, Result, Unsupported
from freehold.epp.framing import BrokenStream, Framer, frame
from freehold.epp.mapping import Mapped
from freehold.epp.namespaces import DOMAIN, EPP
from freehold.epp.parsing import Malformed
from freehold.epp.reading import read
from freehold.epp.writing import write

ILLEGAL = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters=ILLEGAL) | st.sampled_from("<>&\"'\t\r\n]/?!-")
TEXTS = st.text(CHARACTERS, max_size=20).map(str.strip)
WORDS = TEXTS.filter(bool)
PAIRS = st.lists(TEXTS, max_size=3).map(tuple)


def values(kind: type[Mapped]) -> st.SearchStrategy:
    """Any value of an element, by its declaration."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name], field) for field in fields(kind)})


def _of(hint: object, field) -> st.SearchStrategy:
    if get_origin(hint) is UnionType:
        (hint,) = (argument for argument in get_args(hint) if argument is not type(None))
        # A text of the element itself that is empty is none.
        words = WORDS if field.metadata["kind"] == "text" else _of(hint, field)
        return st.none() | words
    if get_origin(hint) is tuple:
        return st.lists(_of(get_args(hint)[0], field), max_size=3).map(tuple)
    if hint is str:
        return TEXTS
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, 99)
    assert isinstance(hint, type)
    assert issubclass(hint, Mapped)
    return values(hint)


def _kinds(*, commands: bool) -> list[type[Mapped]]:
    found = {
        kind
        for module in (session, poll, contact, domain, host)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Mapped) and kind.tag and issubclass(kind, Body) is commands
    }
    return sorted(found, key=lambda kind: kind.__name__)


COMMANDS = _kinds(commands=True)
DATA = _kinds(commands=False)
QUEUES = st.builds(MessageQueue, st.integers(0, 2**64 - 1), TEXTS, st.none() | TEXTS, st.none() | TEXTS)
RESULTS = st.builds(Result, st.integers(0, 9999), TEXTS, PAIRS)
GREETINGS = st.builds(Greeting, TEXTS, TEXTS, PAIRS, PAIRS, PAIRS, PAIRS)


def test_all_kinds_are_here() -> None:
    assert (len(COMMANDS), len(DATA)) == (18, 13)


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_is_read_back_as_it_was_written(kind) -> None:
    ops = st.none() if kind.namespace == EPP else st.none() | st.sampled_from(["query", "request"])

    @settings(max_examples=60, deadline=None)
    @given(values(kind), st.none() | WORDS, ops)
    def check(body, trid, op) -> None:
        command = Command(body, trid, op)
        assert read(write(command)) == command

    check()


@pytest.mark.parametrize("kind", DATA, ids=lambda kind: kind.__name__)
def test_all_data_are_read_back_as_they_were_written(kind) -> None:
    @settings(max_examples=60, deadline=None)
    @given(values(kind))
    def check(data) -> None:
        response = Response((Result.of(1000),), "FH-1", "SV-1", data)
        assert read(write(response)) == response

    check()


@settings(max_examples=200, deadline=None)
@given(st.lists(RESULTS, min_size=1, max_size=3).map(tuple), st.none() | TEXTS, TEXTS, st.none() | QUEUES)
def test_every_response_is_read_back_as_it_was_written(results, trid, server_trid, queue) -> None:
    response = Response(results, trid, server_trid, queue=queue)
    assert read(write(response)) == response


@settings(max_examples=100, deadline=None)
@given(GREETINGS)
def test_every_greeting_is_read_back_as_it_was_written(greeting) -> None:
    assert read(write(greeting)) == greeting


# -- octets of any kind --

SEEDS = [
    write(Hello()),
    write(Greeting("practice", "2026-04-03T22:00:00.0Z", object_uris=(DOMAIN,))),
    write(Command(session.Login(client_id="ClientX", password="foo-BAR2"), "FH-1")),
    write(
        Command(
            domain.DomainCreate(name="a.b", period=domain.Period(length=1), auth_info=domain.AuthInfo(password="x")),
            "FH-1",
        )
    ),
    write(Response((Result.of(1301, "why"),), "FH-1", "SV-1", queue=MessageQueue(1, "1", "date", "text"))),
    write(
        Response(
            (Result.of(1000),),
            "FH-1",
            "SV-1",
            data=contact.ContactData(
                id="abc",
                statuses=(contact.Status(value="ok"),),
                voice=contact.Telephone(number="+1.1", extension="1"),
                disclose=contact.Disclose(flag=True, fax=True),
            ),
        )
    ),
]
PIECES = [
    b"<", b"</", b"/>", b">", b"<a>", b"</a>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"&", b"&amp;",
    b"&#0;", b"&e;", b"<!DOCTYPE a>", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b"=", b" ", b"1" * 5000, b"-1",
    b"command", b"response", b"result", b"epp", b"xmlns", b"name", b"urn:x", b"code", b"count", "٣".encode(),
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A document with a few places cut out and replaced."""
    octets = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(octets)))
        length = draw(st.integers(0, 12))
        octets = octets[:place] + draw(st.sampled_from(PIECES) | st.binary(max_size=3)) + octets[place + length :]
    return octets


def _read_or_refused(octets: bytes) -> None:
    try:
        found = read(octets)
    except (Malformed, Unsupported):
        return
    assert isinstance(found, Greeting | Hello | Command | Response)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join))
@example(b"")
def test_no_octets_do_more_than_be_refused(octets) -> None:
    """SEC-40."""
    _read_or_refused(octets)


@settings(max_examples=1500, deadline=None)
@given(spoilt())
def test_spoilt_documents_do_no_more_than_be_refused(octets) -> None:
    """SEC-40."""
    _read_or_refused(octets)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(Role)), st.lists(spoilt().map(frame) | spoilt() | st.binary(max_size=20), max_size=4))
def test_whatever_comes_a_connection_tells_it_in_events_and_ends_once(role, pieces) -> None:
    """REL-6."""
    connection = Connection(role)
    events = [event for piece in pieces if piece for event in connection.receive(piece)]
    events += connection.receive(b"")

    assert all(isinstance(event, Answered | Greeted | Asked | Garbled | Ended) for event in events)
    assert [isinstance(event, Ended) for event in events].count(True) == 1
    assert isinstance(events[-1], Ended)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.lists(st.integers(0, 300), max_size=12))
def test_documents_come_out_however_they_are_cut(documents, cuts) -> None:
    """SEC-41."""
    octets = b"".join(map(frame, documents))
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    framer = Framer()

    found = [document for begin, end in pairwise(places) for document in framer.feed(octets[begin:end])]

    assert found == documents
    assert not framer.halfway


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_octets_are_documents_or_a_broken_stream(octets) -> None:
    """SEC-41."""
    framer = Framer()
    try:
        found = framer.feed(octets)
    except BrokenStream as error:
        found = error.whole
    assert octets.startswith(b"".join(map(frame, found)))


@settings(max_examples=200, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 6))
def test_whatever_order_answers_come_in_those_missing_are_of_unknown_outcome(order, answered) -> None:
    """REL-6."""
    client, server = Connection(Role.CLIENT), Connection(Role.SERVER)
    client.receive(server.send(Greeting("practice", "2026-04-03T22:00:00.0Z")))
    for number in range(6):
        client.send(Command(domain.DomainDelete(name="a.b"), f"FH-{number}"))

    for number in order[:answered]:
        response = Response((Result.of(1000),), f"FH-{number}", f"SV-{number}")
        assert client.receive(server.send(response)) == [Answered(f"FH-{number}", response)]

    missing = tuple(f"FH-{number}" for number in sorted(order[answered:]))
    assert client.unanswered == missing
    assert client.receive(b"") == [Ended("closed", missing)]
