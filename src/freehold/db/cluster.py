"""What processes on several hosts agree on through PostgreSQL: names that one of them holds at a time (engine.md, 9).

A name is a session's advisory lock, so a process that dies lets go of all of its names at once. One that is frozen, or cut
off from the database, would keep them; so the database ends that session when it has heard nothing for some seconds
(``idle_session_timeout``), and the process, which says something every second, does nothing that needs a name from the
moment it can no longer be sure of it. The lock session is ended before anybody else can have been given a name, because a
process is sure for a shorter time than the database waits.

A name that another process holds can be asked for; its holder is told.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import sqlalchemy as sa

from freehold.clock import boottime
from freehold.db.addresses import conninfo
from freehold.db.stamp import PROGRAMS, SCHEMA_VERSION
from freehold.leases import Lease

_log = logging.getLogger(__name__)

PROCESSES = int.from_bytes(b"HOST")
"""The class of the advisory locks by which processes hold their own names."""

_THINGS = int.from_bytes(b"LANE")
"""The class of the locks of all else that one process has at a time."""

_PING_SECONDS = 1.0
_SURE_SECONDS = 3.0
"""How long after a ping was begun its answer vouches for the names held."""

IDLE_SECONDS = 5
"""When the database ends the session of a process that says nothing."""

_STATEMENT_SECONDS = 2
_PROCESS = "process "
_CHANNEL = "freehold_asked"
_ALIVE: dict[str, Any] = {"keepalives_idle": 3, "keepalives_interval": 1, "keepalives_count": 3}
"""Who only listens hears nothing of a server that lost its power: the system asks, and ends the connection within seconds."""

_STEP_SECONDS = 0.2
"""How often waiting threads look whether the process is stopping."""


class CutOff(Exception):
    """The database does not answer, so nobody can tell who holds a name."""


class Cluster:
    """The names this process holds; its methods may be called on any thread."""

    def __init__(self, url: sa.URL, lost: Callable[[], None], asked: Callable[[str], None]) -> None:
        """*lost* is called when all names are gone, *asked* with a name that another process asks for."""
        self._address = conninfo(url)
        self._lost = lost
        self._asked = asked
        self._held: set[str] = set()
        self._kept: set[str] = set()
        self._lock = threading.RLock()
        self._connection: psycopg.Connection | None = None
        self._sure_until = 0.0
        self._connected = 0
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("cluster-ping", self._ping), ("cluster-ears", self._listen))
        ]

    def start(self) -> None:
        """Connect; raises CutOff."""
        with self._lock:
            self._connect()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let go of all names."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * _PING_SECONDS)
        with self._lock:
            self._held.clear()
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def hold(self, name: str) -> bool:
        """Take a name unless another process has it; raises CutOff."""
        with self._lock:
            if name in self._held:
                return True
            (taken,) = self._one("SELECT pg_try_advisory_lock(%s, %s)", *_numbers(name))
            if taken:
                self._held.add(name)
            return bool(taken)

    def keep(self, name: str) -> bool:
        """The same for a name that is taken again, before anything else, after the database had lost sight of us."""
        if not self.hold(name):
            return False
        self._kept.add(name)
        return True

    def let_go(self, name: str) -> None:
        """Give a name back; when the database does not answer it is given back all the same, with the session."""
        with self._lock:
            if name in self._held:
                self._held.discard(name)
                try:
                    self._one("SELECT pg_advisory_unlock(%s, %s)", *_numbers(name))
                except CutOff:
                    _log.info("%s went with the session", name)

    def ask_for(self, name: str) -> None:
        """Tell the process that holds a name that somebody wants it; raises CutOff."""
        with self._lock:
            self._one("SELECT pg_notify(%s, %s)", _CHANNEL, name)

    def processes(self) -> int:
        """How many processes there are; raises CutOff."""
        with self._lock:
            (count,) = self._one(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2 "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                PROCESSES,
            )
        assert isinstance(count, int)
        return count

    def lease(self) -> Lease:
        """Holds while this process's names have been its own without a break since now, for certain."""
        connected = self._connected
        return lambda: connected == self._connected and boottime() < self._sure_until

    # -- the session that holds the names --

    def _connect(self) -> None:
        began = boottime()
        try:
            connection = psycopg.connect(
                self._address,
                autocommit=True,
                connect_timeout=5,
                tcp_user_timeout=_STATEMENT_SECONDS * 1000,
                application_name="freehold names",
            )
        except psycopg.Error as error:
            raise CutOff(f"The database does not answer: {error}") from error
        try:
            # Not as options of the connection: poolers refuse those, or swallow them.
            connection.execute(
                f"SET idle_session_timeout = '{IDLE_SECONDS}s'; SET statement_timeout = '{_STATEMENT_SECONDS}s'"
            )
            # A migration that takes away what this program needs waits until it has ended (``db/migrations``).
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (PROGRAMS, int(SCHEMA_VERSION)))
        except psycopg.Error as error:
            connection.close()
            raise CutOff(f"The database is being migrated, or does not answer: {error}") from error
        self._connection = connection
        # A lease that was taken before, or without a connection, holds no more: the work may have been taken over.
        self._connected += 1
        self._sure_until = began + _SURE_SECONDS

    def _one(self, statement: str, *values: object) -> tuple[object, ...]:
        if self._connection is None:
            raise CutOff("The database does not answer.")
        try:
            row = self._connection.execute(statement, values).fetchone()
        except psycopg.Error as error:
            self._cut_off(error)
            raise CutOff(f"The database does not answer: {error}") from error
        assert row is not None
        return tuple(row)

    def _cut_off(self, why: Exception) -> None:
        connection, self._connection = self._connection, None
        self._sure_until = 0.0
        if connection is not None:
            _log.warning("cut off from the other processes: %s", why)
            connection.close()
            self._held.clear()
            self._lost()

    def _ping(self) -> None:
        while not self._stopping.wait(_PING_SECONDS):
            began = boottime()
            try:
                with self._lock:
                    if self._connection is None:
                        self._connect()
                        for name in self._kept:
                            self.hold(name)
                        _log.warning("in touch with the other processes again")
                    else:
                        self._one("SELECT 1")
                        self._sure_until = began + _SURE_SECONDS
            except CutOff as error:
                _log.info("%s", error)

    # -- the session that hears what others ask for --

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(
                    self._address, autocommit=True, connect_timeout=5, application_name="freehold ears", **_ALIVE
                ) as ears:
                    ears.execute(f"LISTEN {_CHANNEL}")
                    while not self._stopping.is_set():
                        for notice in ears.notifies(timeout=_STEP_SECONDS):
                            if notice.payload in self._held:
                                self._asked(notice.payload)
            except psycopg.Error as error:
                _log.info("nothing is heard from the other processes: %s", error)
                self._stopping.wait(_PING_SECONDS)


def process(name: str) -> str:
    """What a process of this name holds for as long as it lives."""
    return f"{_PROCESS}{name}"


def _numbers(name: str) -> tuple[int, int]:
    """The name as an advisory lock: its class, and 32 bits of its own."""
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return PROCESSES if name.startswith(_PROCESS) else _THINGS, int.from_bytes(digest, "big", signed=True)
