"""A file system of some megabytes that a test may fill; only where this user may mount one."""

import contextlib
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, megabytes: int):
    """An empty file system at *place*; the test is skipped where none can be mounted."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class Filler:
    """A file that takes what is left."""

    def __init__(self, disk: Path):
        self._file = disk / "filler"

    def fill(self):
        """Take all that is left, also what others give back while this is done."""
        with self._file.open("ab", buffering=0) as out, contextlib.suppress(OSError):
            while out.write(bytes(65_536)):
                pass

    def remove(self):
        self._file.unlink()
