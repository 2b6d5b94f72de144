"""The look at an identity image (SEC-31): one of its four verdicts, whatever the octets claim to be."""

import io
from functools import cache

from PIL import Image

from freehold.operations import images

_TAKEN = (b"\xff\xd8", b"BM")
"""How JPEG and BMP begin."""


@cache
def _look(program):
    made = {}
    exec(program, made)
    return made["look"]


def seeds():
    found = []
    for kind, mode in (
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("BMP", "RGB"),
        ("BMP", "P"),
        ("PNG", "RGB"),
        ("GIF", "P"),
        ("TIFF", "RGB"),
    ):
        out = io.BytesIO()
        Image.new(mode, (3, 2)).save(out, kind)
        found.append(out.getvalue())
    return found


def check(octets):
    verdict = _look(images.LOOK)(octets)
    assert verdict in {"good", "broken", "pixels"} or verdict.startswith("format ")
    assert verdict != "good" or octets.startswith(_TAKEN)
