"""Ids come from the system's secure source, or in the same order from the same seed."""

import uuid

from freehold.ids import SecureIds, SeededIds, new_hex, new_token, new_uuid


def drawn(ids):
    return [new_uuid(ids), new_hex(ids, 8), new_token(ids, 24)]


def test_the_same_seed_gives_the_same_ids_in_the_same_order():
    assert drawn(SeededIds("tests")) == drawn(SeededIds("tests"))
    assert drawn(SeededIds("tests")) != drawn(SeededIds("others"))


def test_a_row_of_seeded_ids_can_be_begun_again():
    ids = SeededIds("tests")
    first = drawn(ids)
    assert drawn(ids) != first

    ids.begin_again()

    assert drawn(ids) == first


def test_secure_ids_are_never_drawn_twice():
    ids = SecureIds()
    assert len({new_uuid(ids) for _ in range(1000)}) == 1000


def test_ids_are_of_the_published_forms():
    found, digits, token = drawn(SeededIds("tests"))
    assert uuid.UUID(found).version == 4
    assert (len(digits), len(token)) == (16, 32)
