"""``python postgres_server.py FOLDER``: run a PostgreSQL server of this machine's own until nobody uses FOLDER any more.

Whoever uses it holds a shared lock on ``FOLDER/users``, and the system lets go of it however that process ends. This
program waits for that lock alone, so that the server ends with the last test, also with one that was killed.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "postgres"

_ENOUGH = 2 * 1024**3
"""Octets free: the databases of a whole run take less than half."""

CONFIGURATION = """
fsync = on
synchronous_commit = on
wal_sync_method = fdatasync
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 64MB
max_wal_size = 2GB
checkpoint_timeout = 1h
autovacuum = off
jit = off
logging_collector = off
log_min_messages = panic
"""
"""Durable as an installation has to be; what saves time otherwise does no harm to a server of minutes."""


def binaries() -> Path | None:
    """The folder of the newest server's programs, 15 or newer; Debian has them in no search path.

    ``TEST_POSTGRESQL`` names another: to try a version, or a server that speaks like PostgreSQL.
    """
    if chosen := os.environ.get("TEST_POSTGRESQL"):
        return Path(chosen)
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if int(folder.parent.name) >= 15]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return None if found is None else Path(found).resolve().parent


def as_user(command: list[str]) -> list[str]:
    """The command, by a user that the server accepts, and ended with this process."""
    whose = ["--reuid", USER, "--regid", USER, "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", "--pdeathsig", "INT", *whose, "--", *command]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _fast_folder() -> str | None:
    """Memory, where there is enough: a database is made for most tests, and is three hundred files."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH else None


def run(folder: Path, programs: Path) -> int:
    """Start, leave word in ``FOLDER/address``, and end when nobody holds a lock on ``FOLDER/users``."""
    home = Path(tempfile.mkdtemp(prefix="freehold-postgres-", dir=_fast_folder()))
    try:
        if os.getuid() == 0:
            shutil.chown(home, USER, USER)
        data, port = home / "data", free_port()
        made = [str(programs / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(as_user(made), check=True, stdout=subprocess.DEVNULL, cwd="/")
        with (data / "postgresql.conf").open("a") as out:
            out.write(f"{CONFIGURATION}port = {port}\nunix_socket_directories = '{home}'\n")
        server = subprocess.Popen(as_user([str(programs / "postgres"), "-D", str(data)]), cwd="/")
        try:
            ready = [str(programs / "pg_isready"), "-q", "-U", USER, "-h", "127.0.0.1", "-p", str(port)]
            while subprocess.run(ready).returncode != 0:
                if server.poll() is not None:
                    return 1
            draft = folder / "address.new"
            draft.write_text(f"127.0.0.1:{port} {server.pid} {data}")
            draft.rename(folder / "address")
            with (folder / "users").open() as users:
                fcntl.flock(users, fcntl.LOCK_EX)
                (folder / "address").unlink()
        finally:
            # At once and without a last checkpoint: nobody wants the data.
            server.send_signal(signal.SIGQUIT)
            server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    found = binaries()
    sys.exit("PostgreSQL is not installed" if found is None else run(Path(sys.argv[1]), found))
