"""Open the database: SQLite through a current library, PostgreSQL by its address.

What differs between the two stands in ``sqlite.py`` and ``postgresql.py``; what differs within statements in ``arrays.py``
and ``upserts.py``.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from freehold.db import sqlite
from freehold.db.refusing import CannotOpen, InUse
from freehold.db.session import Session
from freehold.db.vault import Vault
from freehold.db.writer import StoreFailed, Writer
from freehold.ids import Ids, SecureIds

if TYPE_CHECKING:
    from freehold.db.histories import History
    from freehold.db.postgresql import Postgresql

__all__ = ["STORE_ERRORS", "CannotOpen", "Database", "InUse"]

Result = TypeVar("Result")

STORE_ERRORS: tuple[type[Exception], ...] = (*sqlite.ERRORS, sa.exc.OperationalError, sa.exc.TimeoutError)
"""What is raised when a disk fails or is full, or the database is away: the caller is told to come back (INV-19)."""


class Database:
    """One open database: short reads on the caller's thread, all writes through one writer."""

    def __init__(self, url: str, vault: Vault, *, lock: bool = True, ids: Ids | None = None) -> None:
        """Open; with *lock*, refuse a SQLite file that another engine has open (engine.md, settings)."""
        try:
            self.url = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            # Not said back: it may hold a password.
            raise CannotOpen(
                "The database's address cannot be read. Write postgresql://USER:PASSWORD@HOST/NAME."
            ) from error
        self.vault = vault
        self.ids = ids or SecureIds()
        self._backend = _backend(self.url, lock=lock)
        self._write_engine = self._backend.writer
        self._away = False
        self._writer = Writer(self._backend, vault, self.ids)

    @property
    def shared(self) -> bool:
        """Whether other processes answer calls and work on tasks with it at the same time."""
        return self._backend.shared

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What this database's driver raises beside ``STORE_ERRORS`` when it is away or its disk fails."""
        return self._backend.errors

    @property
    def away(self) -> tuple[type[Exception], ...]:
        """What is raised while a server is away, which a line of the log says all of; a file is never away."""
        return (StoreFailed, sa.exc.InterfaceError, *STORE_ERRORS, *self.errors) if self.shared else ()

    def reading(self) -> AbstractContextManager[Session]:
        """A consistent view for reading; short, since it keeps SQLite's journal from being folded back."""
        return _Reading(self._backend.reading(), self.vault, self.ids)

    async def write(self, work: Callable[[Session], Result], *, by_parts: bool = False) -> Result:
        """Run *work* in the writer's transaction; return when it is durable.

        What *work* raises is raised here after its own part was undone; *by_parts* it says itself, by savepoints, what is one.
        Raises StoreFailed when nothing was made durable.
        """
        return await self._writer.write(work, by_parts=by_parts)

    def write_now(self, work: Callable[[Session], Result]) -> Result:
        """The same for a thread that may block."""
        return self._writer.submit(work).result()

    def write_soon(self, work: Callable[[Session], object]) -> None:
        """Run *work* with the next group, without waiting for it (SEC-6, nonces of readers)."""
        self._writer.submit(work)

    def write_aside(self, work: Callable[[Session], Result]) -> Result:
        """Run *work*, a single statement that counts for all processes at once.

        On a shared database beside the writer, and without waiting for the server's disk (decision 0017).
        """
        if isinstance(self._backend, sqlite.Sqlite):
            return self.write_now(work)
        with self._backend.aside() as connection:
            session = Session(connection, self.vault, self.ids)
            result = work(session)
            session.end()
            return result

    @property
    def history(self) -> "History | None":
        """Which history the database is on; None of a file, which has but one."""
        return None if isinstance(self._backend, sqlite.Sqlite) else self._backend.guard.history

    def make_sure_of_room(self) -> None:
        """Refuse a way to the database that has too few connections for a process at work; raises CannotOpen."""
        if not isinstance(self._backend, sqlite.Sqlite):
            self._backend.make_sure_of_room()

    def goes_back(self) -> bool:
        """Whether it may lack what was last committed in it, and was not marked yet by a start."""
        now = self.history
        if now is None:
            return False
        from freehold.db import histories

        with self.reading() as session:
            noted = histories.remembered(session.connection)
        return noted is not None and not noted.goes_on_in(now)

    def in_use(self) -> bool:
        """Whether another process works on tasks with it; a SQLite file that is in use could not be locked."""
        return self._backend.in_use()

    def look(self) -> None:
        """See whether the database is there (``healthy``), and keep noted what is true of it (``histories``).

        For whoever is not asked by calls alone.
        """
        if isinstance(self._backend, sqlite.Sqlite):
            return
        away: tuple[type[Exception], ...] = (sa.exc.DBAPIError, *self.errors)
        try:
            history = self._backend.look()
        except away:
            self._away = True
            raise
        self._away = False
        if history is not None:
            from freehold.db import histories

            self.write_now(lambda session: histories.remember(session.connection, history))

    @property
    def healthy(self) -> bool:
        """Whether writes can be made durable."""
        return self._writer.failed is None and not self._away and not self.went_back

    @property
    def went_back(self) -> bool:
        """Whether the database may lack what this process committed in it: a failover, or a restore."""
        return not isinstance(self._backend, sqlite.Sqlite) and self._backend.guard.went_back

    @property
    def writer(self) -> Writer:
        """The one writer, for what is counted of it."""
        return self._writer

    def when_failed(self, told: Callable[[], None]) -> None:
        """Tell *told*, on another thread, once writes cannot be made durable any more: the process has to end (REL-3)."""
        self._writer.on_failed = told
        if not isinstance(self._backend, sqlite.Sqlite):
            self._backend.guard.when_gone_back = told

    def engine_for_dbos(self) -> sa.Engine:
        """A separate engine on the same database for the durable execution library's own tables."""
        return self._backend.engine_for_dbos()

    @contextmanager
    def engine_for_migrations(self) -> Iterator[sa.Engine]:
        """A separate engine whose transactions hold definitions too, so that a migration that dies is undone whole.

        SQLite does not enforce references in it: a table that is rebuilt would take the rows that refer to it along.
        Whoever migrates looks for loose rows before committing.
        """
        engine = self._backend.engine_for_migrations()
        try:
            yield engine
        finally:
            engine.dispose()

    def scratch(self) -> AbstractContextManager[sa.Connection]:
        """A connection to a place without tables on the same kind of database; what is made there is gone afterwards."""
        return self._backend.scratch()

    def unreadable(self, error: sa.exc.DatabaseError) -> CannotOpen:
        """What to tell whoever wanted to open it."""
        return self._backend.unreadable(error)

    def close(self) -> None:
        """Finish what is queued and let the database go."""
        self._writer.close()
        self._backend.close()


class _Reading:
    """A class and no generator: each call passes here."""

    __slots__ = ("_connection", "_ids", "_vault")

    def __init__(self, connection: AbstractContextManager[sa.Connection], vault: Vault, ids: Ids) -> None:
        self._connection = connection
        self._vault = vault
        self._ids = ids

    def __enter__(self) -> Session:
        return Session(self._connection.__enter__(), self._vault, self._ids)

    def __exit__(self, *raised: Any) -> None:
        self._connection.__exit__(*raised)


def _backend(url: sa.URL, *, lock: bool) -> "sqlite.Sqlite | Postgresql":
    match url.get_backend_name():
        case "sqlite":
            return sqlite.Sqlite(url, lock=lock)
        case "postgresql" | "postgres":
            # Imported where it is used: a start on SQLite needs none of it.
            from freehold.db.postgresql import Postgresql

            return Postgresql(url)
        case other:
            raise CannotOpen(
                f"No support for {other} databases. Give an address that begins with postgresql://, or leave --database "
                "out to use SQLite."
            )
