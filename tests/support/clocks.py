"""Processes on machines whose clocks are wrong."""

import os

_SHIFTED = """
import os, time
wrong_by = int(os.environ["WRONG_BY_SECONDS"]) * 10**9
right = time.time_ns
time.time_ns = lambda: right() + wrong_by
time.time = lambda: time.time_ns() / 10**9
"""


def wrong_by(seconds, folder):
    """What to put into the environment of a process, so that the system's clock is wrong for it; *folder* is its own."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_SHIFTED)
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, "WRONG_BY_SECONDS": str(seconds)}
