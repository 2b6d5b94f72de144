"""Inserts that another library builds, compiled once for each set of columns and run by their text on our connection."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa


class CompiledInserts:
    """The inserts that were run so far."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, tuple[str, ...]], _Insert] = {}

    def run(
        self, connection: sa.Connection, name: str, values: Mapping[str, Any], build: Callable[[], sa.Insert]
    ) -> sa.CursorResult[Any]:
        """Run the insert of this name, which *build* makes where it was not yet run with these columns."""
        key = connection.dialect.name, name, tuple(values)
        if key not in self._kept:
            self._kept[key] = _Insert(build(), connection, list(values))
        return self._kept[key].run(connection, values)


class _Insert:
    """An insert's text for one database, and what makes the driver's values of those given."""

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
