"""Everything that a store holds, to tell whether something changed."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session


def content(session: Session, but: Collection[str] = ()) -> dict[str, list[tuple]]:
    """All rows of all tables but these as the driver gives them, and what was handed to the execution library."""
    texts = _texts(session.connection.dialect)
    found = {name: session.raw.execute(text).fetchall() for name, text in texts.items() if name not in but}
    return {**found, "handed over": [(name,) for name in handed_over(session)]}


@cache
def _texts(dialect: sa.Dialect) -> dict[str, str]:
    return {
        table.name: str(sa.select(table).order_by(*table.primary_key.columns).compile(dialect=dialect))
        for table in metadata.sorted_tables
    }


def handed_over(session: Session) -> list[str]:
    """The rounds of chunks that were ever handed to the execution library: task:chunk:round."""
    library = "dbos.workflow_status" if session.dialect == "postgresql" else "workflow_status"
    return sorted(session.execute(sa.text(f"SELECT workflow_uuid FROM {library}")).scalars())
