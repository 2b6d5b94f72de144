"""Callers who take their time, or too many connections (SEC-11), on a server with small limits."""

import pytest

from support.toy_process import ToyProcess, read_to_end, status_of
from support.waiting import until

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    server = ToyProcess(tmp_path_factory.mktemp("small"), TOY_SMALL_LIMITS="1")
    yield server
    server.stop()


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"GET / HTTP/1.1\r\nHo",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na",
        REQUEST + b"GET / HTTP/1.1\r\nHo",
    ],
)
def test_a_request_that_does_not_come_in_time_is_ended(small_server, octets):
    answer = small_server.exchange(octets)

    assert status_of(b"HTTP/1.1 " + answer.split(b"HTTP/1.1 ")[-1]) == 408


def test_one_address_has_only_so_many_connections(small_server):
    held = [small_server.connect() for _ in range(3)]
    for connection in held:
        connection.sendall(REQUEST)
        assert read_answer(connection) == 200

    refused = small_server.exchange(b"")
    held[0].close()
    held[1].sendall(REQUEST)
    still_served = read_answer(held[1])
    for connection in held:
        connection.close()

    assert (status_of(refused), still_served) == (503, 200)


def test_all_addresses_together_have_only_so_many_connections(small_server):
    held = [small_server.connect(f"127.0.0.{2 + number // 3}") for number in range(5)]
    for connection in held:
        connection.sendall(REQUEST)
        assert read_answer(connection) == 200

    with small_server.connect("127.0.0.9") as one_more:
        refused = status_of(read_to_end(one_more))
    for connection in held:
        connection.close()

    assert refused == 503
    with small_server.connect("127.0.0.9") as connection:
        connection.sendall(REQUEST)
        assert read_answer(connection) == 200


MUCH = b"a" * 70_000
LARGE_ONES = [
    b"GET /?" + MUCH,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\na",
]


@pytest.mark.parametrize("octets", LARGE_ONES)
def test_only_so_many_large_requests_are_held_at_a_time(small_server, octets):
    """REL-17: what waits in memory is bounded, also before anybody has signed anything."""
    with small_server.connect() as first, small_server.connect() as second:
        for connection in (first, second):
            connection.sendall(octets)
        refused = until(lambda: [answer for answer in (small_server.exchange(octets),) if status_of(answer) == 503])
        small = small_server.exchange(REQUEST.replace(b"Host", b"Connection: close\r\nHost"))

    assert b"too many large requests" in refused[0]
    assert b"\r\nretry-after: 1\r\n" in refused[0]
    assert status_of(small) == 200
    # Those who were held ended by the time allowed, or left: there is room again.
    until(lambda: status_of(small_server.exchange(octets)) == 408)


def read_answer(connection):
    answer = b""
    while b"alive" not in answer:
        answer += connection.recv(65536)
    return status_of(answer)


def test_a_caller_who_leaves_half_way_is_forgotten(small_server):
    for _ in range(10):
        connection = small_server.connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
        connection.close()

    with small_server.connect() as connection:
        connection.sendall(REQUEST.replace(b"Host", b"Connection: close\r\nHost"))
        assert status_of(read_to_end(connection)) == 200
