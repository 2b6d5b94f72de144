"""The look at an identity image (SEC-31): one of its four verdicts, whatever the octets claim to be."""

import io

from PIL import Image

from freehold.operations.images import LOOK

_LOOK = {}
exec(LOOK, _LOOK)


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
    verdict = _LOOK["look"](octets)
    assert verdict in {"good", "broken", "pixels"} or verdict.startswith("format ")
