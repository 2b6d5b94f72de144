"""Whether a database is whole: its pages, its indexes of texts, and the references between its rows."""

from collections.abc import Iterator

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.text_indexes import every_text_index

_MOST = 100
"""Troubles told at most of a kind."""


def damage(connection: sa.Connection) -> list[str]:
    """What is wrong with the file; of PostgreSQL it is the server's to say (checksums, ``pg_amcheck``)."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")
    damaged = [f"The file is damaged: {row[0]}." for row in found if row[0] != "ok"]
    # Of a damaged one nothing more can be said for certain.
    return damaged or list(_out_of_step(connection))


def _out_of_step(connection: sa.Connection) -> Iterator[str]:
    """Indexes of texts that are about other rows than are there. Whether a row has other texts, only making one anew tells."""
    there = set(sa.inspect(connection).get_table_names())
    for index in every_text_index(metadata):
        # One that is not there at all is told by the comparison of shapes.
        if index.rows not in there:
            continue
        (key,), about = index.table.primary_key.columns, sa.table(index.rows, sa.column("id"))
        lacking, left = (
            connection.execute(sa.select(sa.func.count()).where(one.not_in(sa.select(other)))).scalar_one()
            for one, other in ((key, about.c.id), (about.c.id, key))
        )
        if lacking or left:
            again = f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild');"  # noqa: S608  a name of ours
            yield (
                f"The index {index.name} lacks {lacking} rows of {index.table.name} and has {left} that are not there: searches "
                f"miss some. Stop Freehold and run in SQLite: {again}"
            )


def loose_rows(connection: sa.Connection) -> list[str]:
    """Rows that refer to rows which are not there."""
    if connection.dialect.name == "sqlite":
        found = [
            (table, row, parent) for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    else:
        found = list(_looked_for(connection))
    return [
        f"Row {row} of {table} refers to a row of {parent} that is not there." for table, row, parent in found[:_MOST]
    ]


def _looked_for(connection: sa.Connection) -> Iterator[tuple[str, object, str]]:
    """The server enforces references unless somebody told it not to, as a restore does."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            parent = key.column.table.alias("parent")
            there = sa.exists().where(parent.c[key.column.name] == key.parent)
            rows = connection.execute(
                sa.select(*table.primary_key.columns).where(key.parent.is_not(None), ~there).limit(_MOST)
            )
            yield from ((table.name, ", ".join(map(str, row)), key.column.table.name) for row in rows)
