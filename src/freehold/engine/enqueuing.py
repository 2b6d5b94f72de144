"""The library's rows of a workflow, written together with those of all others that a group of writes enqueues.

By itself the library writes them workflow by workflow, two statements each, which on a connection of ours it builds and
compiles anew each time: a third of a small submit on SQLite, and on PostgreSQL two messages there and back. The statements stay
the library's own, whatever columns its next version has: it is handed a stand-in for a connection, and the one private
function of it that runs them keeps what they are to write.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from freehold.db.compiled import CompiledInserts
from freehold.db.session import Session


class _Row(NamedTuple):
    """What one of the library's inserts is to write."""

    name: str
    values: Mapping[str, Any]
    build: Callable[[], sa.Insert]
    schemas: Mapping[str | None, str | None]


class Gathering:
    """Stands in for a connection of the library's: keeps rows for ``HandingOver``."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self._options: Mapping[str, Any] = {}

    def get_execution_options(self) -> Mapping[str, Any]:
        """As of a connection."""
        return self._options

    def execution_options(self, **options: Any) -> None:
        """As of a connection."""
        self._options = options

    def keep(self, name: str, values: Mapping[str, Any], build: Callable[[], sa.Insert]) -> "Gathering":
        """Keep what is to be written."""
        self.rows.append(_Row(name, values, build, self._options["schema_translate_map"]))
        return self

    def fetchone(self) -> None:
        """As of an insert's result: nothing is known yet of rows that were there before."""


def gather(library: Any) -> None:
    """Let this system database of the library keep its inserts where it is handed a ``Gathering``."""
    run: Callable[..., Any] = library._execute_prepared

    def execute(connection: Any, name: str, values: Mapping[str, Any], build: Callable[[], Any], **options: Any) -> Any:
        if isinstance(connection, Gathering):
            return connection.keep(name, values, build)
        return run(connection, name, values, build, **options)

    library._execute_prepared = execute


class HandingOver:
    """Writes what was gathered."""

    def __init__(self) -> None:
        self._inserts = CompiledInserts()

    def write(self, session: Session, rows: Sequence[_Row]) -> None:
        """Write the rows, kind by kind in the order in which the library first wrote each."""
        kinds: dict[tuple[str, tuple[str, ...]], list[_Row]] = {}
        for row in rows:
            kinds.setdefault((row.name, tuple(row.values)), []).append(row)
        for (name, _), alike in kinds.items():
            self._inserts.run(session, name, [row.values for row in alike], alike[0].build, alike[0].schemas)
