"""A toy server for the tests of one file."""

import pytest

from support.toy_process import ToyProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = ToyProcess(tmp_path_factory.mktemp("toy"))
    yield server
    code, said = server.stop()
    assert (code, said) == (0, "closed\n"), server.log()
