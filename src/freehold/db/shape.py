"""What a database's schema is, fact by fact, and where it differs from the definitions.

Facts are sentences, so that two schemas are compared as sets and a difference needs no further words. The order of columns
and how a table came to be (made at once, or altered) play no part. The definitions' own facts are read off tables made from
them on the same kind of database, since each says a default or a condition in its own words.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.text_indexes import tables_of


def facts(connection: sa.Connection, tables: Collection[str] | None = None) -> set[str]:
    """Every table, column, key, reference, check, index and trigger of the database; of these *tables* only, when they are given.

    An index of texts is a fact of the table that it is about, and so are the tables that it consists of.
    """
    inspector = sa.inspect(connection)
    of_indexes = {part for name, _, _ in _text_indexes(connection) for part in tables_of(name)}
    names = [name for name in inspector.get_table_names() if name not in of_indexes]
    return {
        fact for table in names if tables is None or table in tables for fact in _facts_of(inspector, connection, table)
    }


def differences(connection: sa.Connection, scratch: sa.Connection, *, more: bool = False) -> list[str]:
    """Where our tables are not as this program defines them; tables of others in the same database are not looked at.

    With *more*, what a newer program added is no difference. *scratch* is a connection to a place without tables (``Database.scratch``).
    """
    wanted, found = _defined(scratch), facts(connection, metadata.tables.keys())
    unknown = set() if more else found - wanted
    return [f"The schema lacks {fact}." for fact in sorted(wanted - found)] + [
        f"The schema has {fact}, which this program does not know." for fact in sorted(unknown)
    ]


def _defined(scratch: sa.Connection) -> set[str]:
    metadata.create_all(scratch, checkfirst=False)
    schema = None
    if scratch.dialect.name == "postgresql":
        schema = scratch.exec_driver_sql("SELECT pg_my_temp_schema()::regnamespace::text").scalar()
    inspector = sa.inspect(scratch)
    return {fact for table in metadata.tables for fact in _facts_of(inspector, scratch, table, schema)}


def _facts_of(
    inspector: sa.Inspector, connection: sa.Connection, table: str, schema: str | None = None
) -> Iterator[str]:
    yield f"table {table}"
    for column in inspector.get_columns(table, schema):
        kind = column["type"].compile(dialect=connection.dialect)
        empty = "" if column["nullable"] else " NOT NULL"
        yield f"column {table}.{column['name']} {kind}{empty}{_default(column['default'])}"
    yield f"primary key {_keyed(table, inspector.get_pk_constraint(table, schema), 'constrained_columns')}"
    for unique in inspector.get_unique_constraints(table, schema):
        yield f"unique {_keyed(table, unique, 'column_names')}"
    for reference in inspector.get_foreign_keys(table, schema):
        target = f"{reference['referred_table']}({', '.join(reference['referred_columns'])})"
        options = "".join(f" {name} {value}" for name, value in sorted(reference["options"].items()))
        yield f"reference {_keyed(table, reference, 'constrained_columns')} to {target}{options}"
    for check in inspector.get_check_constraints(table, schema):
        yield f"check {table}.{check['name']}: {' '.join(check['sqltext'].split())}"
    for index in inspector.get_indexes(table, schema):
        if "duplicates_constraint" in index:
            continue
        unique_or_not = "unique index" if index["unique"] else "index"
        more = index.get("dialect_options", {})
        if more.get("postgresql_using") == "gin":
            yield f"{unique_or_not} {table}.{index['name']} {_written(connection, str(index['name']), schema)}"
            continue
        where = more.get(f"{connection.dialect.name}_where")
        yield f"{unique_or_not} {_keyed(table, index, 'column_names')}{'' if where is None else f' where {where}'}"
    if connection.dialect.name == "sqlite":
        yield from _kept_by_triggers(connection, table)


def _written(connection: sa.Connection, index: str, schema: str | None) -> str:
    """How an index that is more than columns is defined."""
    name = index if schema is None else f"{schema}.{index}"
    told = connection.execute(sa.text("SELECT pg_get_indexdef(CAST(:name AS regclass))"), {"name": name}).scalar_one()
    return str(told).partition(" USING ")[2]


def _kept_by_triggers(connection: sa.Connection, table: str) -> Iterator[str]:
    for name, about, written in _text_indexes(connection):
        if about == table:
            yield f"text index {table}.{name}: {written}"
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    )
    for name, text in found:
        yield f"trigger {table}.{name}: {' '.join(text.split())}"


_TEXT_INDEX = re.compile(r"CREATE VIRTUAL TABLE \w+ USING (fts5\(.*content='(\w+)'.*\))")


def _text_indexes(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """Name, table it is about, and how it is made, of each."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0")
    found = [(name, _TEXT_INDEX.fullmatch(" ".join(text.split()))) for name, text in rows]
    return [(name, made[2], made[1]) for name, made in found if made is not None]


def _default(value: str | None) -> str:
    if value is None:
        return ""
    # A sequence of a temporary table is told with its schema, which has a number.
    return " DEFAULT numbered" if value.startswith("nextval(") else f" DEFAULT {value}"


def _keyed(table: str, constraint: Any, columns: str) -> str:
    return f"{table}.{constraint['name']} on {', '.join(map(str, constraint[columns]))}"
