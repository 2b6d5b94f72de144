"""The library's statements that enqueue a workflow, compiled once for each set of columns.

It compiles them once on PostgreSQL and on a connection of its own. On one of ours, and on SQLite, it builds and compiles them
anew for each workflow, which was a third of a small submit. They stay the library's own, whatever columns its next version
has: one private function of it, which runs them, is replaced by one that keeps their text.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from freehold.db.compiled import CompiledInserts


def compile_once(library: Any) -> None:
    """Let this system database of the library run its inserts so."""
    build_each_time: Callable[..., Any] = library._execute_prepared
    inserts = CompiledInserts()

    def execute(connection: Any, name: str, values: Mapping[str, Any], build: Callable[[], Any], **options: Any) -> Any:
        if options or not isinstance(connection, sa.Connection):
            return build_each_time(connection, name, values, build, **options)
        return inserts.run(connection, name, values, build)

    library._execute_prepared = execute
