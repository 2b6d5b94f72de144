"""Take every row of ours from one database into another, of whichever kind, and see that it came over.

The target's tables are made in the transaction that fills them, so that a copy that dies leaves nothing. The execution
library's tables stay behind: the rows are the truth, and the sweep hands open chunks over again (engine.md, 10).
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from freehold.db.numbering import go_on_behind, last_given
from freehold.db.schema import metadata
from freehold.db.session import Prepared, Session, given
from freehold.db.text_indexes import every_text_index

_ROWS = 5_000
"""Rows read and written at a time."""


class CopyFailed(Exception):
    """The target does not hold what the source does; nothing of it was kept."""


class _Digest:
    """The number of a table's rows, and a sum over them that does not depend on their order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Sequence[Any]) -> None:
        told = "\x1f".join(_told(value) for value in row)
        self._sum = (
            self._sum + int.from_bytes(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest())
        ) % 2**256
        self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digest) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment]  # it changes


def _told(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bytes():
            return f"b{value.hex()}"
        case str():
            return f"s{value}"
        case _:
            # What is a truth value here is one there as well: both are read by the column's type.
            return f"n{value!r}"


def occupied(session: Session) -> str | None:
    """A table of ours that the database has already; None when it has none."""
    there = sa.inspect(session.connection).get_table_names()
    return next((name for name in sorted(metadata.tables) if name in there), None)


def fill(source: Session, target: Session) -> dict[str, int]:
    """Copy all tables into the target, whose tables are made and empty; how many rows each has.

    Raises CopyFailed when what is read back is not what was read.
    """
    copied = {}
    for table in metadata.sorted_tables:
        read = _Digest()
        for rows in _stretches(source, table):
            for row in rows:
                read.add(row)
            try:
                _put(target, table, [dict(row._mapping) for row in rows])
            except sa.exc.DataError as error:
                raise CopyFailed(f"The target does not take a row of {table.name}: {error.orig}") from error
        _go_on_numbering(source, target, table)
        kept = _Digest()
        for rows in _stretches(target, table):
            for row in rows:
                kept.add(row)
        if read != kept:
            raise CopyFailed(f"Of {table.name} {read.rows} rows were read, and other rows are in the target.")
        copied[table.name] = read.rows
    return copied


def _put(target: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if target.dialect == "sqlite" and any(index.table is table for index in every_text_index(metadata)):
        Prepared(lambda: table.insert().values(given(*table.columns.keys()))).insert(target, rows)
    else:
        target.execute(table.insert(), rows)


def _stretches(session: Session, table: sa.Table) -> Iterator[Sequence[sa.Row[Any]]]:
    found = session.connection.execute(sa.select(table), execution_options={"yield_per": _ROWS})
    yield from found.partitions()


def _go_on_numbering(source: Session, target: Session, table: sa.Table) -> None:
    """Let the target give the numbers behind those that the source gave, those of deleted rows included."""
    column = table.autoincrement_column
    if column is not None:
        newest = source.execute(sa.select(sa.func.max(column))).scalar() or 0
        go_on_behind(target, table, max(last_given(source, table), newest))
