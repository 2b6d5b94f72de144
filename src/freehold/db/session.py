"""The session everyone above is handed: one transaction's view of the store."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from freehold.db import arrays
from freehold.db.arrays import Structure
from freehold.db.vault import Vault
from freehold.ids import Ids

Entry = TypeVar("Entry")


class Session:
    """A connection inside a transaction, with the vault that opens what is sealed and the source of new ids.

    Whoever is handed a session neither commits nor rolls back; ``savepoint`` undoes a part of its own.
    """

    __slots__ = ("_at_end", "_savepoints", "connection", "dialect", "ids", "raw", "vault")

    def __init__(self, connection: sa.Connection, vault: Vault, ids: Ids) -> None:
        self.connection = connection
        self.vault = vault
        self.ids = ids
        self.raw: Any = connection.connection.driver_connection
        self.dialect = connection.dialect.name
        """``sqlite`` or ``postgresql``."""
        self._savepoints = 0
        self._at_end: list[tuple[Callable[[Session, list[Any]], None], Any]] = []

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run a statement through SQLAlchemy; for all but the hot paths."""
        return self.connection.execute(statement, parameters)

    @property
    def undone(self) -> bool:
        """Whether nothing of the transaction is left to commit, whatever is said.

        SQLite undoes it by itself when the disk is full. PostgreSQL takes a commit for a rollback when a statement failed
        that no savepoint was undone for.
        """
        return self._ended or (self.dialect == "postgresql" and self.raw.info.transaction_status == _FAILED)

    @property
    def _ended(self) -> bool:
        """What is run now would be a transaction of its own."""
        return self.dialect == "sqlite" and not self.raw.in_transaction

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo this part alone when it raises."""
        self._savepoints += 1
        name, kept = f"part_{self._savepoints}", len(self._at_end)
        # On the driver's own connection: each piece of work passes here.
        self.raw.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            del self._at_end[kept:]
            if self._ended:
                raise
            self.raw.execute(f"ROLLBACK TO SAVEPOINT {name}")
            self.raw.execute(f"RELEASE SAVEPOINT {name}")
            raise
        self.raw.execute(f"RELEASE SAVEPOINT {name}")

    def at_end(self, work: Callable[["Session", list[Entry]], None], entries: Iterable[Entry]) -> None:
        """Leave *entries* for *work*, which is called once with all that were left for it, before the transaction commits.

        For what belongs to the transaction, cannot be refused, and nobody reads within it: many pieces of work then do it by
        one statement. What is left within a savepoint that is undone is forgotten.
        """
        self._at_end += [(work, entry) for entry in entries]

    def end(self) -> None:
        """Do what was left for the end; the last before the commit."""
        left, self._at_end = self._at_end, []
        together: dict[Callable[[Session, list[Any]], None], list[Any]] = {}
        for work, entry in left:
            together.setdefault(work, []).append(entry)
        for work, entries in together.items():
            work(self, entries)


_FAILED = 3
"""What the driver calls the state of a transaction in which a statement failed (``PQTRANS_INERROR``)."""

_AT_ONCE = 5_000
"""Rows that one statement has in arrays."""


class Prepared:
    """A statement compiled once for each database and run on the driver's own connection (performance.md).

    Values are handed over in the driver's form: integers, text, octets; lists for the arrays of ``arrays``.
    """

    __slots__ = ("_as_text", "_build", "_by_array", "_by_rows", "_compiled", "_update")

    def __init__(self, build: Callable[[], sa.Executable]) -> None:
        self._build = build
        self._as_text: Prepared | None = None
        self._by_array: dict[frozenset[str], tuple[str, tuple[str, ...]]] = {}
        self._by_rows: tuple[str, tuple[str, ...]] | None = None
        self._update: tuple[str, dict[str, Any], tuple[str, ...]] | None = None
        self._compiled: dict[str, tuple[str, _Arguments]] = {}

    def run(self, session: Session, **values: Any) -> Any:
        """Execute, and give the driver's cursor."""
        text, arguments = self._compiled.get(session.dialect) or self._compile(session)
        return session.raw.execute(text, arguments(values))

    def structures(self, session: Session, kind: type[Structure], **values: Any) -> list[Structure]:
        """Execute, and make a structure of each row; *kind* is ``array_like``, with a field for each column in turn.

        SQLite hands the rows over as one text: each value that it is asked for by itself costs it a lock.
        """
        if session.dialect != "sqlite":
            return [kind(*row) for row in self.run(session, **values)]
        if self._as_text is None:
            self._as_text = Prepared(lambda: arrays.as_text(self._build()))
        (text,) = self._as_text.run(session, **values).fetchone()
        return arrays.unpacked(text, kind)

    def many(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> int:
        """Execute once for each row, and tell how many rows changed.

        No two of an update are about the same row: PostgreSQL changes each once, by either of them.
        """
        text, arguments = self._compiled.get(session.dialect) or self._compile(session)
        by_array = {"INSERT": self._insert_by_array, "UPDATE": self._update_by_array}.get(text[:6])
        if session.dialect == "postgresql" and by_array is not None:
            waiting = iter(rows)
            # Not all at once: a hundred thousand items are a hundred megabytes on their way.
            parts = iter(lambda: list(islice(waiting, _AT_ONCE)), [])
            # To make arrays of a single row costs more than the row.
            return sum(
                by_array(session, part) if len(part) > 1 else int(self.run(session, **part[0]).rowcount)
                for part in parts
            )
        cursor = session.raw.cursor()
        cursor.executemany(text, map(arguments, rows))
        return int(cursor.rowcount)

    def insert(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert all rows by a statement each some thousand, and tell how many; none of them holds octets.

        For a table with an index of texts: SQLite's writes out what it has at the end of each statement.
        """
        if session.dialect != "sqlite":
            return self.many(session, rows)
        if self._by_rows is None:
            self._by_rows = arrays.insert_rows(self._build(), session.connection.dialect)
        text, names = self._by_rows
        for start in range(0, len(rows), _AT_ONCE):
            part = [[row[name] for name in names] for row in rows[start : start + _AT_ONCE]]
            session.raw.execute(text, (arrays.packed(part),))
        return len(rows)

    def _insert_by_array(self, session: Session, rows: list[Mapping[str, Any]]) -> int:
        """Hand the rows over as one array a column: a statement a row would be a message to the server and back each."""
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        # What all rows share is sent once: of a task's hundred thousand items, five columns of twelve.
        same = frozenset(name for name, values in columns.items() if len(rows) >= _MANY and _alike(values))
        same = frozenset() if len(same) == len(columns) else same
        if same not in self._by_array:
            self._by_array[same] = arrays.insert(self._build(), session.connection.dialect, same)
        text, names = self._by_array[same]
        values = [columns[name][0] if name in same else columns[name] for name in names]
        return int(session.raw.execute(text, values).rowcount)

    def _update_by_array(self, session: Session, rows: list[Mapping[str, Any]]) -> int:
        """The same for rows that are there; each row at most once."""
        if self._update is None:
            self._update = arrays.update(self._build(), session.connection.dialect)
        text, own, names = self._update
        columns = {name: [row[name] for row in rows] for name in names}
        return int(session.raw.execute(text, {**own, **columns}).rowcount)

    def _compile(self, session: Session) -> tuple[str, "_Arguments"]:
        compiled: Any = self._build().compile(dialect=session.connection.dialect)  # type: ignore[attr-defined]  # every executable compiles
        fixed = {key: value for key, value in compiled.params.items() if value is not None}
        order = compiled.positiontup if compiled.positional else None
        arguments = _arguments(order, fixed)
        lists = [name for name, bind in compiled.binds.items() if isinstance(bind.type, arrays.Array)]
        if lists and session.dialect == "sqlite":
            arguments = _packing(lists, arguments)
        found = self._compiled[session.dialect] = str(compiled), arguments
        return found


def given(*columns: str) -> dict[str, sa.BindParameter[Any]]:
    """Values of an insert that are handed over under their columns' names."""
    return {name: sa.bindparam(name) for name in columns}


_MANY = 1000
"""Rows from which on it is worth a statement of its own that some of their values are the same."""


def _alike(values: Sequence[Any]) -> bool:
    return values.count(values[0]) == len(values)


_Arguments = Callable[[Mapping[str, Any]], tuple[Any, ...] | Mapping[str, Any]]


def _packing(lists: Sequence[str], arguments: _Arguments) -> _Arguments:
    return lambda values: arguments({**values, **{name: arrays.packed(values[name]) for name in lists}})


def _arguments(order: Sequence[str] | None, fixed: Mapping[str, Any]) -> _Arguments:
    """What makes a statement's arguments of its values: by place in this order, or by name where there is none."""
    if order is None:
        return lambda values: {**fixed, **values}
    if len(order) > 1 and not fixed:
        # The common case, at the driver's own speed.
        return itemgetter(*order)
    return lambda values: tuple([values[name] if name in values else fixed[name] for name in order])
