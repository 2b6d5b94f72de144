"""Borders of messages: the same result however the octets are cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.web.framing import BadFraming, ChunkReader, HeadReader, Limits, read_head

LIMITS = Limits()
HEAD = b"POST /?A=1&B=%2F HTTP/1.1\r\nHost: a.example:80\r\nContent-Length: 3\r\n\r\n"
CHUNKS = b"3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n"


def test_a_head_is_told_by_its_parts():
    head, rest = HeadReader(LIMITS).take(HEAD + b"abcnext")

    assert (head.method, head.path, head.query, head.version) == ("POST", b"/", b"A=1&B=%2F", "1.1")
    assert head.headers == [(b"host", b"a.example:80"), (b"content-length", b"3")]
    assert (head.length, head.chunked, rest) == (3, False, b"abcnext")


@pytest.mark.parametrize(
    ("version", "more", "expected"),
    [
        (b"1.1", b"", (True, False)),
        (b"1.0", b"", (False, False)),
        (b"1.0", b"\r\nConnection: keep-alive\r\nExpect: 100-continue", (False, False)),
        (b"1.1", b"\r\nConnection: Close", (False, False)),
        (b"1.1", b"\r\nconnection: x\r\nConnection: keep-alive ,\tCLOSE", (False, False)),
        (b"1.1", b"\r\nConnection: closed\r\nExpect: 100-Continue", (True, True)),
    ],
)
def test_a_head_tells_how_the_connection_goes_on(version, more, expected):
    head = read_head(b"GET / HTTP/%b\r\nHost: a%b" % (version, more), LIMITS)

    assert (head.keeps_alive, head.waits_for_leave) == expected


def test_values_lose_the_blanks_around_them_and_nothing_else():
    head = read_head(b"GET / HTTP/1.1\r\nHost:a\r\nX-Y:\t b \xe9\tc \r\nEmpty:", LIMITS)

    assert head.headers == [(b"host", b"a"), (b"x-y", b"b \xe9\tc"), (b"empty", b"")]


@given(st.lists(st.integers(0, len(HEAD) + 3), max_size=6))
def test_a_head_is_read_the_same_however_it_is_cut(cuts):
    octets = HEAD + b"abc"
    reader = HeadReader(LIMITS)
    edges = sorted({0, *cuts, len(octets)})

    found, rest = None, b""
    for begin, end in itertools.pairwise(edges):
        if found is None:
            taken = reader.take(octets[begin:end])
            if taken is not None:
                found, rest = taken
        else:
            rest += octets[begin:end]

    assert (found.query, found.length, rest) == (b"A=1&B=%2F", 3, b"abc")


@given(st.lists(st.integers(0, len(CHUNKS) + 4), max_size=8))
def test_chunks_end_at_the_same_octet_however_they_are_cut(cuts):
    octets = CHUNKS + b"next"
    reader, body, behind = ChunkReader(LIMITS), b"", b""
    edges = sorted({0, *cuts, len(octets)})

    for begin, end in itertools.pairwise(edges):
        if reader.finished:
            behind += octets[begin:end]
        else:
            more, behind = reader.take(octets[begin:end])
            body += more

    assert (reader.finished, body, behind) == (True, b"abc0123456789", b"next")


@pytest.mark.parametrize(
    "chunks",
    [
        b"3\nabc\r\n",
        b"3;x=y\r\nabc\r\n",
        b" 3\r\nabc\r\n",
        b"3 \r\nabc\r\n",
        b"+3\r\nabc\r\n",
        b"0x3\r\nabc\r\n",
        b"-1\r\nabc\r\n",
        b"\r\n",
        b"g\r\n",
        b"123456789\r\n",
        b"00000000000000000",
        b"3\r\nabcd\r\n",
        b"3\r\nabc\n",
        b"0\r\nTrailer: x\r\n\r\n",
    ],
)
def test_an_odd_chunk_line_is_refused(chunks):
    """SEC-10."""
    with pytest.raises(BadFraming):
        ChunkReader(LIMITS).take(chunks)


def test_chunks_beyond_the_body_limit_are_refused():
    with pytest.raises(BadFraming) as refused:
        ChunkReader(Limits(body=10)).take(b"6\r\n123456\r\n6\r\n")

    assert refused.value.status == 413


def _status(head):
    try:
        read_head(head, LIMITS)
    except BadFraming as bad:
        return bad.status
    return 200


@given(st.binary(max_size=300))
def test_any_octets_are_a_head_or_refused(octets):
    assert _status(octets) in {200, 400}
    assert _status(b"GET / HTTP/1.1\r\nHost: a\r\n" + octets) in {200, 400, 413}


def test_lengths_of_target_and_headers_are_limited():
    small = Limits(target=100, headers=100, header_count=3)
    line = b"GET /?" + b"a" * 100 + b" HTTP/1.1\r\nHost: a"
    long = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100
    many = b"GET / HTTP/1.1\r\nHost: a" + b"\r\nX: a" * 3

    statuses = []
    for head in (line, long, many):
        with pytest.raises(BadFraming) as refused:
            read_head(head, small)
        statuses.append(refused.value.status)

    assert statuses == [414, 431, 431]
