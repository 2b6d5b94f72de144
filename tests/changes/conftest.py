"""An office for each test that needs no registry, on a copy of one new folder."""

import shutil

import pytest

from support.asking import Asking
from support.office import OpenOffice, new_folder


@pytest.fixture(scope="session")
def new_data(tmp_path_factory):
    return new_folder(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def house(new_data, tmp_path):
    folder = tmp_path / "office"
    shutil.copytree(new_data, folder)
    opened = OpenOffice(folder)
    yield opened
    opened.close()


@pytest.fixture
def asking(house):
    return Asking(house)
