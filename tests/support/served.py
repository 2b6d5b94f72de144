"""A Freehold in a process of its own, as its users run it: started, killed, started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import yaml

from support.handover import passed_to

READY = "Freehold is ready at "


class Served:
    """``freehold serve`` on a data folder, on a port the system picked."""

    def __init__(
        self, data: Path, seed: dict | None = None, *options: str, env: dict[str, str] | None = None, socket=None
    ):
        """With *socket*, one that listens, the server takes connections from it."""
        self.data = data
        self.socket = socket
        self.options = list(options)
        self.env = {**os.environ, **(env or {})}
        self.process: subprocess.Popen | None = None
        self.endpoint = ""
        self.program = ["-m", "freehold"]
        self.before: list[str] = []
        """Another program's words, to which it is given to run."""
        if seed is not None:
            data.mkdir(parents=True, exist_ok=True)
            file = data.parent / f"{data.name}-seed.yaml"
            file.write_text(yaml.dump(seed, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
            self.options += ["--seed", str(file)]

    def start(self, listen: str | None = None) -> "Served":
        self.begin(listen)
        return self.ready()

    def begin(self, listen: str | None = None) -> None:
        """Start the process without waiting until it takes calls."""
        listen = listen or self.endpoint or "127.0.0.1:0"
        log = (self.data.parent / f"{self.data.name}.log").open("a")
        self.process = subprocess.Popen(
            passed_to(
                [
                    *self.before,
                    sys.executable,
                    *self.program,
                    "serve",
                    "--data",
                    str(self.data),
                    "--listen",
                    listen,
                    *self.options,
                ],
                self.socket,
            ),
            pass_fds=() if self.socket is None else (self.socket.fileno(),),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=self.env,
        )
        log.close()

    def ready(self) -> "Served":
        """Wait until it takes calls."""
        assert self.process is not None
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith(READY):
                self.endpoint = line.removeprefix(READY).strip().removeprefix("http://").removeprefix("https://")
                return self
        self.process.wait()
        self.process.stdout.close()
        raise AssertionError(f"serve ended with {self.process.returncode}: {''.join(said)}{self.log()}")

    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(15)
        self.process.stdout.close()
        return status

    def __enter__(self) -> "Served":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()


def acme(domains: list[dict], **more) -> dict:
    """A seed with one account, its key, a verified and an unverified profile, and these domains."""
    return {
        "accounts": [
            {
                "name": "acme",
                "access_keys": [{"id": "testid", "secret": "testsecret"}],
                "profiles": [
                    {
                        "id": 1,
                        "verified": True,
                        "registrant_type": "organisation",
                        "holder": "Example Widgets Ltd",
                        "holder_zh": "示例部件有限公司",
                        "email": "hostmaster@example.com",
                        "email_verified": True,
                        "country": "CN",
                        "telephone": "+86.57188887777",
                    },
                    {"id": 2, "verified": False, "holder": "Not Yet Verified Ltd", "email": "a@example.com"},
                ],
                "domains": domains,
            }
        ],
        **more,
    }
