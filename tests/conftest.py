"""Fixtures that all tests share."""

import os

import pytest

from freehold.opening import open_store
from support import postgres as postgres_servers


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL server, one for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with postgres_servers.running(folder / "postgres") as server:
        yield server


@pytest.fixture
def database(tmp_path):
    """A new store on disk, all tables made."""
    database = open_store(tmp_path / "data")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request, tmp_path):
    """The same on either kind of database, one test after the other."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        database = open_store(data)
        yield database
        database.close()
        return
    with request.getfixturevalue("postgres").database(data) as url:
        database = open_store(data, url=url)
        yield database
        database.close()
