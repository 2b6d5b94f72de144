"""One filled world for all, and copies of it for the cases."""

import pytest

from support.action_world import World


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("world"))
    world.fill()
    return world


@pytest.fixture
def world(filled, tmp_path):
    opened = filled.opened(tmp_path / "copy")
    yield opened
    opened.close()
