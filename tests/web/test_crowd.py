"""More calls than there are places: the refusal comes at once, on a connection that stays (REL-17)."""

import json
from contextlib import contextmanager

import pytest

from freehold.clock import wait
from support.signing import encode, v1_parameters
from support.toy_process import ToyProcess, read_to_end, status_of

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
DETAILS, A_PAGE = "QueryTaskDetailList", {"TaskNo": "t", "PageNum": "1", "PageSize": "2"}


def request(action, parameters, *, close=False, version="2018-01-29"):
    query = encode(v1_parameters(action, parameters, Version=version))
    return f"GET /?{query} HTTP/1.1\r\nHost: a\r\n{'Connection: close' if close else 'X: y'}\r\n\r\n".encode()


def submit(name, **how):
    return request(SUBMIT, {"DomainName.1": name, "RegistrantProfileId": "1"}, **how)


def answered(connection):
    """One whole answer: its status, its headers and its code."""
    octets = b""
    while b"\r\n\r\n" not in octets:
        octets += connection.recv(65536)
    head, _, body = octets.partition(b"\r\n\r\n")
    headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(headers[b"content-length"]):
        body += connection.recv(65536)
    return status_of(head), headers, json.loads(body).get("Code")


@contextmanager
def holding(folder, **settings):
    """A server of two places, one of which a submit holds until the file is there."""
    gate = folder / "gate"
    server = ToyProcess(folder, TOY_PLACES="2", FREEHOLD_FAULTS=f"api.submit.in_tx@2=hold:{gate}", **settings)
    try:
        with server.connect() as connection, server.connect() as waiting:
            connection.sendall(submit("first.example"))
            assert answered(connection)[0] == 200
            waiting.sendall(submit("held.example"))
            # A poll takes the other place for as long as it lasts; once a submit is refused the held one has its place.
            connection.sendall(submit("other.example"))
            found = answered(connection)
            assert found[2] == "Throttling.User", found
            yield server, connection
            gate.touch()
            assert answered(waiting)[0] == 200
    finally:
        gate.touch()
        server.stop()


@pytest.fixture
def held(tmp_path):
    with holding(tmp_path) as found:
        yield found


def test_who_is_refused_keeps_the_connection_and_polls_on_it(held):
    _, connection = held
    connection.sendall(submit("third.example"))
    status, headers, code = answered(connection)

    assert (status, code) == (400, "Throttling.User")
    assert (headers[b"retry-after"], headers[b"x-acs-retry-after"]) == (b"1", b"1000")
    assert b"connection" not in headers
    assert {b"date", b"x-acs-request-id", b"x-content-type-options", b"cache-control"} <= set(headers)
    connection.sendall(request(DETAILS, A_PAGE))
    assert answered(connection)[0] == 200


def test_who_wants_to_close_is_told_so_and_closed(held):
    server, _ = held
    with server.connect() as connection:
        connection.sendall(submit("third.example", close=True))
        answer = read_to_end(connection)

    assert status_of(answer) == 400
    assert b"\r\nconnection: close\r\n" in answer


def test_who_is_refused_and_asks_nothing_more_is_hung_up_on(tmp_path):
    """The connections of callers that went away silently do not pile up."""
    with holding(tmp_path, TOY_SECONDS_TO_NEXT="2") as (server, _), server.connect() as connection:
        connection.sendall(submit("third.example"))
        assert answered(connection)[2] == "Throttling.User"

        assert read_to_end(connection) == b""


def test_refusals_come_in_the_order_of_their_requests(held):
    """Several sent at once: a poll that is carried out, then submits that are refused."""
    _, connection = held
    connection.sendall(request(DETAILS, A_PAGE) + submit("a.example") + request(DETAILS, A_PAGE))

    octets = b""
    while octets.count(b"HTTP/1.1 ") < 3 or not octets.endswith(b"}"):
        octets += connection.recv(65536)
    assert [part[:3] for part in octets.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400", b"200"]


def test_what_is_refused_is_not_even_read(held):
    """A call that would be refused for its version: the head alone decides, before anything is spent on it."""
    _, connection = held
    connection.sendall(submit("third.example", version="1999-01-01"))

    assert answered(connection)[2] == "Throttling.User"


def test_who_takes_no_answers_is_read_no_further(held):
    """REL-17: refusals that nobody reads do not pile up in the server."""
    server, _ = held
    asked = submit("third.example") * 200
    sent, rests = 0, 0
    with server.connect() as connection:
        connection.setblocking(False)
        while sent < 40_000_000 and rests < 10:
            try:
                sent += connection.send(asked[sent % len(asked) :])
                rests = 0
            except BlockingIOError:
                wait(0.1)
                rests += 1

    assert rests == 10, f"{sent} octets were taken"
