"""PostgreSQL: one database for any number of processes on any number of hosts (decision 0017).

All writes of all processes stand in one queue: each group of a writer begins by taking one advisory lock, which its commit
lets go. So whatever reads before it writes is as right as on SQLite, where there is one writer anyway. A process that is
frozen within a group would stop all others: the database cuts its session instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from freehold.clock import monotonic, wait
from freehold.db import histories, poolers
from freehold.db.cluster import PROCESSES
from freehold.db.histories import Guard, History
from freehold.db.refusing import CannotOpen
from freehold.db.watching import Watch

OLDEST = 15

_UNUSABLE = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.IdleInTransactionSessionTimeout)
"""States of a session that the driver counts among a program's mistakes."""

ERRORS: tuple[type[Exception], ...] = (psycopg.OperationalError, psycopg.InterfaceError, *_UNUSABLE)
"""What the driver raises when the database is not there, goes away, has no room, or was set to be read only."""

WRITING = int.from_bytes(b"FREEHOLD")
"""The advisory lock that a group of writes holds; a number of 64 bits for this database alone."""

_TRANSACTION = "freehold.transaction"

_LIFE = "coalesce(pg_stat_get_bgwriter_stat_reset_time()::text, '')"
"""What changes when the server recovers from a crash, which throws its statistics away: within one life no number is given twice."""

_AT_WORK = sa.text(
    "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = :processes "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

_ORDER = (
    # Of the libraries that sort, i is ICU, whose order has a name of its own; that which the server brings sorts by code point.
    "SELECT pg_encoding_to_char(encoding), CASE datlocprovider WHEN 'i' THEN to_jsonb(d) ->> 'daticulocale' "
    "WHEN 'b' THEN 'C' ELSE datcollate END FROM pg_database d WHERE datname = current_database()"
)

_READERS = 10
"""Connections that read at the same time, a process; more only queue up inside the database."""

_OF_DBOS = 10

_MORE = 22
"""Connections that a process at work makes beside those it opened the database with; 25 in all."""

_CONNECT_SECONDS = 5

_IDLE_MILLISECONDS = 8_000
"""How long a transaction may stand still before the database ends its session: less than the time to take over a dead
worker, more than the longest reckoning between two statements."""

_WAIT_MILLISECONDS = 30_000
"""For a lock: as long as a file is waited for."""

_OURS = {
    "idle_in_transaction_session_timeout": _IDLE_MILLISECONDS,
    "lock_timeout": _WAIT_MILLISECONDS,
    # What an administrator set for all of a server's users would end large tasks and idle pools.
    "statement_timeout": 0,
    "idle_session_timeout": 0,
    # A snapshot from before the queue's lock was given would not show what others committed until then.
    "default_transaction_isolation": "read committed",
    # Statements that take a millisecond are not worth fifty to compile; one that goes by indexes alone looks dear enough to.
    "jit": "off",
    # Off, for programs of the last century, takes what is missing within an array for the word NULL.
    "array_nulls": "on",
}
"""Settings of each session, whatever the server's are."""

_SETTLED_SECONDS, _LOOK_SECONDS = 10.0, 0.1
"""How long, and how often, it is asked what became of a commit that was not answered."""

_NETWORK = {
    "connect_timeout": _CONNECT_SECONDS,
    "application_name": "freehold",
    "client_encoding": "UTF8",
    # A database that vanished from the network is noticed in seconds and not in hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


class Postgresql:
    """The engines on one database."""

    shared = True
    """Any number of processes answer calls and work on tasks with it at a time."""

    errors = ERRORS

    def __init__(self, url: sa.URL) -> None:
        """Open, and refuse a server that would not keep what it says it keeps."""
        self.url = url.set(drivername="postgresql+psycopg")
        self.guard = Guard()
        self._watch = Watch()
        self._reader = self._engine(_READERS, isolation_level="REPEATABLE READ")
        self._aside = self._engine(2, isolation_level="AUTOCOMMIT")
        self.writer = self._engine(1)
        sa.event.listen(self._reader, "connect", _read_only)
        sa.event.listen(self._aside, "connect", _not_waiting_for_the_disk)
        sa.event.listen(self.writer, "connect", _by_indexes)
        try:
            with self._reader.connect() as connection:
                _check(connection)
                self._pooled = poolers.between(connection.connection.driver_connection)
                self.guard.begin(connection.connection.driver_connection)
            if self._pooled and not poolers.keeps_sessions(self.url, **_network(self.url)):
                raise CannotOpen(
                    "A pooler stands before PostgreSQL and lends a session for one transaction at a time: locks and settings of "
                    "sessions would get lost. Give Freehold a pool with pool_mode = session, or the server's own address."
                )
        except sa.exc.OperationalError as error:
            self.close()
            raise self.unreadable(error) from error
        except BaseException:
            self.close()
            raise
        sa.event.listen(self.writer, "begin", _queue_up)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that only reads, and sees one state of the database throughout."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def aside(self) -> Iterator[sa.Connection]:
        """A connection whose statements count at once, beside the queue, and which may be lost with the server's power."""
        with self._aside.connect() as connection:
            try:
                yield connection
            except psycopg.errors.ReadOnlySqlTransaction:
                connection.invalidate()
                raise

    def transaction(self, connection: sa.Connection) -> str:
        """The name of the writer's transaction, for ``committed``: the server's life, and the number in it."""
        return str(connection.info[_TRANSACTION])

    def committed(self, transaction: str) -> bool:
        """Whether a transaction of the writer is there whose commit was asked for and not answered.

        False too when nobody can know: the database does not come back within seconds, or its server crashed or another took
        its place. After a crash numbers whose transactions were lost are given again, to others that may have committed.
        """
        life, _, number = transaction.rpartition(" ")
        end = monotonic() + _SETTLED_SECONDS
        while True:
            try:
                with self._reader.connect() as connection:
                    if connection.exec_driver_sql(f"SELECT {_LIFE}").scalar() != life:
                        return False
                    asked = sa.text("SELECT pg_xact_status(CAST(:number AS xid8))")
                    status = connection.execute(asked, {"number": number}).scalar()
                if status == "committed":
                    self._wait_for_standbys()
            except sa.exc.DBAPIError:
                status = "in progress"
            if status != "in progress" or monotonic() >= end:
                return bool(status == "committed")
            wait(_LOOK_SECONDS)

    def _wait_for_standbys(self) -> None:
        """Return when whoever is to have a commit before it counts has all that were made until now.

        The server keeps a commit whose session was ended while it waited for a standby: such a one counts once a later one
        was waited for to its end. With nothing to wait for it is one flush.
        """
        with self.writer.connect() as connection, connection.begin():
            connection.exec_driver_sql("SELECT pg_logical_emit_message(true, 'freehold', '')")

    def make_sure_of_room(self) -> None:
        """Refuse a pooler that has too few sessions for a process at work: it would stand still without a word."""
        if not self._pooled:
            return
        found = poolers.gives(self.url, _MORE, **_network(self.url))
        if found < _MORE:
            raise CannotOpen(
                f"The pooler before PostgreSQL has {found} sessions left, and this process needs {_MORE} more. "
                "Give it a pool of 30 for each process (default_pool_size), and the server as many (max_connections)."
            )

    def look(self) -> History | None:
        """See whether it is there, and warn of what only shows later; its history when the database has another note.

        Raises what the driver raises.
        """
        with self._reader.connect() as connection:
            driver = connection.connection.driver_connection
            self._watch.look(driver)
            now = self.guard.look(driver)
            return None if now == histories.remembered(connection) else now

    def _engine(self, size: int, **more: Any) -> sa.Engine:
        """An engine whose connections go on with this history alone."""
        engine = _engine(self.url, size, **more)
        sa.event.listen(engine, "connect", self.guard.let_pass)
        return engine

    def in_use(self) -> bool:
        """Whether some process works with it."""
        with self._reader.connect() as connection:
            return bool(connection.execute(_AT_WORK, {"processes": PROCESSES}).scalar_one())

    def engine_for_dbos(self) -> sa.Engine:
        """A separate engine for the durable execution library's own tables, which are in a schema of their own."""
        return self._engine(_OF_DBOS)

    def engine_for_migrations(self) -> sa.Engine:
        """A separate engine whose transactions no writer is beside."""
        engine = _engine(self.url, 1)
        sa.event.listen(engine, "begin", _queue_up)
        return engine

    @contextmanager
    def scratch(self) -> Iterator[sa.Connection]:
        """The session's own schema of temporary tables, where tables are made that are undone afterwards."""
        engine = _engine(self.url, 1)
        try:
            with engine.connect() as connection, connection.begin() as transaction:
                # First, so that tables are made there; what extensions brought along is found where it is.
                connection.exec_driver_sql(
                    "SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)"
                )
                yield connection
                transaction.rollback()
        finally:
            engine.dispose()

    def unreadable(self, error: sa.exc.DatabaseError) -> CannotOpen:
        """What to tell of a database that is not there or does not let us in."""
        several = self.url.query.get("host", ())
        named = several if isinstance(several, str) else " or ".join(several)
        where = f"{self.url.host or named or 'this host'}, database {self.url.database or self.url.username or '(none named)'}"
        # The driver goes on with advice of its own.
        why = str(error.orig).strip().partition("\n")[0]
        return CannotOpen(
            f"PostgreSQL at {where} cannot be used: {why}. Look at the address, the user's rights and the server's log."
        )

    def close(self) -> None:
        """Let the connections go."""
        for engine in (self._reader, self._aside, self.writer):
            engine.dispose()


def _engine(url: sa.URL, size: int, **more: Any) -> sa.Engine:
    engine = sa.create_engine(
        url,
        # A connection that a restart of the server cut is replaced before it is used.
        pool_pre_ping=True,
        pool_size=size,
        max_overflow=0,
        # Parameters stay out of errors, which are logged whole: they may be personal data.
        hide_parameters=True,
        connect_args=_network(url),
        **more,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        _set(connection, **_OURS)

    @sa.event.listens_for(engine, "handle_error")
    def handle(context: sa.engine.ExceptionContext) -> BaseException | None:
        error = context.original_exception
        if not isinstance(error, _UNUSABLE):
            return None
        # A session that began as read only stays so, whatever is set meanwhile: the next one may be let write.
        context.is_disconnect = True
        return sa.exc.OperationalError(context.statement, {}, error, hide_parameters=True)

    return engine


def _network(url: sa.URL) -> dict[str, Any]:
    """What a connection is made with, unless the address says otherwise."""
    return {name: value for name, value in _NETWORK.items() if name not in url.query}


def _set(connection: Any, **settings: object) -> None:
    """Settings of a session; committed, since the pool undoes what is not."""
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in settings.items()))
    connection.commit()


def _read_only(connection: Any, _record: object) -> None:
    connection.read_only = True


def _not_waiting_for_the_disk(connection: Any, _record: object) -> None:
    _set(connection, synchronous_commit="off")


def _by_indexes(connection: Any, _record: object) -> None:
    # What is written is found by its key. A plan that was made while a table had a page would read all that one call brings
    # into it, for each row again, until the server next counts the table.
    _set(connection, enable_seqscan="off")


def _queue_up(connection: sa.Connection) -> None:
    asked = (
        f"SELECT pg_advisory_xact_lock({WRITING})::text, {_LIFE} || ' ' || pg_current_xact_id(), "
        "current_setting('transaction_read_only')"
    )
    _, transaction, read_only = connection.exec_driver_sql(asked).one()
    connection.info[_TRANSACTION] = transaction
    if read_only == "on":
        connection.invalidate()
        why = psycopg.errors.ReadOnlySqlTransaction("it is set to read only (default_transaction_read_only = on)")
        raise sa.exc.OperationalError(asked, {}, why)


def _check(connection: sa.Connection) -> None:
    """Refuse a server that is too old, forgets what it acknowledged (REL-1), or sorts unlike SQLite."""

    def show(name: str) -> str:
        return str(connection.exec_driver_sql(f"SHOW {name}").scalar())

    version = int(show("server_version_num"))
    if version < OLDEST * 10_000:
        raise CannotOpen(f"PostgreSQL {show('server_version')} is too old: Freehold needs {OLDEST} or newer.")
    for name in ("fsync", "full_page_writes"):
        if show(name) != "on":
            raise CannotOpen(
                f"The PostgreSQL server has {name} = {show(name)}: a power cut would lose or damage accepted tasks. "
                f"Set {name} = on in its configuration."
            )
    if show("synchronous_commit") == "off":
        raise CannotOpen(
            "The PostgreSQL server has synchronous_commit = off: a crash would lose accepted tasks. Set it to on for this "
            "database: ALTER DATABASE ... SET synchronous_commit = on."
        )
    if connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar():
        raise CannotOpen("The PostgreSQL server is a standby, which takes no writes. Give the address of the primary.")
    encoding, order = connection.exec_driver_sql(_ORDER).one()
    if encoding != "UTF8" or order.partition(".")[0] not in {"C", "POSIX"}:
        raise CannotOpen(
            f"The database has encoding {encoding} and sorts by {order}. Make one that sorts by code point: "
            "CREATE DATABASE freehold TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'."
        )
