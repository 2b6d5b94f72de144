"""Build an index on PostgreSQL while others read and write.

The server cannot do that in a transaction. One that was killed leaves an index that is not valid: it is thrown away and
built anew. So this can be repeated, and the transaction that follows only notes that the index is there.
"""

import sqlalchemy as sa

from freehold.db.migrations.migration import Index

_VALID = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")


def build(engine: sa.Engine, wanted: Index) -> None:
    """Build it unless it is there."""
    with engine.connect() as pooled:
        connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
        # Not given back with what is set below.
        connection.detach()
        # It waits for every transaction that began before it, however long those take.
        connection.exec_driver_sql("SET lock_timeout = 0")
        quoted = connection.dialect.identifier_preparer.quote
        name, table = quoted(wanted.name), quoted(wanted.table)
        valid = connection.execute(_VALID, {"name": name}).scalar()
        if valid:
            return
        if valid is False:
            connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {name}")
        columns = ", ".join(map(quoted, wanted.columns))
        unique = "UNIQUE " if wanted.unique else ""
        connection.exec_driver_sql(f"CREATE {unique}INDEX CONCURRENTLY {name} ON {table} ({columns})")
