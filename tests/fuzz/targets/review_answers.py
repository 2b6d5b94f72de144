"""What a review service answers, or calls back with: an answer of the agreed form, or none."""

from freehold.operations.reviews.reviewers import Unavailable
from freehold.operations.reviews.service import read_answer
from freehold.terms.reviews import Undecided

LONGEST_WAIT = 86_400.0


def seeds():
    return [
        b'{"review":"r1","status":"approved","evidence":"seen"}',
        b'{"status":"rejected","evidence":"e","reason":"not \\ud800 readable"}',
        b'{"status":"pending","again_seconds":30}',
        b'{"status":"pending","again_seconds":1e999}',
        b'{"status":"pending","again_seconds":' + b"9" * 400 + b"}",
        b"[" * 30_000,
        b"9" * 5000,
    ]


def check(octets):
    """Texts are printable and short, waits are of this world."""
    try:
        answer = read_answer(octets, 60.0)
    except Unavailable:
        return
    if isinstance(answer, Undecided):
        assert 0 < answer.seconds <= LONGEST_WAIT
        return
    for text in (answer.evidence, getattr(answer, "reason", "")):
        assert text.isprintable()
        assert len(text) <= 1000
