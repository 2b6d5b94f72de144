"""Both ends of a session, joined back to back (REL-6)."""

import pytest

from freehold.epp.commands.contact import AuthInfo, ContactCreate, ContactInfo
from freehold.epp.commands.domain import DomainDelete, DomainInfo, NameWithHosts
from freehold.epp.commands.poll import Poll
from freehold.epp.commands.session import Login, Logout, Services
from freehold.epp.connection import Answered, Asked, Connection, Ended, Garbled, Greeted, Role, WrongMoment
from freehold.epp.documents import Command, Greeting, Hello, Response, Result
from freehold.epp.framing import frame
from freehold.epp.namespaces import CONTACT, DOMAIN, EPP, OBJECTS

GREETING = Greeting(server_id="practice", server_date="2026-04-03T22:00:00.0Z", object_uris=OBJECTS)
LOGIN = Login(client_id="ClientX", password="foo-BAR2", services=Services(object_uris=OBJECTS))


def answer(trid: str | None, code: int = 1000) -> Response:
    return Response((Result.of(code),), trid, f"SV-{trid}")


def info(trid: str | None, name: str = "example.com") -> Command:
    return Command(DomainInfo(name=NameWithHosts(name=name)), trid)


def delete(trid: str | None, name: str = "example.com") -> Command:
    return Command(DomainDelete(name=name), trid)


@pytest.fixture
def server() -> Connection:
    return Connection(Role.SERVER)


@pytest.fixture
def client(server) -> Connection:
    """A client that was greeted."""
    client = Connection(Role.CLIENT)
    assert client.receive(server.send(GREETING)) == [Greeted(GREETING)]
    return client


def raw(inner: str) -> bytes:
    return frame(f'<epp xmlns="{EPP}">{inner}</epp>'.encode())


def raw_command(inner: str, trid: str = "<clTRID>FH-1</clTRID>") -> bytes:
    return raw(f"<command>{inner}{trid}</command>")


def test_a_session_from_the_greeting_to_the_logout(client, server) -> None:
    for number, body in enumerate((LOGIN, DomainDelete(name="a.example"), Poll(op="req"), Logout())):
        command = Command(body, f"FH-{number}")
        assert server.receive(client.send(command)) == [Asked(command)]
        assert client.unanswered == (command.trid,)
        assert client.receive(server.send(answer(command.trid))) == [Answered(command.trid, answer(command.trid))]
        assert client.unanswered == ()

    assert client.receive(b"") == [Ended("closed")]
    assert server.receive(b"") == [Ended("closed")]


def test_nothing_is_sent_before_the_greeting() -> None:
    client = Connection(Role.CLIENT)

    for document in (info("FH-1"), Hello()):
        with pytest.raises(WrongMoment, match=r"^the server has not greeted yet$"):
            client.send(document)
    assert client.unanswered == ()


def test_a_hello_is_greeted_again_and_hangs_nothing(client, server) -> None:
    assert server.receive(client.send(Hello())) == [Asked(Hello())]
    assert client.unanswered == ()
    assert client.receive(server.send(GREETING)) == [Greeted(GREETING)]


def test_a_greeting_may_come_while_commands_hang(client, server) -> None:
    client.send(info("FH-1"))
    client.send(Hello())

    assert client.receive(server.send(GREETING) + server.send(answer("FH-1"))) == [
        Greeted(GREETING),
        Answered("FH-1", answer("FH-1")),
    ]


def test_several_commands_in_one_read_are_asked_in_order(client, server) -> None:
    octets = client.send(info("FH-1", "a.example")) + client.send(info("FH-2", "b.example"))

    assert server.receive(octets) == [Asked(info("FH-1", "a.example")), Asked(info("FH-2", "b.example"))]


def test_answers_out_of_order_are_matched_by_their_ids(client, server) -> None:
    for trid in ("FH-1", "FH-2", "FH-3"):
        client.send(info(trid))

    events = client.receive(b"".join(server.send(answer(trid)) for trid in ("FH-3", "FH-1", "FH-2")))

    assert events == [Answered(trid, answer(trid)) for trid in ("FH-3", "FH-1", "FH-2")]
    assert client.unanswered == ()


def test_unanswered_commands_stand_in_the_order_they_were_sent(client, server) -> None:
    for trid in ("FH-3", "FH-1", "FH-2"):
        client.send(info(trid))
    client.receive(server.send(answer("FH-1")))

    assert client.unanswered == ("FH-3", "FH-2")


def test_a_reply_to_nobody_ends_the_connection(client, server) -> None:
    """REL-6."""
    client.send(delete("FH-1"))

    assert client.receive(server.send(answer("SRV-77", 2000))) == [
        Ended("an answer 2000 to 'SRV-77', which is none of ours: Unknown command", ("FH-1",))
    ]
    assert client.unanswered == ()


def test_a_reply_without_an_id_ends_the_connection_though_one_command_hangs(client, server) -> None:
    """REL-6."""
    client.send(delete("FH-1"))

    assert client.receive(server.send(answer(None))) == [
        Ended("an answer 1000 to None, which is none of ours: Command completed successfully", ("FH-1",))
    ]


def test_a_reply_with_an_empty_id_ends_the_connection(client) -> None:
    """REL-6."""
    client.send(delete("FH-1"))

    assert client.receive(
        raw(
            '<response><result code="1000"><msg>ok</msg></result><trID><clTRID/><svTRID>SV-1</svTRID></trID></response>'
        )
    ) == [Ended("an answer 1000 to '', which is none of ours: ok", ("FH-1",))]


def test_a_second_reply_ends_the_connection(client, server) -> None:
    """REL-6."""
    client.send(delete("FH-1"))
    client.send(delete("FH-2"))

    assert client.receive(server.send(answer("FH-1")) + server.send(answer("FH-1", 2400))) == [
        Answered("FH-1", answer("FH-1")),
        Ended("an answer 2400 to 'FH-1', which is none of ours: Command failed", ("FH-2",)),
    ]


def test_a_reply_before_any_command_ends_the_connection(client, server) -> None:
    assert client.receive(server.send(answer("FH-1"))) == [
        Ended("an answer 1000 to 'FH-1', which is none of ours: Command completed successfully")
    ]


def test_ids_that_differ_in_case_only_are_different(client, server) -> None:
    client.send(delete("FH-a"))

    assert client.receive(server.send(answer("FH-A"))) == [
        Ended("an answer 1000 to 'FH-A', which is none of ours: Command completed successfully", ("FH-a",))
    ]


def test_what_the_server_says_to_nobody_is_kept_short(client, server) -> None:
    (ended,) = client.receive(server.send(Response((Result(2400, "x" * 5000),), None, "SV-1")))

    assert ended == Ended(f"an answer 2400 to None, which is none of ours: {'x' * 200}")


def test_a_command_from_the_server_ends_the_connection(client) -> None:
    client.send(delete("FH-1"))

    assert client.receive(raw("<hello/>")) == [Ended("the server sent what only a client sends", ("FH-1",))]


def test_an_unreadable_reply_ends_the_connection_and_nothing_after_it_counts(client, server) -> None:
    """REL-6: what cannot be read is no answer, and what follows it is not looked at."""
    client.send(delete("FH-1"))
    client.send(delete("FH-2"))

    assert client.receive(frame(b"<epp") + server.send(answer("FH-2"))) == [
        Ended("an unreadable answer: it is not well-formed", ("FH-1", "FH-2"))
    ]
    assert client.receive(server.send(answer("FH-1"))) == []


def test_an_answer_that_came_whole_before_the_stream_broke_counts(client, server) -> None:
    client.send(delete("FH-1"))
    client.send(delete("FH-2"))

    assert client.receive(server.send(answer("FH-1")) + bytes(4)) == [
        Answered("FH-1", answer("FH-1")),
        Ended("a data unit of 0 octets", ("FH-2",)),
    ]


def test_an_id_is_never_sent_twice(client, server) -> None:
    client.send(info("FH-1"))
    with pytest.raises(WrongMoment, match=r"^the id FH-1 was used before$"):
        client.send(info("FH-1"))
    client.receive(server.send(answer("FH-1")))
    with pytest.raises(WrongMoment, match=r"^the id FH-1 was used before$"):
        client.send(info("FH-1"))
    assert client.unanswered == ()


def test_a_command_without_an_id_is_not_sent(client) -> None:
    with pytest.raises(WrongMoment, match=r"^a command of ours carries an id$"):
        client.send(info(None))


def test_a_command_that_cannot_be_written_does_not_hang(client, server) -> None:
    with pytest.raises(ValueError, match="characters that XML does not allow"):
        client.send(delete("FH-1", "a\x00b"))
    with pytest.raises(ValueError, match="too long to send"):
        client.send(delete("FH-2", "a" * 2_000_000))

    assert client.unanswered == ()
    # The ids were not used up: nothing of them was sent.
    assert server.receive(client.send(delete("FH-1"))) == [Asked(delete("FH-1"))]


def test_commands_that_hang_at_the_end_are_of_unknown_outcome(client, server) -> None:
    """REL-6."""
    for trid in ("FH-1", "FH-2", "FH-3"):
        client.send(delete(trid))
    client.receive(server.send(answer("FH-2")))

    assert client.receive(b"") == [Ended("closed", ("FH-1", "FH-3"))]


def test_an_end_in_the_middle_of_the_answer_leaves_the_outcome_unknown(client, server) -> None:
    """REL-6."""
    client.send(delete("FH-1"))

    assert client.receive(server.send(answer("FH-1"))[:-1]) == []
    assert client.receive(b"") == [Ended("closed in the middle of a document", ("FH-1",))]


def test_a_connection_given_up_tells_what_hangs(client) -> None:
    client.send(delete("FH-1"))

    assert client.abandon("no answer for 30 s") == Ended("no answer for 30 s", ("FH-1",))
    assert client.abandon("again") == Ended("again")


def test_after_the_end_nothing_is_sent_and_nothing_is_heard(client, server) -> None:
    client.receive(b"")

    with pytest.raises(WrongMoment, match=r"^the connection is over$"):
        client.send(info("FH-1"))
    assert client.receive(server.send(GREETING)) == []
    assert client.receive(b"") == []


def test_half_a_command_is_never_asked(client, server) -> None:
    assert server.receive(client.send(delete("FH-1"))[:-1]) == []
    assert server.receive(b"") == [Ended("closed in the middle of a document")]


@pytest.mark.parametrize(
    ("inner", "code", "why"),
    [
        ("<renumber/>", 2000, "no command renumber"),
        ('<info><o:info xmlns:o="urn:o"/></info>', 2307, "no info of {urn:o}info"),
        (
            f'<transfer op="query"><c:transfer xmlns:c="{CONTACT}"/></transfer>',
            2307,
            f"no transfer of {{{CONTACT}}}transfer",
        ),
        (
            f'<info><d:check xmlns:d="{DOMAIN}"><d:name>a.b</d:name></d:check></info>',
            2307,
            f"no info of {{{DOMAIN}}}check",
        ),
        (f'<info><d:info xmlns:d="{DOMAIN}"/></info>', 2003, "name is missing in DomainInfo"),
        (
            f'<create><d:create xmlns:d="{DOMAIN}"><d:name>a.b</d:name></d:create></create>',
            2003,
            "auth_info is missing in DomainCreate",
        ),
        ("<poll/>", 2003, "op is missing in Poll"),
        ("<login><clID>ClientX</clID></login>", 2003, "password is missing in Login"),
        (
            f'<renew><d:renew xmlns:d="{DOMAIN}"><d:name>a</d:name><d:period>two</d:period></d:renew></renew>',
            2001,
            "length has the value 'two'",
        ),
        (
            f'<create><c:create xmlns:c="{CONTACT}"><c:disclose flag="missing"/></c:create></create>',
            2001,
            "flag has the value 'missing'",
        ),
        (
            f'<delete><d:delete xmlns:d="{DOMAIN}"><d:name>a.b</d:name><d:name>c.d</d:name></d:delete></delete>',
            2001,
            "name stands twice in DomainDelete",
        ),
        ("<check/>", 2001, "a command about no object or several"),
        (
            f'<delete><d:delete xmlns:d="{DOMAIN}"/><d:delete xmlns:d="{DOMAIN}"/></delete>',
            2001,
            "a command about no object or several",
        ),
        ("", 2001, "a command without a verb"),
        ('<o:info xmlns:o="urn:o"/>', 2001, "a command without a verb"),
    ],
)
def test_a_command_that_cannot_be_done_is_told_with_its_code_and_id(server, inner, code, why) -> None:
    assert server.receive(raw_command(inner)) == [Garbled(code, why, "FH-1")]
    assert server.receive(raw_command(inner, "")) == [Garbled(code, why, None)]


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (frame(b"hello"), "it is not well-formed"),
        (raw(""), "the root is not one element of the protocol's namespace"),
        (raw("<hello/><hello/>"), "the root is not one element of the protocol's namespace"),
        (frame(b"<epp><hello/></epp>"), "the root is not one element of the protocol's namespace"),
        (raw("<goodbye/>"), "neither greeting, hello, command nor response"),
        (raw("<response/>"), "a response without a result"),
    ],
)
def test_what_is_no_command_is_a_syntax_error_without_an_id(server, octets, why) -> None:
    assert server.receive(octets) == [Garbled(2001, why, None)]


def test_a_client_that_sends_what_servers_send_is_told_so(server) -> None:
    for document in (GREETING, answer("FH-1")):
        octets = Connection(Role.SERVER).send(document)
        assert server.receive(octets) == [Garbled(2001, "the client sent what only a server sends", None)]


def test_the_server_goes_on_after_a_garbled_command(client, server) -> None:
    assert server.receive(raw_command("<renumber/>") + client.send(info("FH-2"))) == [
        Garbled(2000, "no command renumber", "FH-1"),
        Asked(info("FH-2")),
    ]


def test_a_server_takes_commands_without_an_id(server) -> None:
    assert server.receive(raw_command("<logout/>", "")) == [Asked(Command(Logout(), None))]
    assert server.receive(raw_command("<logout/>", "<clTRID> </clTRID>")) == [Asked(Command(Logout(), None))]


def test_commands_tell_the_object_they_are_about() -> None:
    assert info("FH-1", "a.example").body.object_name == "a.example"
    assert delete("FH-1", "b.example").body.object_name == "b.example"
    assert ContactInfo(id="sh8013").object_name == "sh8013"
    create = ContactCreate(id="sh8014", email="a@b", auth_info=AuthInfo(password="x"))
    assert create.object_name == "sh8014"
    assert LOGIN.object_name == ""
