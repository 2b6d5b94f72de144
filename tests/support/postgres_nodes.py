"""Servers of a test's own, which it may kill: one, or a primary and the standby that follows it."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from support import postgres_server
from support.postgres_server import USER, as_user, free_port
from support.waiting import until


class Node:
    """One server, in a folder of its own."""

    def __init__(self, home, name):
        self.home, self.name, self.port = home, name, free_port()
        self.data = home / name

    def make(self):
        """A new server that runs, with a database for Freehold."""
        run("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # A server that is killed leaves the shared memory of its processes behind; in its folder that goes with it.
        self.configure(postgres_server.CONFIGURATION, "dynamic_shared_memory_type = mmap")
        self.start()
        self.run("CREATE DATABASE freehold TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")

    def configure(self, *lines):
        text = [f"port = {self.port}", f"unix_socket_directories = '{self.home}'", *lines, ""]
        with (self.data / "postgresql.conf").open("a") as out:
            out.write("\n".join(text))

    def start(self, before=()):
        """With the words of another program *before* it, which runs it."""
        self.process = subprocess.Popen(
            [*before, *as_user([str(PROGRAMS / "postgres"), "-D", str(self.data)])], cwd="/"
        )
        until(self._answers, 30)

    def stop(self):
        """As who stops it for good, with a last checkpoint."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def kill(self):
        """As a machine that loses its power, but for what its disk keeps: no process of the server's is left."""
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self.process.pid)
            # Stopped first: one that it made meanwhile would live on, and the next server would not start beside it.
            server.suspend()
            processes = [server, *server.children(recursive=True)]
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self.process.wait()
            psutil.wait_procs(processes, 10)

    def run(self, statement, database="postgres"):
        with psycopg.connect(f"postgresql://{USER}@127.0.0.1:{self.port}/{database}", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description else None

    def _answers(self):
        ready = [str(PROGRAMS / "pg_isready"), "-q", "-U", USER, "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready).returncode == 0


PROGRAMS = postgres_server.binaries()


def run(name, *arguments):
    """Run one of the server's programs to its end."""
    assert PROGRAMS is not None, "run make system-packages"
    subprocess.run(as_user([str(PROGRAMS / name), *arguments]), check=True, stdout=subprocess.DEVNULL, cwd="/")


class Pair:
    """A primary, a standby that follows it, and a database on both."""

    def __init__(self, home, *, waited_for):
        self.primary, self.standby = Node(home, "first"), Node(home, "second")
        self.primary.make()
        source = ["-h", "127.0.0.1", "-p", str(self.primary.port), "-U", USER]
        run("pg_basebackup", *source, "-D", str(self.standby.data), "-R", "-X", "stream", "-c", "fast")
        self.standby.configure(f"cluster_name = '{self.standby.name}'")
        self.standby.start()
        until(lambda: self.primary.run("SELECT count(*) FROM pg_stat_replication")[0] == 1)
        if waited_for:
            self.primary.run(f"ALTER SYSTEM SET synchronous_standby_names = '{self.standby.name}'")
            self.primary.run("SELECT pg_reload_conf()")
            until(lambda: self.primary.run("SELECT sync_state FROM pg_stat_replication")[0] == "sync")
        hosts = "&".join(f"host=127.0.0.1:{node.port}" for node in (self.primary, self.standby))
        self.url = f"postgresql://{USER}@/freehold?{hosts}&target_session_attrs=read-write"

    def hold_back(self):
        """Let nothing more reach the standby."""
        self.standby.run("ALTER SYSTEM SET primary_conninfo = ''")
        self.standby.run("SELECT pg_reload_conf()")
        until(lambda: self.standby.run("SELECT count(*) FROM pg_stat_wal_receiver")[0] == 0)

    def let_on(self):
        """Let the standby follow again."""
        followed = f"host=127.0.0.1 port={self.primary.port} user={USER} application_name={self.standby.name}"
        self.standby.run(f"ALTER SYSTEM SET primary_conninfo = '{followed}'")
        self.standby.run("SELECT pg_reload_conf()")

    def fail_over(self):
        """The primary dies; the standby takes its place, and waits for nobody."""
        self.primary.kill()
        self.standby.run("ALTER SYSTEM RESET synchronous_standby_names")
        self.standby.run("SELECT pg_promote()")


@contextmanager
def _home():
    home = Path(tempfile.mkdtemp(prefix="freehold-servers-"))
    if os.getuid() == 0:
        shutil.chown(home, USER, USER)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def alone():
    """A server that nobody else uses, and the address of its database."""
    with _home() as home:
        node = Node(home, "alone")
        node.make()
        try:
            yield node, f"postgresql://{USER}@127.0.0.1:{node.port}/freehold"
        finally:
            node.kill()


@contextmanager
def pair(*, waited_for):
    """A new pair; *waited_for*: a commit counts when the standby has it too."""
    with _home() as home:
        found = Pair(home, waited_for=waited_for)
        try:
            yield found
        finally:
            found.primary.kill()
            found.standby.kill()
