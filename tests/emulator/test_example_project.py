"""The example project for integrators runs as it stands, in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "examples" / "pytest_client"


def test_the_example_projects_twenty_tests_pass():
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(PROJECT), str(PROJECT)],
        capture_output=True, text=True, timeout=120, check=False, cwd=PROJECT,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"\b20 passed\b", ran.stdout), ran.stdout
