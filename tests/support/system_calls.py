"""System calls of a running process made to fail, or to kill it, by strace."""

import subprocess
from contextlib import contextmanager

import pytest

from support.waiting import until

FLUSHES = "fsync,fdatasync"
WRITES = "pwrite64"
"""Those of the store; sockets and logs are written to by other calls."""
SENDS = "sendto,sendmsg,write,writev"


@contextmanager
def disturbed(process, calls: str, how: str):
    """While inside, *calls* of the process and its threads go as ``strace -e inject`` says; skipped where that is not allowed."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{how}", "-p", str(process.pid)],
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        until(lambda: tracer.poll() is not None or _traced(process.pid), seconds=10, every=0.01)
        if tracer.poll() is not None and process.poll() is None:
            pytest.skip(f"strace cannot attach: {tracer.stderr.read().strip()}")
        yield
    finally:
        tracer.terminate()
        tracer.wait(10)
        tracer.stderr.close()


def _traced(pid):
    """Whether all threads are attached: one that is not yet goes on undisturbed."""
    from pathlib import Path

    try:
        statuses = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/status")]
    except OSError:
        return True
    return all("TracerPid:\t0\n" not in status for status in statuses)
