"""Speaks to a sandbox's second port: for the commands that seed it, and for tests that read its ledger."""

import hashlib
import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_AT_ONCE = 5000


class SandboxRefused(Exception):
    """The sandbox does not do what was asked; its own words."""


class AdminClient:
    """One connection to the second port of the sandbox that serves this data folder."""

    def __init__(self, folder: Path) -> None:
        place = json.loads((folder / "admin.json").read_text(encoding="utf-8"))
        self._token = place["token"]
        self._socket = socket.create_connection(("127.0.0.1", place["port"]), timeout=30)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        """Be closed at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._file.close()
        self._socket.close()

    def ask(self, do: str, **values: Any) -> Any:
        """Ask for one thing; raises SandboxRefused, OSError when the sandbox is gone."""
        self._socket.sendall(json.dumps({"do": do, "token": self._token, **values}).encode() + b"\n")
        line = self._file.readline()
        if not line:
            raise ConnectionError("the sandbox closed the connection")
        answer = json.loads(line)
        if "error" in answer:
            raise SandboxRefused(answer["error"])
        return answer["result"]

    def seed(self, domains: list[dict[str, Any]]) -> int:
        """Enter domains (``name``, ``registrant``, ``statuses``, dates in milliseconds); how many were new."""
        batches = (domains[start : start + _AT_ONCE] for start in range(0, len(domains), _AT_ONCE))
        return sum(self.ask("seed", domains=batch) for batch in batches)

    def add_faults(self, faults: list[dict[str, Any]], *, once: bool = False) -> None:
        """Order misbehaviour; with *once*, the same orders again change nothing, even when they are used up."""
        if faults:
            key = hashlib.sha256(json.dumps(faults, sort_keys=True).encode()).hexdigest() if once else None
            self.ask("add_faults", faults=faults, once=key)

    def domains(self) -> list[dict[str, Any]]:
        """All domains with registrant and statuses."""
        found: list[dict[str, Any]] = []
        while page := self.ask("domains", after=found[-1]["name"] if found else ""):
            found += page
        return found

    def ledger(self) -> list[dict[str, Any]]:
        """All transforms that were applied."""
        found: list[dict[str, Any]] = []
        while page := self.ask("ledger", after=found[-1]["seq"] if found else 0):
            found += page
        return found

    def transforms(self, command: str) -> dict[str, int]:
        """How often a command was applied, by object."""
        counts: dict[str, int] = self.ask("transforms", command=command)
        return counts
