"""Make names durable: a file that was flushed is lost all the same when its folder was not, or that one's name."""

import os
from pathlib import Path


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Make a folder that is missing, closed to other users, and those above it; their names are durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent, 0o777)
    folder.mkdir(mode, exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush what the folder lists: names that were made, moved or removed in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
