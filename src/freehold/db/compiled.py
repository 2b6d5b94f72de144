"""Inserts that another library builds, compiled once for each set of columns and run by their text for many rows at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from freehold.db.session import Session


class CompiledInserts:
    """The inserts that were run so far."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, tuple[str, ...]], _Insert] = {}

    def run(
        self,
        session: Session,
        name: str,
        rows: Sequence[Mapping[str, Any]],
        build: Callable[[], sa.Insert],
        schemas: Mapping[str | None, str | None],
    ) -> None:
        """Run the insert of this name, which *build* makes where it was not yet run with these columns, for each row.

        Whatever it returns is lost. *schemas* are the names of those that the library says by placeholders.
        """
        columns = tuple(rows[0])
        key = session.dialect, name, columns
        if key not in self._kept:
            self._kept[key] = _Insert(build(), session.connection.dialect, columns, schemas)
        self._kept[key].run(session, rows)


class _Insert:
    """An insert's text for one database, and what makes the driver's values of those given."""

    def __init__(
        self,
        statement: sa.Insert,
        dialect: sa.Dialect,
        columns: Sequence[str],
        schemas: Mapping[str | None, str | None],
    ) -> None:
        compiled: Any = statement.compile(
            dialect=dialect, column_keys=list(columns), schema_translate_map=schemas, render_schema_translate=True
        )
        assert not compiled.insert_prefetch, "a column has a default that only SQLAlchemy knows"
        self._text = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if name not in columns}
        made = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._made = {name: processor for name, processor in made.items() if processor is not None}

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        told = map(self._told, rows)
        if session.dialect == "sqlite":
            # Its driver takes no insert that returns something together with many rows.
            for values in told:
                session.raw.execute(self._text, values).fetchall()
        else:
            session.raw.cursor().executemany(self._text, told)

    def _told(self, row: Mapping[str, Any]) -> Mapping[str, Any] | tuple[Any, ...]:
        told = {**self._fixed, **row}
        for name, made in self._made.items():
            told[name] = made(told[name])
        return told if self._order is None else tuple([told[name] for name in self._order])
