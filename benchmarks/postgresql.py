"""A PostgreSQL server of this machine's own for the length of a measurement, durable as an installation's is."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from freehold.clock import monotonic, wait

_USER = "postgres"
_CONFIGURATION = """
listen_addresses = '127.0.0.1'
shared_buffers = 256MB
max_wal_size = 4GB
"""


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of a new database on a new server, both gone afterwards."""
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="freehold-bench-postgres-"))
    try:
        if os.getuid() == 0:
            shutil.chown(home, _USER, _USER)
        data = home / "data"
        made = ["initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(_as_user(programs, made), check=True, stdout=subprocess.DEVNULL, cwd="/")
        port = _free_port()
        with (data / "postgresql.conf").open("a") as out:
            out.write(f"{_CONFIGURATION}port = {port}\nunix_socket_directories = '{home}'\n")
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(
            _as_user(programs, ["postgres", "-D", str(data)]), cwd="/", stdout=quiet, stderr=quiet
        )
        try:
            until = monotonic() + 60
            ready = [str(programs / "pg_isready"), "-q", "-U", _USER, "-h", "127.0.0.1", "-p", str(port)]
            while subprocess.run(ready, check=False).returncode != 0:
                assert server.poll() is None, "PostgreSQL did not start"
                assert monotonic() < until, "PostgreSQL did not start"
                wait(0.1)
            yield f"postgresql://{_USER}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(60)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest server's programs; Debian has them in no search path."""
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if int(folder.parent.name) >= 15]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise SystemExit("PostgreSQL is not installed. On Debian: apt-get install postgresql.")
    return Path(found).resolve().parent


def _as_user(programs: Path, command: list[str]) -> list[str]:
    """The command by a user that the server accepts, which root is not; ended with this process."""
    whose = ["--reuid", _USER, "--regid", _USER, "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", "--pdeathsig", "INT", *whose, "--", str(programs / command[0]), *command[1:]]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
