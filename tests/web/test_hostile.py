"""What a hostile or broken client can send over a raw socket, and what it gets (SEC-8, SEC-10 to SEC-12)."""

import json
import socket

import pytest

from support.toy_process import read_to_end, status_of

GOOD = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
CLOSE = b"Connection: close\r\n"


def test_a_plain_request_is_answered(server):
    answer = server.exchange(GOOD + CLOSE + b"\r\n")

    head, _, body = answer.partition(b"\r\n\r\n")
    assert status_of(answer) == 200
    assert json.loads(body) == {"status": "alive"}
    assert b"x-content-type-options: nosniff" in head
    assert b"\r\nserver:" not in head.lower()


@pytest.mark.parametrize(
    "request_octets",
    [
        b"GET /healthz HTTP/1.1\r\n\r\n",
        GOOD + b"Host: a\r\n\r\n",
        GOOD + b"host: b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a@b\r\n\r\n",
        GOOD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        GOOD + b"Content-Length: 3, 3\r\n\r\nabc",
        GOOD + b"Content-Length: +3\r\n\r\nabc",
        GOOD + b"Content-Length: -1\r\n\r\n",
        GOOD + b"Content-Length: 0x3\r\n\r\nabc",
        GOOD + b"Content-Length: 3_0\r\n\r\nabc",
        GOOD + b"Content-Length:\r\n\r\n",
        GOOD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: identity\r\n\r\n",
        GOOD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET /healthz HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n",
        GOOD + b"Content-Length : 3\r\n\r\nabc",
        GOOD + b" folded: x\r\n\r\n",
        GOOD + b"X: a\r\n b\r\n\r\n",
        GOOD + b"bad name: x\r\n\r\n",
        GOOD + b"b\xc3\xa4d: x\r\n\r\n",
        GOOD + b": x\r\n\r\n",
        GOOD + b"no colon\r\n\r\n",
        GOOD + b"X: a\x00b\r\n\r\n",
        GOOD + b"X: a\rb\r\n\r\n",
        GOOD + b"X: a\nY: b\r\n\r\n",
        b"GET /healthz HTTP/1.1\nHost: a\n\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\n\r\n",
        b"\r\n" + GOOD + b"\r\n",
        b"GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /healthz  HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET\t/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n",
        b"GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET /healthz\r\n\r\n",
        b"get /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /?a b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"NOTAMETHOD / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused_and_the_connection_closed(server, request_octets):
    """SEC-10."""
    smuggled = b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    answer = server.exchange(request_octets + smuggled)

    assert status_of(answer) == 400
    assert b"connection: close" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_too_many_or_too_long_headers_are_refused(server):
    """SEC-11."""
    many = server.exchange(GOOD + b"X: y\r\n" * 200 + b"\r\n")
    long = server.exchange(GOOD + b"X: " + b"y" * 70_000 + b"\r\n\r\n")

    assert [status_of(many), status_of(long)] == [431, 431]


def test_a_target_or_body_over_four_mebibytes_is_refused(server):
    """SEC-11."""
    target = server.exchange(b"GET /?" + b"a" * (4 * 1024 * 1024) + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    body = server.exchange(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4194305\r\n\r\n")
    chunk = server.exchange(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400001\r\n")

    assert [status_of(target), status_of(body), status_of(chunk)] == [414, 413, 413]


def test_a_target_just_under_four_mebibytes_reaches_the_endpoint(server):
    answer = server.exchange(
        b"GET /?Format=JSON&a=" + b"a" * (4 * 1024 * 1024 - 100) + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )

    assert status_of(answer) == 400
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["Code"] == "MissingAction"


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE"])
def test_another_method_is_refused_without_a_word_on_origins(server, method):
    """SEC-12."""
    answer = server.exchange(
        method + b" /?Format=JSON HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nConnection: close\r\n\r\n"
    )

    assert status_of(answer) == 400
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["Code"] == "UnsupportedHTTPMethod"
    assert b"access-control" not in answer.lower()


def test_a_head_request_has_the_status_and_no_body(server):
    answer = server.exchange(b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert status_of(answer) == 400
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", [b"/nothing", b"//", b"/console", b"/%2e%2e/etc/passwd", b"/healthz/"])
def test_an_address_that_is_not_served_is_answered_in_json(server, path):
    answer = server.exchange(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n")

    assert status_of(answer) == 404
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["Code"] == "NotFound"


def test_pipelined_requests_are_answered_in_order_and_each_with_its_own_query(server):
    one = b"GET /?Format=JSON&Action=%d HTTP/1.1\r\nHost: a\r\n%b\r\n"

    answer = server.exchange(one % (1, b"") + GOOD + b"\r\n" + one % (2, CLOSE))

    statuses = [part.split(b" ", 1)[0] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"400", b"200", b"400"]
    assert answer.count(b"Version is mandatory") == 2


def test_a_bad_request_behind_a_good_one_does_not_spoil_its_answer(server):
    answer = server.exchange(GOOD + b"\r\nnonsense\r\n\r\n")

    assert status_of(answer) == 200
    assert answer.endswith(b'{"status": "alive"}')


def test_a_body_in_chunks_is_a_body(server):
    body = b"6\r\nFormat\r\n5\r\n=JSON\r\n0\r\n\r\n"
    answer = server.exchange(
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body + GOOD + CLOSE + b"\r\n"
    )

    first, second = answer.split(b"HTTP/1.1 ")[1:]
    assert b'"Code":"MissingAction"' in first
    assert b"alive" in second


def test_octets_that_trickle_in_are_read_like_one_piece(server):
    request = b"POST /?Format=JSON HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=1"

    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in request:
            connection.sendall(bytes([octet]))
        answer = read_to_end(connection)

    assert b'"Code":"InvalidParameter"' in answer
    assert b"content type" in answer


def test_an_offer_of_http_2_is_passed_over(server):
    answer = server.exchange(GOOD + b"Connection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n")

    assert status_of(answer) == 200


def test_a_caller_who_waits_for_leave_is_told_to_go_on(server):
    with server.connect() as connection:
        connection.sendall(
            b"POST /?Format=JSON HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
            b"Connection: close\r\n\r\n"
        )
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"a=1")
        assert status_of(read_to_end(connection)) == 400


def test_errors_are_explained_at_the_address_they_link_to(server):
    page = server.exchange(b"GET /docs/errors HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n").decode()

    assert '<dt id="SignatureDoesNotMatch"><code>SignatureDoesNotMatch</code> (HTTP 400)</dt>' in page
    assert "签名与服务器计算的结果不一致" in page
    assert "Missing&lt;Param&gt;" in page
