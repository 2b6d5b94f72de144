"""A server and a registry, each in a process of its own that a test may kill and start again, and what both must show."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from alibabacloud_domain20180129 import models

from freehold.sandbox.admin_client import AdminClient
from support.integrity import violations
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

READY = "Sandbox registry is ready at "
LOCK = "clientTransferProhibited"


class SandboxProcess:
    """``freehold sandbox`` on a folder; started again it has the same port and the same world."""

    def __init__(self, folder: Path, *options: str):
        self.folder = folder
        self.options = options
        self.address = "127.0.0.1:0"
        self.process = None

    def start(self):
        self.begin()
        return self.ready()

    def begin(self):
        """Start the process without waiting until it listens."""
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "freehold",
                "sandbox",
                "--listen",
                self.address,
                "--data",
                str(self.folder),
                *self.options,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self):
        """Wait until it listens."""
        line = self.process.stdout.readline()
        assert line.startswith(READY), line
        self.address = line.removeprefix(READY).strip()
        return self

    def admin(self):
        return AdminClient(self.folder)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(15)
        self.process.stdout.close()


def registry_settings(name, sandbox, **more):
    """A registry account in a settings file: the sandbox's, with a pace that tests can bear."""
    folder = sandbox.folder
    values = {
        "address": sandbox.address,
        "login": (folder / "login").read_text().strip(),
        "password": (folder / "password").read_text().strip(),
        "ca_file": str(folder / "ca.pem"),
        "tlds": ["*"],
        "sessions": 3,
        "window": 8,
        "commands_per_second": "none",
        "poll_seconds": 0.5,
        "settle_seconds": 0.5,
        "login_seconds": 0.1,
        **more,
    }
    return "\n".join([f"[registries.{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()), ""])


class Scene:
    """Domains held by a prior registrant, a server, a registry, and the official SDK as the caller."""

    def __init__(
        self, folder: Path, count: int, env: dict[str, str] | None = None, database: str | None = None, offers=(),
        **registry,
    ):  # fmt: skip
        """*env* orders faults; *database* is the address of one that is not in the data folder; *offers* are extensions."""
        self.folder = folder
        self._database = {} if database is None else {"FREEHOLD_DATABASE": database}
        self.names = [f"shop-{number:05d}.com" for number in range(1, count + 1)]
        self.sandbox = SandboxProcess(
            folder / "registry", *(word for one in offers for word in ("--extension", one))
        ).start()
        with self.sandbox.admin() as admin:
            admin.seed([{"name": name, "registrant": "PRIOR"} for name in self.names])
        options = [] if env is None else ["--allow-faults"]
        config = folder / "freehold.toml"
        config.write_text(registry_settings("north", self.sandbox, **registry))
        seed = acme([{"name": name} for name in self.names])
        self.served = Served(
            folder / "data", seed, "--config", str(config), *options, env={**(env or {}), **self._database}
        )

    def __enter__(self):
        try:
            self.served.start()
        except BaseException:
            self.sandbox.stop()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.served.process.poll() is None:
                self.served.stop()
        finally:
            if self.sandbox.process.poll() is None:
                self.sandbox.stop()

    def worker(self, faults: str | None = None, *options: str):
        """One more process at work on the same database; *faults* are orders to die."""
        return Worker(self.folder, self._database, faults, *options)

    @property
    def client(self):
        return v2_client(self.served.endpoint, "testid", "testsecret")

    def submit(self):
        """Ask for the registrant of profile 1 and the lock, for all domains in one call; the task's number."""
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=self.names, registrant_profile_id=1, transfer_out_prohibited=True
        )
        return self.client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    def open_rows(self, task_no):
        """How many rows are not final."""
        total = 0
        for state in (0, 1):
            request = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=1, task_status=state)
            total += self.client.query_task_detail_list(request).body.total_item_num
        return total

    def rows(self, task_no):
        """{domain: state} over all pages."""
        found = {}
        number = 1
        while True:
            request = models.QueryTaskDetailListRequest(task_no=task_no, page_num=number, page_size=200)
            body = self.client.query_task_detail_list(request).body
            found |= {row.domain_name: row.task_status for row in body.data.task_detail}
            if not body.next_page:
                return found
            number += 1

    def all_true(self, task_no):
        """Every row is a success, the registry shows it, and nothing was done twice (INV-1, INV-3 to INV-5, INV-7)."""
        until(lambda: self.open_rows(task_no) == 0, seconds=240, every=0.2)
        assert Counter(self.rows(task_no).values()) == {"EXECUTE_SUCCESS": len(self.names)}
        with self.sandbox.admin() as admin:
            held = {entry["name"]: entry for entry in admin.domains()}
            ledger = admin.ledger()
        assert held.keys() == set(self.names)
        handles = {entry["registrant"] for entry in held.values()}
        assert len(handles) == 1
        assert handles != {"PRIOR"}
        assert all(entry["statuses"] == [LOCK] for entry in held.values())
        applied = Counter((entry["command"], entry["object"]) for entry in ledger)
        expected = Counter({("domain:update", name): 1 for name in self.names})
        expected[("contact:create", handles.pop())] = 1
        unexpected = {object_ for _, object_ in applied - expected}
        assert not unexpected, [entry for entry in ledger if entry["object"] in unexpected]
        assert not expected - applied
        trids = [entry["cl_trid"] for entry in ledger]
        assert len(set(trids)) == len(trids)
        self._books_agree(task_no)
        assert violations(self.served.data, self._database.get("FREEHOLD_DATABASE")) == []

    def _books_agree(self, task_no):
        """Counters and our copy of the domains say what the rows and the registry say (INV-7, INV-12)."""
        count = len(self.names)
        listed = self.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=20)).body.data.task_info
        assert [(one.task_no, one.task_num, one.task_status) for one in listed] == [(task_no, count, "COMPLETE")]
        shown = self.told("task", "show", task_no)
        counts = {name: shown[name] for name in ("total", "waiting", "executing", "succeeded", "failed")}
        assert counts == {"total": count, "waiting": 0, "executing": 0, "succeeded": count, "failed": 0}
        ours = self.told("domain", "list", "--account", "acme")
        assert sorted(row["domain"] for row in ours) == self.names
        assert {(row["registrant"], row["being_changed"]) for row in ours} == {("Example Widgets Ltd", False)}
        # The lock that came with the change is a date of its own, apart from the switch the account has.
        for name in (self.names[0], self.names[-1]):
            one = self.told("domain", "show", name)
            assert (one["no_transfer_until"] > one["registered"], one["no_transfer_chosen_by"]) == (
                True,
                f"task {task_no} of acme",
            )

    def told(self, *arguments):
        """What a command of the operator's tells."""
        ended = subprocess.run(
            [sys.executable, "-m", "freehold", *arguments, "--data", str(self.served.data), "-o", "json"],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **self._database},
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


class Worker:
    """``freehold worker`` with the settings and the key of a scene's server."""

    READY = "Freehold works as "

    def __init__(self, folder: Path, env: dict[str, str], faults: str | None = None, *options: str):
        self._command = [
            sys.executable, "-m", "freehold", "worker", "--config", str(folder / "freehold.toml"),
            "--data", str(folder / "data"), *([] if faults is None else ["--allow-faults"]), *options,
        ]  # fmt: skip
        self._env = {**os.environ, **env, **({} if faults is None else {"FREEHOLD_FAULTS": faults})}
        self._log = folder / "workers.log"
        self.process = None
        self.name = ""

    def start(self):
        with self._log.open("a") as log:
            self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log, text=True, env=self._env)
        line = self.process.stdout.readline()
        assert line.startswith(self.READY), line + self._log.read_text()
        self.name = line.removeprefix(self.READY).strip()
        return self

    def log(self):
        """What all workers of the scene logged."""
        return self._log.read_text()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.ended()

    def ended(self):
        """Its exit code."""
        code = self.process.wait(15)
        self.process.stdout.close()
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.ended()


class Progress:
    """How many changes the registry has applied, looked at cheaply; it outlives the registry's death."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._last = 0
        self.applied = 0

    def reached(self, wanted):
        """Wait until the registry applied so many updates in all, or the work stands still at the end."""
        with self._sandbox.admin() as admin:
            until(lambda: self._count(admin) >= wanted, seconds=120, every=0.005)

    def _count(self, admin):
        while page := admin.ask("ledger", after=self._last):
            self._last = page[-1]["seq"]
            self.applied += sum(entry["command"] == "domain:update" for entry in page)
        return self.applied


def chance():
    """Chance for one test: new each time, and told, so that what it found can be sought again with ``CHANCE``."""
    seed = int(os.environ.get("CHANCE") or random.SystemRandom().randrange(1_000_000))
    print(f"again: CHANCE={seed}")
    return random.Random(seed)


def moments(count, times, drawn):
    """Random moments of a task, as numbers of changes applied; the last ones leave something to do."""
    return sorted(drawn.sample(range(count - 50), times))
