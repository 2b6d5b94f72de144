"""An office for each test, on a copy of one new folder."""

import itertools
import shutil
from contextlib import ExitStack

import pytest

from support.office import OpenOffice, new_folder


@pytest.fixture(scope="session")
def new_data(tmp_path_factory):
    return new_folder(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def offices(database_kind, request, tmp_path):
    """Makes offices, and closes them; on either kind of database, one test after the other."""
    with ExitStack() as opened:
        numbers = itertools.count()

        def open_office(**settings):
            folder = tmp_path / f"office-{next(numbers)}"
            url = None
            if database_kind == "sqlite":
                shutil.copytree(request.getfixturevalue("new_data"), folder)
            else:
                url = opened.enter_context(request.getfixturevalue("postgres").database(folder))
            office = OpenOffice(folder, url=url, **settings)
            opened.callback(office.close)
            return office

        yield open_office


@pytest.fixture
def house(offices):
    """An office with the usual settings."""
    return offices()
