"""The servers that are measured, each in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from freehold.clock import monotonic, wait

ROOT = Path(__file__).resolve().parent.parent
_READY = "Freehold is ready at "
_UNREACHABLE = """
[registries.north]
address = "127.0.0.1:1"
login = "bench"
password = "bench"
ca_file = "ca.pem"
tlds = ["*"]
"""
"""A registry that nobody is at: what is submitted is made durable and handed over, and stays there."""


class Server:
    """A process that answers on a port of this machine."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.port = port
        self._process = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        """Processor time of the process and all it started."""
        return sum(sum(one.cpu_times()[:2]) for one in self._tree())

    def resident_mb(self) -> float:
        """Memory of the process and all it started."""
        return sum(one.memory_info().rss for one in self._tree()) / 1e6

    def open_files(self) -> int:
        """Files and connections that the process itself has open."""
        return self._process.num_fds()

    def _tree(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]


@contextmanager
def freehold(data: Path, database: str | None = None) -> Iterator[Server]:
    """``freehold serve`` on a filled store, with one registry, work at which is paused."""
    (data / "ca.pem").touch()
    with serving(data, _UNREACHABLE, database) as server:
        yield server


@contextmanager
def serving(data: Path, settings: str, database: str | None = None) -> Iterator[Server]:
    """``freehold serve`` on a data folder with these settings."""
    config = data / "bench.toml"
    config.write_text(settings)
    chosen = [] if database is None else ["--database", database]
    command = [sys.executable, "-m", "freehold", "serve", "--data", str(data), "--listen", "127.0.0.1:0"]
    log = (data / "serve.log").open("a")
    process = subprocess.Popen(
        [*command, "--config", str(config), *chosen], stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(_READY):
                yield Server(process, int(line.rpartition(":")[2]))
                break
        else:
            raise AssertionError(f"serve did not start: {(data / 'serve.log').read_text()[-2000:]}")
    finally:
        process.terminate()
        process.wait(60)
        log.close()


@contextmanager
def moto() -> Iterator[Server]:
    """The peer: another emulated cloud API, out of an environment of its own (``make bench`` makes it)."""
    program = ROOT / ".venv-bench" / "bin" / "moto_server"
    if not program.exists():
        raise SystemExit("The peer is not installed. Run the benchmarks with make bench, which installs it.")
    port = _free_port()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [str(program), "-H", "127.0.0.1", "-p", str(port)], stdout=quiet, stderr=quiet, text=True
    )
    with _answering(process, port) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """A uvicorn with the same loop and parser whose application gives one prepared answer."""
    port = _free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"]
    process = _of_ours("uvicorn", "benchmarks.bare_answer:answer", *options, "--no-access-log", "--log-level", "error")
    with _answering(process, port) as server:
        yield server


@contextmanager
def checking() -> Iterator[Server]:
    """The product's own door before a handler that checks one V1 signature and nothing else."""
    port = _free_port()
    with _answering(_of_ours("benchmarks.bare_check", str(port)), port) as server:
        yield server


def _of_ours(module: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", module, *arguments], text=True, cwd=ROOT, env=environment)


@contextmanager
def _answering(process: subprocess.Popen[str], port: int) -> Iterator[Server]:
    try:
        until = monotonic() + 60
        while True:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, f"it ended with {process.returncode}"
            assert monotonic() < until, "it did not start"
            wait(0.1)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
