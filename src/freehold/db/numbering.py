"""Numbers that are never given twice: which was the last, and where to go on, on either kind of database."""

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session


def last_given(session: Session, table: sa.Table) -> int:
    """The last number given in a table, to rows that were deleted too; 0 where none was, or nobody remembers it."""
    if session.dialect == "postgresql":
        assert table.autoincrement_column is not None
        sequence = session.execute(
            sa.select(sa.func.pg_get_serial_sequence(table.name, table.autoincrement_column.name))
        ).scalar()
        found = session.execute(sa.text(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")).scalar()  # noqa: S608  the server's own name of it
    elif _remembers(table):
        found = session.execute(
            sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
        ).scalar()
    else:
        found = None
    return int(found or 0)


def go_on_behind(session: Session, table: sa.Table, last: int) -> None:
    """Give numbers behind this one from now on; 0 changes nothing."""
    if last == 0:
        return
    if session.dialect == "postgresql":
        assert table.autoincrement_column is not None
        sequence = sa.func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
        session.execute(sa.select(sa.func.setval(sequence, last)))
    elif _remembers(table):
        session.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        session.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {"name": table.name, "last": last}
        )


def skip(session: Session, by: int) -> None:
    """Leave a gap in all of them: the database that this one is a copy of went on giving them."""
    for table in metadata.tables.values():
        if _remembers(table):
            go_on_behind(session, table, last_given(session, table) + by)


def _remembers(table: sa.Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])
