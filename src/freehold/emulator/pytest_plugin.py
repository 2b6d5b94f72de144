"""The pytest plugin that comes with Freehold: the fixture ``freehold`` is an emulator of the API, fresh for each test.

One server is started for the whole run, on ports the system picks, with its data in a temporary folder; between tests it is
reset. Override the fixture ``freehold_seed`` to begin with other accounts and domains, and ``freehold_options`` for other
options of ``freehold serve``.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from freehold.emulator.client import EmulatorClient

_READY = "Freehold is ready at "
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  as callers of any supported Python write it

DEFAULT_SEED: dict[str, Any] = {
    "accounts": [
        {
            "name": "acme",
            "access_keys": [{"id": "testid", "secret": "testsecret"}],
            "profiles": [
                {"id": 1, "verified": True, "holder": "Example Widgets Ltd", "email": "hostmaster@example.com"},
                {"id": 2, "verified": False, "holder": "Not Yet Verified Ltd", "email": "a@example.com"},
            ],
            "domains": [{"name": "example.com"}, {"name": "例子.cn"}, {"name": "example.net"}],
        }
    ]
}


class Freehold:
    """An emulator in the hands of a test."""

    access_key_id = "testid"
    access_key_secret = "testsecret"  # noqa: S105  of the default seed

    def __init__(self, client: EmulatorClient, data: Path) -> None:
        self._client = client
        self.data = data
        """The server's data folder, for the commands of ``freehold``."""

    @property
    def url(self) -> str:
        """Where the API is, with its scheme."""
        return self._client.url

    @property
    def endpoint(self) -> str:
        """Host and port, as SDKs want them; the protocol is http."""
        return self.url.partition("://")[2]

    @property
    def now(self) -> datetime:
        """Business time, in UTC."""
        return _EPOCH + timedelta(milliseconds=self._client.ask("clock"))

    def advance(self, **length: float) -> None:
        """Let time pass: ``freehold.advance(days=61)``; keywords are those of timedelta."""
        self._client.ask("advance", milliseconds=int(timedelta(**length) / timedelta(milliseconds=1)))

    def move_to(self, at: datetime) -> None:
        """Let business time stand at an instant (with its zone) and run on from there."""
        self._client.ask("move", at=int((at - _EPOCH) / timedelta(milliseconds=1)))

    def add_fault(self, **order: Any) -> None:
        """Order misbehaviour: by ``action`` of the API, by ``domain`` of the registry, as in a seed file."""
        self._client.ask("add-fault", fault=order)

    def clear_faults(self) -> None:
        """Behave again."""
        self._client.ask("clear-faults")

    def seed(self, seed: dict[str, Any]) -> None:
        """Enter more accounts, profiles and domains; the form is a seed file's."""
        self._client.ask("load", seed=yaml.safe_dump(seed, allow_unicode=True))

    def settle(self, seconds: float = 10.0) -> None:
        """Wait until nothing is under way; AssertionError when it takes longer."""
        assert self._client.ask("settle", seconds=seconds), f"work is still under way after {seconds} seconds"

    @property
    def mails(self) -> list[dict[str, str]]:
        """Mails sent since the test began: ``to``, ``subject``, ``text``."""
        found: list[dict[str, str]] = self._client.ask("mails")
        return found

    def reset(self) -> None:
        """Forget everything, and load the seed again; done after each test."""
        self._client.ask("reset")


@pytest.fixture(scope="session")
def freehold_seed() -> dict[str, Any]:
    """What each test begins with; override it to begin with something else."""
    return DEFAULT_SEED


@pytest.fixture(scope="session")
def freehold_options() -> list[str]:
    """Options of ``freehold serve``; the clock can be moved, and ids are the same in each run."""
    return ["--clock", "--ids", "tests"]


@pytest.fixture(scope="session")
def freehold_server(
    tmp_path_factory: pytest.TempPathFactory, freehold_seed: dict[str, Any], freehold_options: list[str]
) -> Iterator[Freehold]:
    """The server, for the whole run; tests ask for ``freehold``."""
    folder: Path = tmp_path_factory.mktemp("freehold")
    seed = folder / "seed.yaml"
    seed.write_text(yaml.safe_dump(freehold_seed, allow_unicode=True), encoding="utf-8")
    log = folder / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "freehold", "serve", "--data", str(folder / "data"), "--listen", "127.0.0.1:0",
             "--seed", str(seed), *freehold_options],
            stdout=subprocess.PIPE, stderr=out, text=True,
        )  # fmt: skip
    assert server.stdout is not None
    try:
        if not any(line.startswith(_READY) for line in server.stdout):
            pytest.fail(f"Freehold does not start: {log.read_text()}")
        client = EmulatorClient(folder / "data")
        yield Freehold(client, folder / "data")
        client.close()
    finally:
        # Not asked to end: nothing of it is needed any more, and a kill leaves nothing half done anyway.
        server.kill()
        server.wait(15)
        server.stdout.close()


@pytest.fixture
def freehold(freehold_server: Freehold) -> Iterator[Freehold]:
    """An emulator of the API that nobody used yet."""
    yield freehold_server
    freehold_server.reset()
