"""Images of documents: sizes to the octet, and a full decode (registrant-family.md, 4.4; SEC-31)."""

import base64
import io

import pytest
from PIL import Image

from freehold.operations.images import LARGEST, MOST_PIXELS, SMALLEST, decoded
from freehold.terms.refusals import (
    FileDataError,
    FileFormatNotSupported,
    FileSizeGreaterThanMaxLimit,
    FileSizeLessThanMinLimit,
)


def picture(kind, width=64, height=64, **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def padded(octets, size):
    """The same picture with blanks behind its end, which decoders pass over."""
    return octets + b"\0" * (size - len(octets))


def encoded(octets):
    return base64.b64encode(octets).decode()


def refused(text):
    with pytest.raises(
        (FileDataError, FileFormatNotSupported, FileSizeLessThanMinLimit, FileSizeGreaterThanMaxLimit)
    ) as refusal:
        decoded(text)
    return refusal.value


@pytest.mark.parametrize("kind", ["JPEG", "BMP"])
@pytest.mark.parametrize("size", [SMALLEST, LARGEST])
def test_jpg_and_bmp_are_taken_at_both_ends_of_the_size(kind, size):
    octets = padded(picture(kind), size)

    assert (SMALLEST, LARGEST) == (56_320, 1_048_576)
    assert decoded(encoded(octets)) == octets


def test_one_octet_beyond_either_end_is_refused():
    small, large = (refused(encoded(padded(picture("JPEG"), size))) for size in (SMALLEST - 1, LARGEST + 1))

    assert (type(small), small.values) == (FileSizeLessThanMinLimit, {"size": 56_319, "limit": 56_320})
    assert (type(large), large.values) == (FileSizeGreaterThanMaxLimit, {"size": 1_048_577, "limit": 1_048_576})


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "WEBP"])
def test_other_formats_are_refused_by_what_they_are_not_what_they_claim(kind):
    refusal = refused(encoded(padded(picture(kind), SMALLEST)))

    assert (type(refusal), refusal.values) == (FileFormatNotSupported, {"format": kind})


def test_a_picture_that_breaks_off_is_refused():
    """Its head alone looks like a good one."""
    whole = picture("BMP", 200, 200)
    assert decoded(encoded(whole)) == whole

    refusal = refused(encoded(whole[:-40_000]))

    assert (type(refusal), str(refusal.values["why"])) == (FileDataError, "is no image that can be read")


def test_a_small_file_with_too_many_pixels_is_refused_without_decoding_it():
    bomb = padded(picture("JPEG", 5000, 4001, quality=10), SMALLEST)
    assert MOST_PIXELS < 5000 * 4001

    refusal = refused(encoded(bomb))

    assert str(refusal.values["why"]) == "has more than 20000000 pixels"


def test_what_is_no_image_is_refused():
    assert str(refused(encoded(b"%PDF-1.4 " * 10_000)).values["why"]) == "is no image that can be read"


@pytest.mark.parametrize("text", ["§" * 90_000, "A" * 90_001, "-_" * 45_000, "data:image/jpeg;base64," + "A" * 90_000])
def test_what_is_no_base64_is_refused(text):
    refusal = refused(text)

    assert (type(refusal), str(refusal.values["why"])) == (FileDataError, "is not base64")


def test_base64_in_lines_is_read():
    octets = padded(picture("JPEG"), SMALLEST)

    assert decoded(base64.encodebytes(octets).decode()) == octets
    assert decoded(base64.encodebytes(octets).decode().replace("\n", "\r\n")) == octets
