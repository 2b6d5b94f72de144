"""Open the database: SQLite through a current library, PostgreSQL by its address.

Every difference between the two that is not a column type is here or in ``arrays.py``.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any, TypeVar

import pysqlite3
import sqlalchemy as sa

from freehold.db.session import Session
from freehold.db.vault import Vault
from freehold.db.writer import Writer
from freehold.ids import Ids, SecureIds

Result = TypeVar("Result")

OLDEST_SQLITE = (3, 51, 3)
"""Older ones have a race between checkpoint and writer that can corrupt a WAL database (REL-2)."""

STORE_ERRORS: tuple[type[Exception], ...] = (pysqlite3.OperationalError, sa.exc.OperationalError)
"""What the drivers raise when a disk fails or is full: the caller is told to come back (INV-19)."""

BUSY_MILLISECONDS = 30_000
"""How long a connection waits for another one's write to end."""


class CannotOpen(Exception):
    """The database cannot be opened; the sentence says what to do."""


class InUse(CannotOpen):
    """Another engine has the database open."""


class Database:
    """One open database: short reads on the caller's thread, all writes through one writer."""

    def __init__(self, url: str, vault: Vault, *, lock: bool = True, ids: Ids | None = None) -> None:
        """Open; with *lock*, refuse a SQLite file that another engine has open (engine.md, settings)."""
        self.url = sa.make_url(url)
        self.vault = vault
        self.ids = ids or SecureIds()
        self._lock: Any = None
        if self.url.get_backend_name() != "sqlite":
            raise CannotOpen(
                f"No support for {self.url.get_backend_name()} databases yet. Leave --database out to use SQLite."
            )
        if lock:
            self._lock = _exclusive(Path(f"{self.url.database}.lock"))
        self._reader = _sqlite(self.url, begin="BEGIN")
        self._write_engine = _sqlite(self.url, begin="BEGIN IMMEDIATE")
        try:
            # Taken up again by the writer; a file that does not open is told to whoever opens it.
            self._write_engine.connect().close()
        except sa.exc.DatabaseError as error:
            if self._lock is not None:
                self._lock.close()
            raise unreadable(self.url, error) from error
        self._writer = Writer(self._write_engine, vault, self.ids)
        self._reading = local()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view for reading; short, since it keeps the journal from being folded back."""
        connection = getattr(self._reading, "connection", None)
        if connection is None:
            connection = self._reading.connection = self._reader.connect()
        with connection.begin():
            yield Session(connection, self.vault, self.ids)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run *work* in the writer's transaction; return when it is durable.

        What *work* raises is raised here after its own part was undone. Raises StoreFailed when nothing was made durable.
        """
        return await self._writer.write(work)

    def write_now(self, work: Callable[[Session], Result]) -> Result:
        """The same for a thread that may block."""
        return self._writer.submit(work).result()

    def write_soon(self, work: Callable[[Session], object]) -> None:
        """Run *work* with the next group, without waiting for it (SEC-6, nonces of readers)."""
        self._writer.submit(work)

    @property
    def healthy(self) -> bool:
        """Whether writes can be made durable."""
        return self._writer.failed is None

    def when_failed(self, told: Callable[[], None]) -> None:
        """Tell *told*, on another thread, once writes cannot be made durable any more: the process has to end (REL-3)."""
        self._writer.on_failed = told

    def engine_for_dbos(self) -> sa.Engine:
        """A separate engine on the same database for the durable execution library's own tables."""
        engine = sa.create_engine(self.url, module=pysqlite3, hide_parameters=True)

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            _pragmas(connection)
            connection.isolation_level = "IMMEDIATE"

        return engine

    @contextmanager
    def engine_for_migrations(self) -> Iterator[sa.Engine]:
        """A separate engine whose transactions hold definitions too, so that a migration that dies is undone whole.

        References are not enforced: a table that is rebuilt would take the rows that refer to it along. Whoever migrates
        looks for loose rows before committing.
        """
        engine = _sqlite(self.url, begin="BEGIN IMMEDIATE", references=False)
        try:
            yield engine
        finally:
            engine.dispose()

    def close(self) -> None:
        """Finish what is queued, fold the journal back and let the file go."""
        self._writer.close()
        # A connection in use is not the pool's to close; with it open the journal is not folded back.
        connection = getattr(self._reading, "connection", None)
        if connection is not None:
            connection.close()
        self._reader.dispose()
        self._write_engine.dispose()
        if self._lock is not None:
            self._lock.close()


def unreadable(url: sa.URL, error: sa.exc.DatabaseError) -> CannotOpen:
    """What to tell of a file that is no database, damaged, or closed to this user."""
    return CannotOpen(
        f"{Path(str(url.database)).name} cannot be read: {error.orig}. Look at its rights; if it is damaged, put a backup "
        "in its place."
    )


def _sqlite(url: sa.URL, begin: str, *, references: bool = True) -> sa.Engine:
    if pysqlite3.sqlite_version_info < OLDEST_SQLITE:
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
        connection.exec_driver_sql(begin)

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
