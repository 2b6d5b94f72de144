"""One sandbox registry for all tests of a module; each finds it as new, with nothing offered."""

import pytest

from support.registries import sandbox_registry


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with sandbox_registry(tmp_path_factory.mktemp("registry")) as found:
        yield found


@pytest.fixture
def north(running):
    running.forget()
    running.admin.ask("offer", extensions=[])
    return running
