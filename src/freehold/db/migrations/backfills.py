"""Fill rows batch by batch, each in a transaction that also notes how far it came: a kill costs one batch.

The table is walked by its key, so that no batch looks at what was filled before it. Programs of before go on writing
meanwhile, and leave rows unfilled behind the walk; so the transaction that ends the migration looks once more at the whole
table, with no writer beside it.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.migrations.migration import Backfill, Key, Migration
from freehold.db.schema import installation
from freehold.faults import fault

_PROGRESS = "backfill"
"""The row of ``installation`` that says which migration fills rows, and the key it came to."""


class Unfilled(Exception):
    """A backfill left rows as they were; its batch was undone."""


class _Progress(msgspec.Struct, frozen=True):
    revision: str
    after: tuple[str | int, ...]


def fill_a_batch(engine: sa.Engine, migration: Migration, backfill: Backfill) -> bool:
    """Fill the next rows and note it, in one transaction; whether there were any. Raises Unfilled."""
    with engine.begin() as connection:
        after = _reached(connection, migration)
        keys = _next(connection, backfill, after)
        if not keys:
            return False
        _fill(connection, migration, backfill, keys)
        fault("mig.backfill.mid")
        _note(connection, migration, keys[-1])
        return True


def fill_the_rest(connection: sa.Connection, migration: Migration, backfill: Backfill) -> None:
    """Fill what was written behind the walk, and forget how far that came; in the caller's transaction. Raises Unfilled."""
    while keys := _next(connection, backfill, None):
        _fill(connection, migration, backfill, keys)
    _forget(connection)


def _fill(connection: sa.Connection, migration: Migration, backfill: Backfill, keys: Sequence[Key]) -> None:
    backfill.fill(connection, keys)
    # A condition that its rows still meet would be filled for ever.
    columns = _key(backfill)
    those = columns.between(sa.tuple_(*keys[0]), sa.tuple_(*keys[-1]))
    if connection.execute(_left(backfill).where(those).limit(1)).first() is not None:
        raise Unfilled(
            f"Migration {migration.revision} leaves rows of {backfill.table} for which {backfill.left} holds."
        )


def _next(connection: sa.Connection, backfill: Backfill, after: Key | None) -> Sequence[Key]:
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in backfill.key]
    query = _left(backfill).order_by(*columns).limit(backfill.rows)
    if after is not None:
        query = query.where(_key(backfill) > sa.tuple_(*after))
    return [tuple(row) for row in connection.execute(query)]


def _left(backfill: Backfill) -> Any:
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in backfill.key]
    return sa.select(*columns).select_from(sa.table(backfill.table)).where(sa.text(f"({backfill.left})"))


def _key(backfill: Backfill) -> sa.Tuple:
    return sa.tuple_(*(sa.column(name) for name in backfill.key))


def _reached(connection: sa.Connection, migration: Migration) -> Key | None:
    found = connection.execute(sa.select(installation.c.value).where(installation.c.name == _PROGRESS)).scalar()
    if found is None:
        return None
    progress = msgspec.json.decode(found, type=_Progress)
    return progress.after if progress.revision == migration.revision else None


def _note(connection: sa.Connection, migration: Migration, key: Key) -> None:
    _forget(connection)
    progress = msgspec.json.encode(_Progress(migration.revision, tuple(key)))
    connection.execute(installation.insert().values(name=_PROGRESS, value=progress))


def _forget(connection: sa.Connection) -> None:
    connection.execute(installation.delete().where(installation.c.name == _PROGRESS))
