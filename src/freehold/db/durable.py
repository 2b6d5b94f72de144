"""Make names durable: a file that was flushed is lost all the same when its folder was not."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Flush what the folder lists: names that were made, moved or removed in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
