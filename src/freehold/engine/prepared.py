"""The library's statements that enqueue a workflow, compiled once for each set of columns.

It compiles them once on PostgreSQL and on a connection of its own. On one of ours, and on SQLite, it builds and compiles them
anew for each workflow, which was a third of a small submit. They stay the library's own, whatever columns its next version
has: one private function of it, which runs them, is replaced by one that keeps their text.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa


def compile_once(library: Any) -> None:
    """Let this system database of the library run its inserts so."""
    build_each_time: Callable[..., Any] = library._execute_prepared
    kept: dict[tuple[str, str, tuple[str, ...]], _Insert] = {}

    def execute(connection: Any, name: str, values: Mapping[str, Any], build: Callable[[], Any], **options: Any) -> Any:
        if options or not isinstance(connection, sa.Connection):
            return build_each_time(connection, name, values, build, **options)
        key = connection.dialect.name, name, tuple(values)
        if key not in kept:
            kept[key] = _Insert(build(), connection, list(values))
        return kept[key].run(connection, values)

    library._execute_prepared = execute


class _Insert:
    """An insert's text for one database, and what makes the driver's values of the library's."""

    def __init__(self, statement: sa.Insert, connection: sa.Connection, columns: list[str]) -> None:
        schemas = connection.get_execution_options().get("schema_translate_map")
        compiled: Any = statement.compile(
            dialect=connection.dialect, column_keys=columns, schema_translate_map=schemas, render_schema_translate=True
        )
        assert not compiled.insert_prefetch, "a column has a default that only SQLAlchemy knows"
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if name not in columns}
        made = {
            name: bind.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
            for name, bind in compiled.binds.items()
        }
        self._made = {name: processor for name, processor in made.items() if processor is not None}

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        told = {**self._fixed, **values}
        for name, made in self._made.items():
            told[name] = made(told[name])
        order = self._order
        return connection.exec_driver_sql(self._text, told if order is None else tuple([told[name] for name in order]))
