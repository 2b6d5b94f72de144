"""The sandbox registry that ``serve`` keeps when no registry is configured: a child process, watched and started again.

The child ends with its parent, however that died: it holds one end of a pipe whose other end only the parent has. When the
child dies, it is started again on the same port with the same data, and goes on where it was.
"""

import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

from freehold.clock import monotonic
from freehold.db.durable import make_folder

_log = logging.getLogger(__name__)

_READY = "Sandbox registry is ready at "
OFFERED = "urn:ietf:params:xml:ns:epp:fee-1.0"
"""Offered from the start, since a seed may set fees at any time and sessions agree on extensions at their log-in.

Written out: to load the module that has it would hold up the start.
"""

_ADDRESS = re.compile(r"[0-9.]+:[0-9]{1,5}")
_QUICK_DEATH_SECONDS = 2.0
_MOST_QUICK_DEATHS = 5


class SandboxFailed(Exception):
    """The sandbox does not start; its own words are told."""


class SandboxChild:
    """A sandbox registry in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.address = ""
        self._begun_at = ""
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._watcher = threading.Thread(target=self._watch, name="sandbox-watcher", daemon=True)

    def begin(self) -> None:
        """Start it, and go on while it makes ready."""
        # The folder around it too, which the store comes to: what is made on the way is open to everybody.
        make_folder(self.data.parent)
        make_folder(self.data)
        self._begun_at = self._last_address()
        self._launch(self._begun_at)

    def ready(self) -> None:
        """Wait until it takes connections; raises SandboxFailed."""
        assert self._process is not None
        self._await_ready(self._process, self._begun_at)
        self._watcher.start()

    def stop(self) -> None:
        """End it."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def pid(self) -> int:
        """The process that serves at the moment."""
        assert self._process is not None
        return self._process.pid

    def _last_address(self) -> str:
        # The same port as last time, so that a registry that was configured by hand to this sandbox still finds it.
        # Whatever else is in it, after a power cut nothing perhaps, is no reason not to start.
        file = self.data / "address"
        kept = file.read_text(encoding="ascii", errors="replace").strip() if file.exists() else ""
        return kept if _ADDRESS.fullmatch(kept) else "127.0.0.1:0"

    def _launch(self, listen: str) -> "subprocess.Popen[str]":
        reading, writing = os.pipe()
        try:
            process = self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "freehold", "sandbox", "--listen", listen, "--data", str(self.data),
                 "--extension", OFFERED, "--end-with-fd", str(reading)],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=(reading,), start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(reading)
        # Kept open for as long as this process lives: its end is the child's.
        self._pipe = writing
        return process

    def _await_ready(self, process: "subprocess.Popen[str]", listen: str) -> None:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith(_READY):
                self.address = line.removeprefix(_READY).strip()
                (self.data / "address").write_text(self.address, encoding="ascii")
                threading.Thread(target=self._drain, args=(process,), daemon=True).start()
                return
        process.wait()
        if not listen.endswith(":0"):
            # Somebody else has last time's port.
            elsewhere = f"{listen.rpartition(':')[0]}:0"
            self._await_ready(self._launch(elsewhere), elsewhere)
            return
        raise SandboxFailed("The sandbox registry does not start: " + "".join(said).strip())

    @staticmethod
    def _drain(process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            _log.info("sandbox: %s", line.rstrip())

    def _watch(self) -> None:
        deaths = 0
        while not self._stopping.is_set():
            assert self._process is not None
            began = monotonic()
            status = self._process.wait()
            os.close(self._pipe)
            if self._stopping.is_set():
                return
            deaths = deaths + 1 if monotonic() - began < _QUICK_DEATH_SECONDS else 0
            _log.warning("the sandbox registry died (%s); starting it again", status)
            if deaths >= _MOST_QUICK_DEATHS:
                _log.error("the sandbox registry keeps dying; it is not started again")
                return
            try:
                self._await_ready(self._launch(self.address), self.address)
            except SandboxFailed:
                _log.exception("the sandbox registry is not started again")
                return
