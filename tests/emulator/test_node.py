"""The example for the official Node SDK runs as it stands; ``make test`` installs the SDK from a lock file with hashes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "node"


def test_the_node_sdk_changes_registrants_and_is_refused_by_code(freehold):
    if not (FOLDER / "node_modules").is_dir():
        pytest.fail("The Node SDK is not installed: run make node-packages")
    ran = subprocess.run(
        [shutil.which("node"), "holder_change.js"], cwd=FOLDER, env={**os.environ, "FREEHOLD_URL": freehold.url},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    first, *rest = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert first.startswith("Task ")
    assert rest == ["example.com EXECUTE_SUCCESS", "例子.cn EXECUTE_SUCCESS", "Refused with InvalidPageSize"]
