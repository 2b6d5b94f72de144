"""An office for each test, on a copy of one new folder."""

import shutil

import pytest

from support.office import OpenOffice, new_folder


@pytest.fixture(scope="session")
def new_data(tmp_path_factory):
    return new_folder(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def offices(new_data, tmp_path):
    """Makes offices, and closes them."""
    opened = []

    def open_office(**settings):
        folder = tmp_path / f"office-{len(opened)}"
        shutil.copytree(new_data, folder)
        opened.append(OpenOffice(folder, **settings))
        return opened[-1]

    yield open_office
    for office in opened:
        office.close()


@pytest.fixture
def house(offices):
    """An office with the usual settings."""
    return offices()
