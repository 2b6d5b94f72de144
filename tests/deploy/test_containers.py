"""The Dockerfile is built and the compose file run, as far as that goes without a daemon (support/containers)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from support.containers import compose

REPOSITORY = Path(__file__).parents[2]
TESTS = REPOSITORY / "tests"


@pytest.fixture
def folder():
    """Not where tests usually write: a layer cannot lie on a layer, which a container's own disk is."""
    made = Path(tempfile.mkdtemp(prefix="freehold-containers-", dir="/dev/shm"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.long
@pytest.mark.skipif(os.getuid() != 0, reason="only root makes namespaces with a root of their own")
def test_the_image_is_built_and_all_services_become_healthy_and_stop_in_time(folder):
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    program = [sys.executable, compose.__file__]
    built = subprocess.run(
        [*program, "build", REPOSITORY, folder], env=env, capture_output=True, text=True, timeout=560
    )
    assert built.returncode == 0, built.stderr[-3000:]

    apart = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    ran = subprocess.run([*apart, *program, REPOSITORY, folder], env=env, capture_output=True, text=True, timeout=300)
    logs = "".join(f"{log.name}: {log.read_text()[-1500:]}\n" for log in folder.glob("*.log"))
    assert ran.returncode == 0, ran.stderr[-3000:] + logs
    seen = json.loads(ran.stdout)

    assert seen["healthy"] == ["sandbox1", "serve1", "worker1", "worker2"]
    assert seen["of the image"]
    assert seen["figures"] == [True, True, True]
    assert [user for user, _ in seen["users"]] == ["10001"]
    assert seen["ended"] == {name: [0, True] for name in seen["healthy"]}, logs
