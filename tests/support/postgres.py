"""A PostgreSQL server for the tests: one for all processes of a run, a database for each test that asks."""

import fcntl
import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from freehold.db import histories
from freehold.engine.queue import Queue
from freehold.opening import open_store
from support import postgres_server
from support.waiting import until

SECRET_KEY = bytes(range(32))
"""The master key of all databases that are copies of the template."""

_TEMPLATE = "freehold_template"
_numbers = itertools.count(1)


class Server:
    """A running server."""

    def __init__(self, address: str) -> None:
        self.host_and_port, pid, self.data = address.split(" ", 2)
        self.pid = int(pid)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@{self.host_and_port}/{name}"

    def run(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def cut(self, url: str) -> None:
        """End all sessions on a database, as a restart of the server does."""
        name = sa.make_url(url).database
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Let nobody in to a database meanwhile, as a server does that is being started."""
        name = sa.make_url(url).database
        self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.cut(url)
        yield
        self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    @contextmanager
    def empty_database(self, more: str = "ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0") -> Iterator[str]:
        """A new database without tables; its address."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} {more}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def database(self, data: Path) -> Iterator[str]:
        """A new database with all tables, the execution library's too, which the key in this folder opens; its address."""
        _put_key(data)
        with self.empty_database(f"TEMPLATE {_TEMPLATE}") as url:
            yield url


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """The server of this folder, started unless another process did; it ends with the last process that uses it."""
    folder.mkdir(exist_ok=True)
    with (folder / "users").open("a+") as users, (folder / "starting").open("a+") as starting:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(starting, fcntl.LOCK_EX)
        address = folder / "address"
        if not address.exists():
            # Not waited for: it outlives this process where others go on.
            program = [sys.executable, postgres_server.__file__, str(folder)]
            keeper = os.posix_spawn(sys.executable, program, os.environ, setsid=True)
            until(lambda: address.exists() or os.waitpid(keeper, os.WNOHANG)[0], 60)
            assert address.exists(), "PostgreSQL did not start; make system-packages installs it"
            _make_template(Server(address.read_text()), folder)
        fcntl.flock(starting, fcntl.LOCK_UN)
        yield Server(address.read_text())


def _make_template(server: Server, folder: Path) -> None:
    server.run(f"CREATE DATABASE {_TEMPLATE} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
    data = folder / "template"
    _put_key(data)
    database = open_store(data, url=server.url(_TEMPLATE))
    engine = database.engine_for_dbos()
    queue = Queue(engine)
    queue.register(4)
    queue.close()
    engine.dispose()
    # Its copies are databases of their own, not this one gone back in time.
    database.write_now(lambda session: histories.forget(session.connection))
    database.close()


def _put_key(data: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "master.key").write_bytes(SECRET_KEY)
    (data / "master.key").chmod(0o600)
