"""PgBouncer before the tests' PostgreSQL."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from support.postgres_server import USER, as_user, free_port
from support.waiting import until


class Pooler:
    """PgBouncer, which a test may kill and start again."""

    def __init__(self, folder, url, mode, settings):
        program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        assert program is not None, "run make system-packages"
        server, self._port = sa.make_url(url), free_port()
        self.url = server.set(port=self._port).render_as_string(hide_password=False)
        values = {
            "listen_addr": "127.0.0.1", "listen_port": self._port, "unix_socket_dir": "", "auth_type": "any",
            "pool_mode": mode, "default_pool_size": 60, "max_client_conn": 200, **settings,
        }  # fmt: skip
        file = folder / "pgbouncer.ini"
        database = f"* = host={server.host} port={server.port} user={server.username}"
        lines = [f"{name} = {value}" for name, value in values.items()]
        file.write_text("\n".join(["[databases]", database, "[pgbouncer]", *lines, ""]))
        self._command = as_user([program, "-q", str(file)])

    def start(self):
        self._process = subprocess.Popen(self._command, cwd="/", stderr=subprocess.DEVNULL)
        until(self._listens)

    def kill(self):
        self._process.kill()
        self._process.wait()

    def _listens(self):
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self._port)) == 0


@contextmanager
def pooling(url, mode, **settings):
    """A pooler before the database at *url* that lends a session for one of *mode*: session, transaction, statement."""
    folder = Path(tempfile.mkdtemp(prefix="freehold-pooler-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, USER, USER)
        pooler = Pooler(folder, url, mode, settings)
        pooler.start()
        try:
            yield pooler
        finally:
            pooler.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pooled(url, mode, **settings):
    """The address of the same database through such a pooler."""
    with pooling(url, mode, **settings) as pooler:
        yield pooler.url
