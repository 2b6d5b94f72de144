"""Freehold's gateway alone against a real sandbox registry: lanes on a loop of the test's own, time that the test sets."""

import asyncio
import contextlib
import io
import random
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from freehold.cli.main import main
from freehold.gateway.negotiation import none_named
from freehold.gateway.registry import Registry
from freehold.gateway.trids import Trids
from freehold.sandbox.admin_client import AdminClient
from freehold.settings import RegistrySettings
from freehold.terms.instants import Instant

READY = "Sandbox registry is ready at "


class SandboxRegistry:
    """``freehold sandbox`` in a process of its own, and how to reach it."""

    def __init__(self, folder: Path, address: str):
        self.folder = folder
        self.address = address
        self.admin = AdminClient(folder)

    def settings(self, **values) -> RegistrySettings:
        folder = self.folder
        told = {
            "name": "north",
            "address": self.address,
            "login": (folder / "login").read_text().strip(),
            "password": (folder / "password").read_text().strip(),
            "ca_file": folder / "ca.pem",
            "tlds": ("*",),
            "sessions": 2,
            "commands_per_second": None,
            "login_seconds": 0.05,
            "backoff_seconds": 30.0,
            "settle_seconds": 0.05,
        }
        return RegistrySettings(**{**told, **values})

    def seed(self, *names: str) -> None:
        self.admin.seed([{"name": name, "registrant": "PRIOR"} for name in names])

    @property
    def sessions(self) -> int:
        return self.admin.ask("stats")["sessions"]

    def updates(self) -> list[str]:
        """Domains in the order in which they were changed."""
        return [entry["object"] for entry in self.admin.ledger() if entry["command"] == "domain:update"]

    def forget(self) -> None:
        """As new, for the next test."""
        self.admin.ask("reset")
        self.admin.ask("most_sessions", number=100)


@contextmanager
def sandbox_registry(folder: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "freehold", "sandbox", "--listen", "127.0.0.1:0", "--data", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        assert line.startswith(READY), line
        running = SandboxRegistry(folder, line.removeprefix(READY).strip())
        yield running
        running.admin.close()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Time:
    """System time as the registry's account sees it."""

    def __init__(self, at: int):
        self.at = Instant(at)

    def now(self) -> Instant:
        return self.at


@asynccontextmanager
async def account(settings: RegistrySettings, *, time: Time | None = None, books=None, named=none_named, **more):
    """A registry account with its lanes; logged out at the end."""
    trids = Trids("TEST", random.Random())
    registry = Registry(settings, trids.new, now=time.now if time else None, books=books, named=named, **more)
    registry.new_trid = trids.new
    try:
        yield registry
    finally:
        await registry.close()


async def lock(registry: Registry, name: str, *, lane: int = 0):
    """Add a lock: the simplest command that changes something; its outcome."""
    from freehold.gateway.objects import DomainChange

    change = DomainChange(add_statuses=(("clientHold", "test"),))
    return await registry.lane(lane).update_domain(name, change, trid=registry.new_trid())


def command(*arguments):
    """Run a command of ours in this process; its exit code, stdout and stderr.

    Only while it runs are the two redirected: a server of this process, too, keeps the stderr it was started with.
    """
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            return ended.code, out.getvalue(), err.getvalue()
    raise AssertionError("a command ends by exiting")


def run(work):
    """Run a coroutine to its end, with asyncio's own complaints as errors."""
    return asyncio.run(work)
