"""Copy a live SQLite database into a file of its own: one consistent view, while others read and write on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3

from freehold.db.schema import metadata
from freehold.db.sqlite import BUSY_MILLISECONDS
from freehold.db.text_indexes import every_text_index, tables_of

_STAMP = "alembic_version"


def copy_database(file: Path, to: Path) -> None:
    """Write what the database holds now to *to*, closed to other users; what stood there is gone.

    Rows that were deleted do not come along: the copy is written anew, without free pages. Tables of others stay behind:
    those of the durable execution library hold nothing that the sweep does not make again from ours (engine.md, 10).
    """
    to.unlink(missing_ok=True)
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _opened(file) as source:
        source.execute("VACUUM INTO ?", (str(to),))
    ours = {
        *metadata.tables,
        *(table for index in every_text_index(metadata) for table in tables_of(index.name)),
        _STAMP,
    }
    with _opened(to) as copy:
        # Off for the writer it makes: a copy that is not whole is thrown away.
        copy.execute("PRAGMA synchronous=OFF")
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in ours and not name.startswith("sqlite_"):
                copy.execute(f'DROP TABLE "{name}"')


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    """A connection that commits each statement by itself."""
    connection = pysqlite3.connect(str(file), isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        yield connection
    finally:
        connection.close()
