"""Images of identity documents, checked by full decode in a process of their own (SEC-31).

A hostile image must not stop the server: the decoding process has limits of memory and time, and ends with its image.
"""

import base64
import binascii
import subprocess
import sys

from freehold.terms.phrases import Phrase
from freehold.terms.refusals import (
    FileDataError,
    FileFormatNotSupported,
    FileSizeGreaterThanMaxLimit,
    FileSizeLessThanMinLimit,
)

_NOT_BASE64 = Phrase("NotBase64", "is not base64")
_NOT_AN_IMAGE = Phrase("NotAnImage", "is no image that can be read")
_TOO_MANY_PIXELS = Phrase("TooManyPixels", "has more than {limit} pixels")

REFUSALS = (FileDataError, FileFormatNotSupported, FileSizeGreaterThanMaxLimit, FileSizeLessThanMinLimit)
"""What ``decoded`` raises."""

SMALLEST, LARGEST = 55 * 1024, 1024 * 1024
"""Octets after decoding (registrant-family.md, 4.4; KB read as 1,024 octets)."""

MOST_PIXELS = 20_000_000
_SECONDS = 10
_MEMORY = 512 << 20

LOOK = f"""
import io
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
def look(octets):
    try:
        image = Image.open(io.BytesIO(octets))
        if image.width * image.height > {MOST_PIXELS}:
            return "pixels"
        if image.format not in ("JPEG", "BMP"):
            return f"format {{image.format}}"
        image.load()
        return "good"
    except Exception:
        return "broken"
"""
"""What the process does, as a program: its verdict in a word or two."""

_DECODE = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
{LOOK}
print(look(sys.stdin.buffer.read()))
"""


def decoded(text: str) -> bytes:
    """The image's octets; raises the refusal that says what is wrong with them."""
    try:
        octets = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FileDataError(why=_NOT_BASE64.of()) from error
    if len(octets) < SMALLEST:
        raise FileSizeLessThanMinLimit(size=len(octets), limit=SMALLEST)
    if len(octets) > LARGEST:
        raise FileSizeGreaterThanMaxLimit(size=len(octets), limit=LARGEST)
    _check(octets)
    return octets


def _check(octets: bytes) -> None:
    try:
        looked = subprocess.run(  # noqa: S603  our own program, the image on its standard input
            [sys.executable, "-I", "-c", _DECODE], input=octets, capture_output=True, timeout=2 * _SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FileDataError(why=_NOT_AN_IMAGE.of()) from error
    verdict = looked.stdout.decode("ascii", "replace").split()
    match verdict:
        case ["good"]:
            return
        case ["format", kind]:
            raise FileFormatNotSupported(format=kind)
        case ["pixels"]:
            raise FileDataError(why=_TOO_MANY_PIXELS.of(limit=MOST_PIXELS))
        case _:
            raise FileDataError(why=_NOT_AN_IMAGE.of())
