"""Fixtures that all tests share."""

import os
from contextlib import ExitStack

import pytest

from freehold.opening import open_store
from support import postgres as postgres_servers

LONGEST_FIRST = ("scenarios", "disturbances", "manners", "simulation", "changes", "reconcile", "backups", "actions")
"""Folders whose tests take long or wait much: begun first, so that no worker is left with them when the others have ended."""


def pytest_collection_modifyitems(items):
    def place(item):
        folder = item.path.parent.name
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL server, one for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with postgres_servers.running(folder / "postgres") as server:
        yield server


EACH_TIME_ON_BOTH = frozenset(
    (
        "test_portability",
        "test_bundles",
        "test_many_rows",
        "test_runner",
        "test_suffixes",
        "test_submit",
        "test_domain_groups",
        "test_registry_messages",
        "test_untold_items",
        "test_upgrading",
    )
)
"""Modules whose tests are run on both databases by ``make test``, each store's statements among them; the others that ask for
``database_kind`` are by ``make test-all``."""


def pytest_generate_tests(metafunc):
    if "database_kind" not in metafunc.fixturenames:
        return
    kinds = [] if metafunc.definition.get_closest_marker("postgresql_alone") else ["sqlite"]
    if metafunc.definition.get_closest_marker("sqlite_alone") is None:
        name = metafunc.module.__name__.rpartition(".")[2]
        kinds.append(pytest.param("postgresql", marks=() if name in EACH_TIME_ON_BOTH else pytest.mark.long))
    metafunc.parametrize("database_kind", kinds)


@pytest.fixture
def new_store(database_kind, request):
    """Opens a new store, all tables made, in a folder; on either kind of database, one test after the other."""
    with ExitStack() as opened:

        def open_new(folder):
            url = (
                None
                if database_kind == "sqlite"
                else opened.enter_context(request.getfixturevalue("postgres").database(folder))
            )
            database = open_store(folder, url=url)
            opened.callback(database.close)
            return database

        yield open_new


@pytest.fixture
def database(new_store, tmp_path):
    """A new store, all tables made."""
    return new_store(tmp_path / "data")
