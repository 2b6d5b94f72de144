"""What PostgreSQL has to bring along besides itself."""

import sqlalchemy as sa

from freehold.db.refusing import CannotOpen


def need(connection: sa.Connection, name: str) -> None:
    """See that the database has the extension, and put it in where we may; nothing on SQLite.

    Raises CannotOpen with what its administrator is to do.
    """
    if connection.dialect.name != "postgresql":
        return
    try:
        connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {name}")
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated:
            raise
        why = str(error.orig).strip().partition("\n")[0]
        raise CannotOpen(
            f"The database lacks PostgreSQL's extension {name}, and this user cannot put it in: {why}. Let an administrator of "
            f"the database run CREATE EXTENSION {name}; nothing was changed."
        ) from error
