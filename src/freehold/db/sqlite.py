"""SQLite: one file, one writer, a current library inside the wheel."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import local
from typing import Any

import pysqlite3
import sqlalchemy as sa

from freehold.db.refusing import CannotOpen, InUse

OLDEST = (3, 51, 3)
"""Older ones have a race between checkpoint and writer that can corrupt a WAL database (REL-2)."""

ERRORS: tuple[type[Exception], ...] = (pysqlite3.OperationalError,)
"""What the driver raises when a disk fails or is full."""

BUSY_MILLISECONDS = 30_000


class Sqlite:
    """The engines on one file."""

    shared = False
    """Only one process at a time answers calls and works on tasks with it."""

    errors = ERRORS

    def __init__(self, url: sa.URL, *, lock: bool) -> None:
        """Open; with *lock*, refuse a file that another engine has open (engine.md, settings)."""
        self.url = url
        self._lock = _exclusive(Path(f"{url.database}.lock")) if lock else None
        self._reader = _engine(url, begin="BEGIN")
        self.writer = _engine(url, begin="BEGIN IMMEDIATE")
        self._threads = local()
        try:
            # Taken up again by the writer; a file that does not open is told to whoever opens it.
            self.writer.connect().close()
        except sa.exc.DatabaseError as error:
            if self._lock is not None:
                self._lock.close()
            raise _unreadable(url, error) from error

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A connection of the thread's own, in a transaction that only reads."""
        found: _Reading | None = getattr(self._threads, "reading", None)
        if found is None:
            found = self._threads.reading = _Reading(self._reader.connect())
        return found

    def transaction(self, connection: sa.Connection) -> str:  # noqa: ARG002
        """Commits of a file are never in doubt, so that transactions need no names."""
        return ""

    def committed(self, transaction: str) -> bool:  # noqa: ARG002
        """Whether a transaction whose commit raised is there all the same."""
        return False

    def in_use(self) -> bool:
        """Never, once it is locked."""
        return False

    def engine_for_dbos(self) -> sa.Engine:
        """A separate engine for the durable execution library's own tables."""
        engine = sa.create_engine(self.url, module=pysqlite3, hide_parameters=True)

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            _pragmas(connection)
            connection.isolation_level = "IMMEDIATE"

        return engine

    def engine_for_migrations(self) -> sa.Engine:
        """A separate engine that does not enforce references."""
        return _engine(self.url, begin="BEGIN IMMEDIATE", references=False)

    @contextmanager
    def scratch(self) -> Iterator[sa.Connection]:
        """An empty database that is gone afterwards."""
        engine = sa.create_engine("sqlite://", module=pysqlite3)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def unreadable(self, error: sa.exc.DatabaseError) -> CannotOpen:
        """What to tell of a file that is no database, damaged, or closed to this user."""
        return _unreadable(self.url, error)

    def close(self) -> None:
        """Fold the journal back and let the file go."""
        # A connection in use is not the pool's to close; with it open the journal is not folded back.
        reading: _Reading | None = getattr(self._threads, "reading", None)
        if reading is not None:
            reading.connection.close()
        self._reader.dispose()
        self.writer.dispose()
        if self._lock is not None:
            self._lock.close()


class _Reading:
    """A thread's connection, and one transaction after the other on it."""

    __slots__ = ("_raw", "connection")

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._raw: Any = connection.connection.driver_connection

    def __enter__(self) -> sa.Connection:
        # Through the driver: beginning and ending took as long through SQLAlchemy as a small read itself. Its own statements
        # find a transaction begun and leave it so (``_engine``).
        self._raw.execute("BEGIN")
        return self.connection

    def __exit__(self, *_: object) -> None:
        if self.connection.in_transaction():
            self.connection.rollback()
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")


def _unreadable(url: sa.URL, error: sa.exc.DatabaseError) -> CannotOpen:
    return CannotOpen(
        f"{Path(str(url.database)).name} cannot be read: {error.orig}. Look at its rights; if it is damaged, put a backup "
        "in its place."
    )


def _engine(url: sa.URL, begin: str, *, references: bool = True) -> sa.Engine:
    if pysqlite3.sqlite_version_info < OLDEST:
        raise CannotOpen(f"SQLite {pysqlite3.sqlite_version} is too old to be safe; install pysqlite3 again.")
    # Parameters stay out of errors, which are logged whole: they may be personal data.
    engine = sa.create_engine(
        url, module=pysqlite3, poolclass=sa.QueuePool, pool_size=64, max_overflow=0, hide_parameters=True
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        _pragmas(connection, references=references)
        # The driver's own way of beginning comes too late for savepoints and reads; begin() below does it.
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        # IMMEDIATE for writers: a deferred transaction that reads and then writes fails at once when another
        # wrote in between, whatever the busy time-out.
        raw: Any = connection.connection.driver_connection
        if not raw.in_transaction:
            raw.execute(begin)

    return engine


def _pragmas(connection: Any, *, references: bool = True) -> None:
    # First, so that what follows waits for another process instead of failing.
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode=WAL")
    # FULL: with NORMAL a power cut forgets acknowledged tasks (REL-1).
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA foreign_keys={'ON' if references else 'OFF'}")
    connection.execute("PRAGMA temp_store=MEMORY")


def _exclusive(file: Path) -> Any:
    handle = file.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.close()
        raise InUse(f"{file.with_suffix('').name} is in use by another Freehold. Stop that one first.") from error
    return handle
