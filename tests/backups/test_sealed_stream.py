"""The stream that backups are written in: what comes out is what went in, or nothing does."""

import io
import os

import msgspec
import pytest

from freehold.db.sealed_stream import FRAME_OCTETS, DamagedBackup, Header, SealedReader, SealedWriter, header_of
from freehold.db.vault import WrongKey, fingerprint

KEY = b"k" * 32
HEADER = Header(made_at=1, business_at=2, schema="0001", program="0.1.0", key=fingerprint(KEY).hex())
SEALED_FRAME = FRAME_OCTETS + 16


def sealed(text, parts=1000):
    out = io.BytesIO()
    writer = SealedWriter(out, KEY, HEADER)
    for start in range(0, len(text), parts):
        writer.write(text[start : start + parts])
    writer.finish()
    return out.getvalue()


def opened(octets, key=KEY):
    return SealedReader(io.BytesIO(octets), key).read()


def beginning():
    return len(sealed(b"")) - 16


@pytest.mark.parametrize("octets", [0, 1, FRAME_OCTETS - 1, FRAME_OCTETS, FRAME_OCTETS + 1, 3 * FRAME_OCTETS + 5])
@pytest.mark.parametrize("parts", [1000, 10 * FRAME_OCTETS])
def test_what_went_in_comes_out(octets, parts):
    text = os.urandom(octets)

    assert opened(sealed(text, parts)) == text


def test_it_is_read_in_parts_of_any_length():
    text = os.urandom(2 * FRAME_OCTETS + 77)
    reader = SealedReader(io.BytesIO(sealed(text)), KEY)

    found = b"".join(reader.read(size) for size in (1, 511, FRAME_OCTETS, 3, FRAME_OCTETS, FRAME_OCTETS, 10))

    assert (found, reader.read(10), reader.header) == (text, b"", HEADER)


@pytest.mark.parametrize("left", [0, 1, SEALED_FRAME, 2 * SEALED_FRAME, 2 * SEALED_FRAME + 20])
def test_a_tail_that_is_missing_is_noticed(left):
    with pytest.raises(DamagedBackup):
        opened(sealed(os.urandom(2 * FRAME_OCTETS + 77))[: beginning() + left])


@pytest.mark.parametrize("place", [3, 19, 25, 60, 1000, -1])
def test_one_changed_octet_is_noticed(place):
    octets = bytearray(sealed(os.urandom(FRAME_OCTETS)))
    octets[place] ^= 1

    with pytest.raises(DamagedBackup):
        opened(bytes(octets))


def test_frames_that_change_places_are_noticed():
    octets, start = sealed(os.urandom(3 * FRAME_OCTETS)), beginning()
    first, second = (octets[start + number * SEALED_FRAME :][:SEALED_FRAME] for number in (0, 1))

    with pytest.raises(DamagedBackup):
        opened(octets[:start] + second + first + octets[start + 2 * SEALED_FRAME :])


def test_frames_of_another_stream_of_the_same_key_are_noticed():
    one, other, start = sealed(b"one"), sealed(b"two"), beginning()

    with pytest.raises(DamagedBackup):
        opened(one[:start] + other[start:])


def test_another_key_is_told_from_a_damaged_file():
    with pytest.raises(WrongKey):
        opened(sealed(b"text"), b"x" * 32)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "The file is no backup of Freehold's."),
        (b"SQLite format 3\0" * 10, "The file is no backup of Freehold's."),
        (b"freehold backup 2\n" + bytes(100), "The backup is of a newer Freehold."),
        (b"freehold backup 1\n\xff\xff\xff\xff" + bytes(100), "The backup's header cannot be read."),
        (b"freehold backup 1\n" + bytes(3), "The backup's header cannot be read."),
    ],
)
def test_what_is_no_backup_is_called_so(octets, said):
    with pytest.raises(DamagedBackup) as refused:
        header_of(io.BytesIO(octets))

    assert str(refused.value) == said


def test_a_header_without_its_salt_is_cut_off():
    told = msgspec.json.encode(HEADER)

    with pytest.raises(DamagedBackup) as refused:
        header_of(io.BytesIO(b"freehold backup 1\n" + len(told).to_bytes(4, "big") + told + bytes(31)))

    assert str(refused.value) == "The backup is cut off in its header."
