"""A sandbox registry in a process of its own, with domains to change, for one measurement."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.servers import Server, serving
from freehold.sandbox.admin_client import AdminClient
from freehold.settings import RegistrySettings

_READY = "Sandbox registry is ready at "


class Practice:
    """The sandbox of one measurement."""

    def __init__(self, folder: Path, address: str, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.address = address
        self.process = process

    def settings(self, *, sessions: int, window: int) -> RegistrySettings:
        """How to reach it, with this many sessions and commands in flight a session."""
        return RegistrySettings(
            name="practice",
            address=self.address,
            login=(self.folder / "login").read_text().strip(),
            password=(self.folder / "password").read_text().strip(),
            ca_file=self.folder / "ca.pem",
            tlds=("*",),
            sessions=sessions,
            window=window,
            commands_per_second=None,
            commands_a_session=1_000_000,
        )

    def seed(self, names: list[str]) -> None:
        """Enter domains held by a prior registrant."""
        with AdminClient(self.folder) as admin:
            admin.seed([{"name": name, "registrant": "PRIOR"} for name in names])

    def changed_once(self, names: list[str]) -> bool:
        """Whether each was changed exactly once."""
        with AdminClient(self.folder) as admin:
            counts = admin.transforms("domain:update")
        return all(counts.get(name) == 1 for name in names) and len(counts) == len(names)

    def cpu_seconds(self) -> float:
        """Processor time so far."""
        return sum(psutil.Process(self.process.pid).cpu_times()[:2])


@contextmanager
def practice(folder: Path) -> Iterator[Practice]:
    """Start one, and end it."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "freehold", "sandbox", "--listen", "127.0.0.1:0", "--data", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield Practice(folder, line.removeprefix(_READY).strip(), process)
    finally:
        process.terminate()
        process.wait(10)


def names_of(count: int) -> list[str]:
    """Domain names to change."""
    return [f"shop-{number:06d}.example" for number in range(1, count + 1)]


@contextmanager
def freehold_at(
    registry: Practice, data: Path, *, sessions: int, window: int, url: str | None = None, **more: object
) -> Iterator[Server]:
    """``freehold serve`` on a data folder, its work done at this registry; *more* are settings of the registry account."""
    settings = registry.settings(sessions=sessions, window=window)
    entry: dict[str, Any] = {
        "address": settings.address,
        "login": settings.login,
        "password": settings.password,
        "ca_file": str(settings.ca_file),
        "tlds": ["*"],
        "sessions": sessions,
        "window": window,
        "commands_per_second": "none",
        "commands_a_session": settings.commands_a_session,
        **more,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in entry.items()]
    with serving(data, "\n".join(["[registries.practice]", *lines, ""]), url) as server:
        yield server
