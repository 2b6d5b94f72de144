"""Indexes of the texts within a table's columns: by every three characters that stand together, or by words.

On SQLite they are FTS5 tables that the database keeps in step by triggers. They hold no texts of their own: what they say of
a row is found again in the row. So they are a part of the table that they are about, made with it, and never read or written
for their own sake. On PostgreSQL they are GIN indexes, with the trigrams of ``pg_trgm``.

They lead to rows that may fit. Threes of characters that are all in a text need not stand there as they are asked for, and
either database has its own view of capitals: a statement says besides what has to be true of a row.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from freehold.db import extensions
from freehold.db.session import Session

CHARACTERS = 3
"""A shorter text is in neither database's index of characters."""

WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")
"""What the words of an index of words are made of; one with other characters cannot be looked up."""

_ALL = "text_indexes"
_SHADOWS = ("", "_data", "_idx", "_docsize", "_config")
"""The tables that FTS5 makes for each: itself and where it keeps what it knows."""

_TEXTS: Any = ARRAY(sa.Text)
_PENDING_KILOBYTES = 256
"""What PostgreSQL may put off entering into an index, each search goes through: 4 MB, as it would, take 8 ms, this half of one."""

_BLANK = sa.literal_column("' '", sa.String)
"""No parameter: PostgreSQL knows its index by the very expression."""


class TextIndex(msgspec.Struct, frozen=True):
    """One of them, by the name under which SQLite's statements ask it."""

    name: str
    table: sa.Table
    columns: tuple[str, ...]
    tokenizer: str

    @property
    def _key(self) -> str:
        (key,) = self.table.primary_key.columns.keys()
        return key

    @property
    def rows(self) -> str:
        """SQLite's table of the rows that it knows, by their numbers."""
        return f"{self.name}_docsize"

    def statements(self) -> Iterator[str]:
        """What makes it on SQLite. A row that changes elsewhere does not touch it."""
        listed = ", ".join(self.columns)
        # That a row has a part is all that is asked: where it stands would be half of the file again.
        yield (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({listed}, content='{self.table.name}', "
            f"content_rowid='{self._key}', tokenize=\"{self.tokenizer}\", detail='none')"
        )
        entered = f"INSERT INTO {self.name} (rowid, {listed}) VALUES ({self._of('new')});"  # noqa: S608  names of ours alone
        taken_out = f"INSERT INTO {self.name} ({self.name}, rowid, {listed}) VALUES ('delete', {self._of('old')});"  # noqa: S608
        for word, event, does in (
            ("added", "INSERT", entered),
            ("removed", "DELETE", taken_out),
            ("changed", f"UPDATE OF {self._key}, {listed}", f"{taken_out} {entered}"),
        ):
            yield f"CREATE TRIGGER {self.name}_{word} AFTER {event} ON {self.table.name} BEGIN {does} END"

    def _of(self, side: str) -> str:
        return ", ".join(f"{side}.{column}" for column in (self._key, *self.columns))

    def has(self, session: Session, text: str, threes: Sequence[str]) -> sa.ColumnElement[bool]:
        """Whether a row of an index of characters may have the text: whether it has these of the threes in it."""
        if session.dialect == "postgresql":
            # Trigrams are of letters and digits alone; with none there, it is for the server to see what it can do.
            parts = [three for three in threes if three.isalnum()] or [text]
            first, *others = self.columns
            joined: sa.ColumnElement[str] = self.table.c[first]
            for column in others:
                joined = joined + _BLANK + self.table.c[column]
            return sa.and_(*(joined.contains(part, autoescape=True) for part in parts))
        return self._matches(threes)

    def has_word(self, session: Session, word: str) -> sa.ColumnElement[bool]:
        """Whether a row of an index of words has the word, all of whose characters are of ``WORD``."""
        if session.dialect == "postgresql":
            (column,) = self.columns
            words = sa.func.string_to_array(self.table.c[column], _BLANK, type_=_TEXTS)
            return words.contains(sa.cast([word], _TEXTS))
        return self._matches([word])

    def _matches(self, parts: Sequence[str]) -> sa.ColumnElement[bool]:
        asked = sa.table(self.name, sa.column("rowid"), sa.column(self.name))
        quoted = " AND ".join('"' + part.replace('"', '""') + '"' for part in parts)
        return self.table.c[self._key].in_(sa.select(asked.c.rowid).where(asked.c[self.name].match(quoted)))


def index_of_characters(table: sa.Table, name: str, columns: tuple[str, ...]) -> TextIndex:
    """Let the table be made with an index of every three characters in the columns."""

    @sa.event.listens_for(table, "before_create")
    def trigrams(_table: sa.Table, connection: sa.Connection, **_options: object) -> None:
        extensions.need(connection, "pg_trgm")

    joined = " || ' ' || ".join(columns)
    return _made_with(table, TextIndex(name, table, columns, "trigram"), f"({joined}) gin_trgm_ops")


def index_of_words(table: sa.Table, name: str, column: str) -> TextIndex:
    """Let the table be made with an index of the column's words, which have blanks between them."""
    made = TextIndex(name, table, (column,), "ascii tokenchars '.-_'")
    return _made_with(table, made, f"string_to_array({column}, ' ')")


def _made_with(table: sa.Table, index: TextIndex, gin: str) -> TextIndex:
    statements = [(statement, "sqlite") for statement in index.statements()]
    options = f"WITH (gin_pending_list_limit = {_PENDING_KILOBYTES})"
    statements.append((f"CREATE INDEX ix_{index.name} ON {table.name} USING gin ({gin}) {options}", "postgresql"))
    for statement, dialect in statements:
        made: sa.DDL = sa.DDL(statement)  # type: ignore[no-untyped-call]  # the library's own lack
        sa.event.listen(table, "after_create", made.execute_if(dialect=dialect))
    table.metadata.info.setdefault(_ALL, []).append(index)
    return index


def every_text_index(metadata: sa.MetaData) -> list[TextIndex]:
    """All that are defined."""
    found: list[TextIndex] = metadata.info.get(_ALL, [])
    return found


def tables_of(name: str) -> list[str]:
    """The tables that an index of this name consists of on SQLite."""
    return [name + shadow for shadow in _SHADOWS]
