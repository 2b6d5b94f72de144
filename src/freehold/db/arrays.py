"""One array as one parameter: the database joins, on either dialect (performance.md, the store)."""

import json
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

Structure = TypeVar("Structure", bound=msgspec.Struct)


class Array(sa.types.TypeDecorator[Sequence[Any]]):
    """A list handed over as one parameter: an array of PostgreSQL's, and ``packed`` for SQLite."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[sa.types.TypeEngine[Any]]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """What the parameter is for the database."""
        return dialect.type_descriptor(ARRAY(self.kind) if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: sa.Dialect) -> Any:
        """What the driver is handed."""
        return list(value or ()) if dialect.name == "postgresql" else packed(value or ())


class _Elements(FunctionElement[Any]):
    """The elements of an array, a row each."""

    name = "elements"
    inherit_cache = True


@compiles(_Elements)
def _sqlite(element: _Elements, compiler: Any, **options: Any) -> str:
    # Its values have the type they have in the array.
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Elements, "postgresql")
def _postgresql(element: _Elements, compiler: Any, **options: Any) -> str:
    # Out of a query of its own PostgreSQL does not see how long it is, and reckons with ten rows: it goes by the index. Of a
    # JSON text it reckons with a hundred, and of a long list with its length: then it reads a table of thousands from end to end.
    return f"(SELECT unnest((SELECT {compiler.process(element.clauses, **options)})) AS value)"


def text_array(name: str) -> sa.FromClause:
    """A table of one text column ``value`` made from the parameter of this name, a list."""
    return _rows_of(name, sa.Text)


def number_array(name: str) -> sa.FromClause:
    """The same of whole numbers."""
    return _rows_of(name, sa.BigInteger)


def _rows_of(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.FromClause:
    return _Elements(sa.bindparam(name, type_=Array(kind))).table_valued("value").alias(f"{name}_list")


def packed(values: Sequence[Any]) -> str:
    """An array in the form that SQLite reads."""
    return _PACKER.encode(values)


_PACKER = json.JSONEncoder(separators=(",", ":"))


def as_text(statement: sa.Executable) -> sa.Select[tuple[str]]:
    """A query for SQLite whose one value is an array that has each row of this one as an array; for ``unpacked``.

    In its order: SQLite drops that of a query within another only where the outer one could not tell, by counting for example.
    """
    rows = statement.subquery("found")  # type: ignore[attr-defined]  # every query has it
    return sa.select(sa.func.json_group_array(sa.func.json_array(*rows.c)))


def unpacked(text: str, kind: type[Structure]) -> list[Structure]:
    """The rows of an ``as_text`` as structures, which are ``array_like``."""
    return msgspec.json.decode(text, type=list[kind])  # type: ignore[valid-type]  # what the caller says


def insert(statement: sa.Executable, dialect: sa.Dialect, same: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """An insert whose values all have their columns' names, as one of arrays for PostgreSQL; with the names in order.

    Of the columns that are the *same* in all rows it takes the value and no array.
    """
    table, columns = _given(statement, dialect)
    quote = dialect.identifier_preparer.quote
    named = ", ".join(quote(column.name) for column in columns)
    alike = [column for column in columns if column.name in same]
    unlike = [column for column in columns if column.name not in same]
    values = ", ".join(
        f"%s::{_type_of(column.type, dialect)}" if column in alike else f"given.{quote(column.name)}"
        for column in columns
    )
    given = ", ".join(f"%s::{_type_of(column.type, dialect)}[]" for column in unlike)
    told = ", ".join(quote(column.name) for column in unlike)
    text = f"INSERT INTO {quote(table.name)} ({named}) SELECT {values} FROM unnest({given}) AS given ({told})"  # noqa: S608  names of ours alone
    return text, tuple(column.name for column in [*alike, *unlike])


def insert_rows(statement: sa.Executable, dialect: sa.Dialect) -> tuple[str, tuple[str, ...]]:
    """The same for SQLite: an insert of one array, ``packed``, that has each row as an array; with the names in order."""
    table, columns = _given(statement, dialect)
    quote = dialect.identifier_preparer.quote
    named = ", ".join(quote(column.name) for column in columns)
    values = ", ".join(f"value ->> {place}" for place in range(len(columns)))
    text = f"INSERT INTO {quote(table.name)} ({named}) SELECT {values} FROM json_each(?)"  # noqa: S608  names of ours alone
    return text, tuple(column.name for column in columns)


def update(statement: sa.Executable, dialect: sa.Dialect) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """An update of a row as one of many rows for PostgreSQL, which has each value as an array.

    Gives the statement, the values it has of its own, and the names of the arrays.
    """
    assert type(statement) is sa.Update
    # Compiling gives a value the type of the column that it is set to.
    bound = statement.compile(dialect=dialect).binds
    types = {name: _unbounded(value.type) for name, value in bound.items() if value.required}
    unknown = [name for name, kind in types.items() if isinstance(kind, sa.types.NullType)]
    assert not unknown, f"{statement.table}: {unknown} need a type"
    handed: list[Any] = [sa.bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()]
    columns: list[Any] = [sa.column(name, kind) for name, kind in types.items()]
    given = sa.func.unnest(*handed).table_valued(*columns).render_derived(name="given")

    def of_its_row(element: Any, **_: Any) -> Any:
        return given.c[element.key] if isinstance(element, sa.BindParameter) and element.required else None

    many: Any = visitors.replacement_traverse(statement, {}, of_its_row)
    compiled = many.compile(dialect=dialect)
    own = {name: value for name, value in compiled.params.items() if name not in types}
    return str(compiled), own, tuple(types)


def _given(statement: sa.Executable, dialect: sa.Dialect) -> tuple[Any, list[Any]]:
    """The table of an insert, and the columns that it gives values."""
    assert type(statement) is sa.Insert, "one that does something about rows that are there is another statement"
    table: Any = statement.table
    compiled = statement.compile(dialect=dialect)
    columns = [column for column in table.columns if column.name in compiled.params]
    assert len(columns) == len(compiled.params), f"{table.name}: every value must be called as its column is"
    return table, columns


def _type_of(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> str:
    return _unbounded(kind).compile(dialect=dialect)


def _unbounded(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    """Without length or order, which are the column's to see to: a cast would cut a text off."""
    return sa.Text() if isinstance(kind, sa.String) else kind
