"""Data units: how octets become documents, however they are cut (RFC 5734, 4; SEC-41)."""

import tracemalloc

import pytest

from freehold.epp.connection import Connection, Ended, Greeted, Role
from freehold.epp.documents import Greeting
from freehold.epp.framing import HEADER, LARGEST, SMALLEST, BrokenStream, Framer, frame
from freehold.epp.writing import write

GREETING = Greeting(server_id="practice", server_date="2026-04-03T22:00:00.0Z", object_uris=("urn:a",))


def test_the_length_counts_its_own_four_octets() -> None:
    assert frame(b"<a/>") == b"\x00\x00\x00\x08<a/>"


def test_a_unit_is_one_piece_of_octets() -> None:
    assert type(frame(b"<a/>")) is bytes


def test_a_document_may_come_octet_by_octet() -> None:
    framer = Framer()
    octets = frame(b"<hello/>")

    found = [framer.feed(octets[place : place + 1]) for place in range(len(octets))]

    assert found == [[]] * (len(octets) - 1) + [[b"<hello/>"]]
    assert not framer.halfway


def test_several_documents_may_come_at_once() -> None:
    framer = Framer()

    assert framer.feed(frame(b"<a/>") + frame(b"<b/>") + frame(b"<c/>")) == [b"<a/>", b"<b/>", b"<c/>"]
    assert not framer.halfway


def test_a_document_and_half_of_the_next_may_come_at_once() -> None:
    framer = Framer()
    second = frame(b"<second/>")

    assert framer.feed(frame(b"<first/>") + second[:7]) == [b"<first/>"]
    assert framer.halfway
    assert framer.feed(second[7:] + frame(b"<third/>")) == [b"<second/>", b"<third/>"]
    assert not framer.halfway


@pytest.mark.parametrize("cut", range(1, 25))
def test_every_cut_of_two_documents_gives_the_same_two(cut) -> None:
    framer = Framer()
    octets = frame(b"<first/>") + frame(b"<other/>")

    assert len(octets) == 24
    assert framer.feed(octets[:cut]) + framer.feed(octets[cut:]) == [b"<first/>", b"<other/>"]


def test_nothing_is_no_document() -> None:
    framer = Framer()

    assert framer.feed(b"") == []
    assert not framer.halfway


@pytest.mark.parametrize("there", [1, 2, 3])
def test_part_of_a_length_is_waited_for(there) -> None:
    framer = Framer()

    assert framer.feed(b"\x00\x00\x00"[:there]) == []
    assert framer.halfway


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4])
def test_a_length_that_leaves_no_room_for_a_document_breaks_the_stream(length) -> None:
    """SEC-41."""
    with pytest.raises(BrokenStream, match=f"^a data unit of {length} octets$"):
        Framer().feed(length.to_bytes(HEADER, "big") + b"<epp/>")


def test_the_smallest_and_the_largest_unit_are_taken() -> None:
    """SEC-41."""
    framer = Framer()

    assert framer.feed(SMALLEST.to_bytes(HEADER, "big") + b"x") == [b"x"]
    largest = b"x" * (LARGEST - HEADER)
    assert framer.feed(frame(largest)) == [largest]


@pytest.mark.parametrize("length", [LARGEST + 1, 1 << 30, (1 << 31) - 1, 1 << 31, (1 << 32) - 1])
def test_a_length_beyond_a_mebibyte_breaks_the_stream_before_memory_is_taken(length) -> None:
    """SEC-41."""
    tracemalloc.start()
    try:
        with pytest.raises(BrokenStream, match=f"^a data unit of {length} octets$"):
            Framer().feed(length.to_bytes(HEADER, "big"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


def test_a_stated_mebibyte_takes_no_memory_until_it_comes() -> None:
    """SEC-41."""
    framer = Framer()
    tracemalloc.start()
    try:
        assert framer.feed(LARGEST.to_bytes(HEADER, "big") + b"<") == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


def test_a_document_over_a_mebibyte_is_not_sent() -> None:
    assert len(frame(b"x" * (LARGEST - HEADER))) == LARGEST
    with pytest.raises(ValueError, match=r"^a document of 1048573 octets is too long to send$"):
        frame(b"x" * (LARGEST - HEADER + 1))


def test_what_was_whole_before_the_break_is_handed_over() -> None:
    framer = Framer()

    with pytest.raises(BrokenStream) as broken:
        framer.feed(frame(b"<a/>") + frame(b"<b/>") + bytes(4) + frame(b"<c/>"))

    assert broken.value.whole == [b"<a/>", b"<b/>"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64, 100_000])
def test_pieces_of_any_size_amount_to_the_same_events(size) -> None:
    octets = frame(write(GREETING)) * 2 + bytes(4) + frame(write(GREETING))
    connection = Connection(Role.CLIENT)

    events = [
        event for place in range(0, len(octets), size) for event in connection.receive(octets[place : place + size])
    ]

    assert events == [Greeted(GREETING), Greeted(GREETING), Ended("a data unit of 0 octets")]


def test_an_end_between_documents_is_told_from_one_in_the_middle() -> None:
    octets = frame(write(GREETING))
    for there, why in [
        (b"", "closed"),
        (octets, "closed"),
        (octets[:1], "closed in the middle of a document"),
        (octets[:-1], "closed in the middle of a document"),
        (octets + octets[:4], "closed in the middle of a document"),
    ]:
        connection = Connection(Role.CLIENT)
        if there:
            connection.receive(there)
        assert connection.receive(b"") == [Ended(why)]
