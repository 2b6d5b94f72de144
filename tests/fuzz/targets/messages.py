"""The borders of HTTP messages (SEC-10): the same however the octets are cut, and nothing that could be read in two ways."""

import re

from freehold.web.framing import BadFraming, ChunkReader, HeadReader, Limits

LIMITS = Limits(target=4096, headers=2048, header_count=20, body=4096)
WAYS_TO_END = {"begun", "taken", *(f"refused with {status}" for status in (400, 413, 414, 431))}


def seeds():
    return [
        b"\x05POST /?A=1&B=%2F HTTP/1.1\r\nHost: a.example:80\r\nContent-Length: 3\r\n\r\nabc",
        b"\x01GET / HTTP/1.1\r\nHost: [::1]:8400\r\nUpgrade: h2c\r\nAccept: */*\r\n\r\n",
        b"\x02POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\nnext",
        b"\x09GET / HTTP/1.0\r\nhost:a\r\ncontent-length:0\r\ntransfer-encoding: chunked\r\n\r\n",
    ]


def check(octets):
    """The first octet says into pieces of which length the others are cut."""
    if not octets:
        return
    step, stream = octets[0] + 1, octets[1:]
    whole, cut = taken(stream, len(stream) + 1), taken(stream, step)
    # A stream that is refused may be refused sooner when it comes in pieces.
    assert whole == cut or "refused" in whole[0] + cut[0]
    assert {whole[0], cut[0]} <= WAYS_TO_END
    if whole[0] == "taken":
        plain(stream.partition(b"\r\n\r\n")[0], whole[1])


def taken(stream, step):
    """What became of the first message: its head, its body where that comes in chunks, and what else is in the stream."""
    reader, chunks, found = HeadReader(LIMITS), ChunkReader(LIMITS), None
    rest, body = b"", b""
    try:
        for at in range(0, len(stream), step):
            piece = stream[at : at + step]
            if found is None:
                answer = reader.take(piece)
                if answer is None:
                    continue
                found, piece = answer
            if found.chunked and not chunks.finished:
                part, piece = chunks.take(piece)
                body += part
            rest += piece
    except BadFraming as refused:
        return f"refused with {refused.status}", None, b"", b""
    if found is None:
        return "begun", None, b"", b""
    return "taken", found, body, rest


def plain(head, found):
    """What a careful reader would insist on before it lets two programs read the same message."""
    first, *lines = head.split(b"\r\n")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert found.headers == [
        (name.lower(), value.strip(b" \t")) for name, value in (line.split(b":", 1) for line in lines)
    ]
    names = [name for name, _ in found.headers]
    assert all(re.fullmatch(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name) for name in names)
    assert names.count(b"host") == 1
    assert names.count(b"content-length") + names.count(b"transfer-encoding") <= 1
    assert found.chunked == (b"transfer-encoding" in names)
    assert found.length <= LIMITS.body
    method, target, version = first.split(b" ")
    assert (found.method.encode(), b"HTTP/" + found.version.encode()) == (method, version)
    assert found.path + b"?" * (b"?" in target) + found.query == target
    assert b"?" not in found.path
    assert b"#" not in first
