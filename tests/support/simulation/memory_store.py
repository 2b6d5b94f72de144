"""The real store on SQLite in memory, on one connection, the same rows in it at the beginning of each run.

A run's transactions are savepoints within one that is never committed: going back to its beginning undoes a whole run and
leaves every statement prepared, where a copy of the tables would have each of them prepared anew.
"""

import asyncio
from contextlib import contextmanager

import pysqlite3
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session
from freehold.db.vault import Vault
from freehold.ids import SeededIds

KEY = bytes(range(32))


def _engine():
    engine = sa.create_engine(
        "sqlite://", module=pysqlite3, poolclass=sa.StaticPool, connect_args={"cached_statements": 1000}
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record):
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")

    @sa.event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    return engine


class MemoryStore:
    """Tables made and filled once; ``begin_again`` leaves what *fill* wrote and nothing else."""

    def __init__(self, fill):
        self.vault = Vault(KEY)
        self.ids = SeededIds("beginning")
        self._connection = _engine().connect()
        self._connection.begin()
        metadata.create_all(self._connection)
        self.write(fill)
        self.raw.execute("SAVEPOINT beginning")

    @property
    def raw(self):
        return self._connection.connection.driver_connection

    def begin_again(self, ids):
        self.raw.execute("ROLLBACK TO beginning")
        self.ids = ids

    @contextmanager
    def transaction(self):
        self.raw.execute("SAVEPOINT one")
        try:
            yield Session(self._connection, self.vault, self.ids)
        except BaseException:
            self.raw.execute("ROLLBACK TO one")
            raise
        finally:
            self.raw.execute("RELEASE one")

    def write(self, work):
        with self.transaction() as session:
            return work(session)


class Undone(Exception):
    """The process died before the commit."""


class ProcessStore:
    """The store as one process has it: the process may die or freeze before, within and after each of its writes."""

    away = ()

    def __init__(self, store, process):
        self._store = store
        self._process = process

    @contextmanager
    def reading(self):
        self._process.must_live()
        with self._store.transaction() as session:
            yield session

    async def write(self, work):
        process = self._process
        await process.at("write.before", may_freeze=True)

        def dying(session):
            result = work(session)
            if process.dies_at("write.in_tx"):
                raise Undone
            return result

        try:
            result = self._store.write(dying)
        except Undone:
            process.die()
            raise asyncio.CancelledError from None
        await process.at("write.after")
        return result

    def write_now(self, work):
        self._process.must_live()
        return self._store.write(work)
