"""The reading of data units (RFC 5734, 4; SEC-41): the same however the octets are cut, and as a plain reading says."""

from freehold.epp.framing import LARGEST, SMALLEST, BrokenStream, Framer, frame


def seeds():
    two = frame(b"<a/>") + frame(b"<b/>")
    return [
        bytes([3]) + two,
        bytes([1]) + two + b"\x00\x00",
        bytes([5]) + frame(b"x" * 300),
        b"\x02\x00\x00\x00\x04",
        b"\x07" + two + b"\xff\xff\xff\xffabc",
    ]


def check(octets):
    """The first octet says into pieces of which length the others are cut."""
    if not octets:
        return
    step, stream = octets[0] + 1, octets[1:]
    framer, found = Framer(), []
    try:
        for at in range(0, len(stream), step):
            found += framer.feed(stream[at : at + step])
        broken = False
    except BrokenStream as error:
        found += error.whole
        broken = True
    assert (found, broken) == plainly(stream)


def plainly(stream):
    documents, at = [], 0
    while len(stream) - at >= 4:
        length = int.from_bytes(stream[at : at + 4], "big")
        if length < SMALLEST or length > LARGEST:
            return documents, True
        if len(stream) - at < length:
            break
        documents.append(stream[at + 4 : at + length])
        at += length
    return documents, False
