"""Freehold in this process on a new store, and its sandbox registry in a process of its own; the test moves the clock."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import yaml

from freehold import seeds
from freehold.app import App
from freehold.clock import MovableClock
from freehold.opening import open_store
from freehold.operations import registrant_change
from freehold.sandbox.admin_client import AdminClient
from freehold.settings import CodeProviderSettings, RegistrySettings, Settings
from freehold.store import accounts, domains, tasks
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.outcomes import Done
from support import policy_folder
from support.served import acme
from support.waiting import until

READY = "Sandbox registry is ready at "


class Practice:
    """One running Freehold with one sandbox registry behind it."""

    def __init__(
        self, folder: Path, seed: dict, modes=(), codes=None, settings=None, extensions=(), policy=None, **registry
    ):
        """*codes* are settings of a practice provider of verification codes, which the registry trusts.

        *extensions* are offered by the registry, *policy* is the operator's folder.
        """
        self._codes = codes
        self._settings = settings or {}
        self.folder = folder
        self._modes = [word for mode in modes for word in ("--mode", mode)]
        self._modes += [word for extension in extensions for word in ("--extension", extension)]
        self._policy = policy or {}
        self._seed = seed
        self._registry = registry
        self.clock = MovableClock(Instant(1_780_000_000_000))

    def __enter__(self):
        self._sandbox = subprocess.Popen(
            [sys.executable, "-m", "freehold", "sandbox", "--listen", "127.0.0.1:0",
             "--data", str(self.folder / "sandbox"), *self._modes],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        address = self._sandbox.stdout.readline().removeprefix(READY).strip()
        self.sandbox = AdminClient(self.folder / "sandbox")
        settings = Settings(data=self.folder / "data", **self._settings).with_registry(self._registry_settings(address))
        if self._codes is not None:
            provider = CodeProviderSettings(
                name="practice", key_file=self.folder / "codes.pem", **{"ask_seconds": 0.2, **self._codes}
            )
            settings = replace(settings, code_providers={"practice": provider})
        for name, text in self._policy.items():
            policy_folder.write(self.folder / "data" / "policy", name, text)
        self.store = open_store(self.folder / "data")
        file = self.folder / "seed.yaml"
        file.write_text(yaml.safe_dump(self._seed, allow_unicode=True), encoding="utf-8")
        loaded = seeds.load(seeds.read(file), file.name, self.store, self.clock.now())
        self.sandbox.seed(loaded.registry_objects())
        self.sandbox.add_faults(loaded.faults)
        with self.store.reading() as session:
            self.account_id = accounts.by_name(session, "acme").id
        self.settings = settings
        self.start()
        if self._codes is not None:
            self.sandbox.ask("trust_codes", anchors=(self.folder / "codes-anchor.pem").read_text())
        return self

    def _registry_settings(self, address):
        folder = self.folder / "sandbox"
        values = {
            "name": "north",
            "address": address,
            "login": (folder / "login").read_text().strip(),
            "password": (folder / "password").read_text().strip(),
            "ca_file": folder / "ca.pem",
            "tlds": ("*",),
            "sessions": 2,
            "window": 4,
            "commands_per_second": None,
            "poll_seconds": 0.1,
            "settle_seconds": 0.1,
            "login_seconds": 0.1,
            "code_provider": None if self._codes is None else "practice",
        }
        return RegistrySettings(**{**values, **self._registry})

    def start(self):
        self.app = App(self.settings, self.store, self.clock)
        self.app.start()

    def restart(self):
        """Stop, and start again on the same data."""
        self.app.stop()
        self.store = open_store(self.folder / "data")
        self.start()

    def __exit__(self, *_):
        self.app.stop()
        self.sandbox.close()
        self._sandbox.terminate()
        self._sandbox.wait(10)
        self._sandbox.stdout.close()

    def change(self, names, *, lock=False, profile_id=1):
        """Submit a change of registrant; the task's number."""
        return self.store.write_now(
            lambda session: registrant_change.submit(
                session, self.app.office, account_id=self.account_id, names=[DomainName.parse(name) for name in names],
                profile_id=profile_id, lock_after=lock, client_ip="192.0.2.1", now=self.clock.now(),
            )
        )  # fmt: skip

    def task(self, task_no):
        with self.store.reading() as session:
            return tasks.find(session, task_no)

    def finished(self, task_no):
        """Wait until the task is finished; it then."""
        until(lambda: self.task(task_no).finished)
        return self.task(task_no)

    def rows(self, task_no):
        """What became of each domain: {name: (state, reason, the registry's words)}."""
        with self.store.reading() as session:
            page = tasks.items_page(session, tasks.find(session, task_no), 1, 1000)
        return {row.domain_name: (tasks.ItemState(row.state).name, row.reason, row.message) for row in page.rows}

    def domain(self, name):
        """Our copy."""
        with self.store.reading() as session:
            return domains.by_name(session, self.account_id, DomainName.parse(name))

    def at_registry(self, name):
        """What the registry holds."""
        return next(entry for entry in self.sandbox.domains() if entry["name"] == name)

    def at_the_registry(self, name, change):
        """Somebody else, with the same account, changes a domain at the registry."""
        lane = self.app.catalogue.by_name["north"].lane(0)
        outcome = self.app._loop.start(lane.update_domain(name, change, trid=self.app._trids.new())).result(30)
        assert isinstance(outcome, Done), outcome

    def days_pass_at_the_registry(self, days):
        """The registry's clock moves on, and so does ours."""
        self.clock.advance(days * DAY)
        now = self.sandbox.ask("stats")["now"]
        self.sandbox.ask("set_clock", at=now + days * DAY)

    def registrant_changes(self):
        """{domain: how many updates the registry applied}."""
        return self.sandbox.transforms("domain:update")


@contextmanager
def practice(*names, seed=None, modes=(), codes=None, settings=None, extensions=(), policy=None, **registry):
    """A practice with these domains, held by the account acme."""
    with tempfile.TemporaryDirectory(prefix="freehold-test-") as folder:
        seed = seed or acme([{"name": name} for name in names])
        with Practice(Path(folder), seed, modes, codes, settings, extensions, policy, **registry) as running:
            yield running
