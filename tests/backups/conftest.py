"""A data folder with rows in every table, and its key kept elsewhere."""

import shutil

import pytest

from freehold.opening import open_store
from support.registries import command
from support.whole_store import fill


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled") / "data"
    database = open_store(folder)
    database.write_now(fill)
    database.close()
    return folder


@pytest.fixture
def data(tmp_path, filled):
    return shutil.copytree(filled, tmp_path / "data")


@pytest.fixture
def key(tmp_path, filled):
    return shutil.copy2(filled / "master.key", tmp_path / "kept.key")


@pytest.fixture
def sealed(tmp_path, data):
    """A backup of the folder."""
    file = tmp_path / "one.backup"
    assert command("backup", "--data", data, "--to", file)[0] == 0
    return file
