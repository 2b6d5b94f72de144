"""The practice registry holds more domains than it has at hand, and knows all of them after a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from freehold.clock import SystemClock
from freehold.sandbox.domain_book import Domain
from freehold.sandbox.world import World
from freehold.terms.instants import Instant

_MANY = 4500
"""More than twice as many as it has at hand."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path / "world.db", SystemClock())
    opened.begin()
    opened.seed("registrar", [{"name": f"d{number:04d}.example", "registrant": "PRIOR"} for number in range(_MANY)])
    opened.commit()
    yield opened
    opened.close()


def test_a_domain_that_was_not_used_for_long_is_found_and_changed(world: World) -> None:
    first = world.domains["d0000.example"]
    first.statuses["clientHold"] = "unpaid"
    first.codes["domain"] = ("1-abc", Instant(5))
    world.put_domain(first)
    for number in range(1, _MANY):
        assert world.domains[f"d{number:04d}.example"].registrant == "PRIOR"
    again = world.domains["d0000.example"]
    assert again is not first
    assert again == first


def test_one_that_is_being_used_is_the_same_object(world: World) -> None:
    assert world.domains["d0007.example"] is world.domains["d0007.example"]


def test_pages_and_counts_are_those_of_the_file(world: World) -> None:
    names: list[str] = []
    while page := world.domains.after(names[-1] if names else "", 1000):
        names += [domain.name for domain in page]
    assert names == [f"d{number:04d}.example" for number in range(_MANY)]
    assert len(world.domains) == _MANY


def test_what_is_dropped_is_gone_whether_at_hand_or_not(world: World) -> None:
    for name in ("d0000.example", f"d{_MANY - 1:04d}.example"):
        world.drop_domain(name)
        assert name not in world.domains
        with pytest.raises(KeyError):
            world.domains[name]
    assert len(world.domains) == _MANY - 2


def test_uses_of_contacts_are_known_after_a_restart(world: World, tmp_path: Path) -> None:
    at = world.now()
    with_roles = Domain(
        name="roles.example", roid="D1-X", sponsor="registrar", auth="x", registrant=None, created_at=at, expires_at=at,
        contacts=(("admin", "DESK"), ("tech", "DESK")),
    )  # fmt: skip
    world.put_domain(with_roles)
    again = World(tmp_path / "world.db", SystemClock())
    try:
        assert again.linked("PRIOR")
        assert again.linked("DESK")
        again.drop_domain("roles.example")
        assert not again.linked("DESK")
        assert again.linked("PRIOR")
    finally:
        again.close()
