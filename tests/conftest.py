"""Fixtures that all tests share."""

import pytest

from freehold.opening import open_store


@pytest.fixture
def database(tmp_path):
    """A new store on disk, all tables made."""
    database = open_store(tmp_path / "data")
    yield database
    database.close()
