"""The fuzz targets with their seeds and some thousand damages of them, without the coverage engine (TST-3)."""

import importlib
import random
import re
import time
from urllib.parse import quote

import pytest

from freehold.epp.mapping import Unreadable
from freehold.operations import images
from freehold.terms.domain_name import MalformedName
from fuzz.__main__ import TARGETS
from fuzz.mutations import damaged

DAMAGES = 400
MOST_SECONDS = 1.0


def tried(name, many=DAMAGES):
    """Every seed and so many damages of them, the same ones each time."""
    target, chance = importlib.import_module(f"fuzz.targets.{name}"), random.Random(name)
    seeds = target.seeds()
    for octets in [*seeds, *(damaged(chance.choice(seeds), chance) for _ in range(many))]:
        began = time.process_time()
        target.check(octets)
        assert time.process_time() - began < MOST_SECONDS, octets


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_damages_of_them_are_read_or_refused(name):
    tried(name)


def keeps_slashes(text):
    return quote(text, safe="/")


def without_question_marks(pattern):
    return re.escape(pattern).replace(r"\*", ".*")


PLANTED = {
    "signatures": ("freehold.rpc.signature.percent_encode", keeps_slashes),
    "parameters": ("freehold.rpc.binding._BAD", re.compile("\x00")),
    "names": ("freehold.terms.domain_name._CHEROKEE", {}),
    "frames": ("freehold.epp.framing.SMALLEST", 4),
    "documents": ("freehold.epp.reading.Unreadable", KeyboardInterrupt),
    "user_policies": ("freehold.terms.access._glob", without_question_marks),
    "suffix_policies": ("freehold.policy.loading.Policies.suffix_of", lambda _, name: name.rpartition(".")[2]),
    "images": ("freehold.operations.images.LOOK", images.LOOK.replace('("JPEG", "BMP")', "Image.ID")),
    "review_answers": ("freehold.operations.reviews.service._LONGEST_WAIT_SECONDS", float("inf")),
    "messages": ("freehold.web.framing._body_of", lambda *_: (0, False)),
}
"""A defect each: where, and what stands there instead."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_planted_defect_is_found(name, monkeypatch):
    """TST-8."""
    monkeypatch.setattr(*PLANTED[name])

    with pytest.raises((AssertionError, Unreadable, MalformedName)):
        tried(name, 5 * DAMAGES)
