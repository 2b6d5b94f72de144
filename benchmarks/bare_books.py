"""The least that a change must leave behind: its intent before it is sent, its outcome after; durable in groups."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import psycopg
import pysqlite3

Intents = Sequence[tuple[str, str]]
"""Client transaction id and domain."""


class BareBook(Protocol):
    """Where the bare loop writes."""

    def fill(self, names: Sequence[str]) -> None:
        """Enter the domains."""
        ...

    def note(self, done: Sequence[str], intents: Intents) -> None:
        """Write outcomes and intents in one durable transaction."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class SqliteBook:
    """A table in a file, as durable as the store."""

    def __init__(self, folder: Path) -> None:
        self._file = pysqlite3.connect(str(folder / "bare.db"), isolation_level=None, check_same_thread=False)

    def fill(self, names: Sequence[str]) -> None:
        """Enter the domains."""
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute("CREATE TABLE items (name TEXT PRIMARY KEY, state INTEGER, trid TEXT, sent INTEGER)")
        self._file.execute("BEGIN IMMEDIATE")
        self._file.executemany("INSERT INTO items VALUES (?, 0, NULL, NULL)", [(name,) for name in names])
        self._file.execute("COMMIT")

    def note(self, done: Sequence[str], intents: Intents) -> None:
        """Write outcomes and intents in one durable transaction."""
        self._file.execute("BEGIN IMMEDIATE")
        self._file.executemany("UPDATE items SET state = 2 WHERE name = ?", [(name,) for name in done])
        self._file.executemany("UPDATE items SET state = 1, trid = ? WHERE name = ?", intents)
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Let it go."""
        self._file.close()


class PostgresqlBook:
    """A table on a server."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def fill(self, names: Sequence[str]) -> None:
        """Enter the domains."""
        self._connection.execute(
            "CREATE TABLE bare_items (name TEXT PRIMARY KEY, state INTEGER, trid TEXT, sent BIGINT)"
        )
        self._connection.execute(
            "INSERT INTO bare_items SELECT name, 0, NULL, NULL FROM unnest(%s::text[]) AS name", [list(names)]
        )
        self._connection.commit()

    def note(self, done: Sequence[str], intents: Intents) -> None:
        """Write outcomes and intents in one durable transaction."""
        if done:
            self._connection.execute("UPDATE bare_items SET state = 2 WHERE name = ANY(%s)", [list(done)])
        if intents:
            trids, names = (list(column) for column in zip(*intents, strict=True))
            self._connection.execute(
                "UPDATE bare_items SET state = 1, trid = given.trid FROM unnest(%s::text[], %s::text[]) AS given (trid, name)"
                " WHERE bare_items.name = given.name",
                [trids, names],
            )
        self._connection.commit()

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
