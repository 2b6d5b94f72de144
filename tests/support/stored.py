"""Everything that a store holds, to tell whether something changed."""

from collections.abc import Collection

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session


def content(session: Session, but: Collection[str] = ()) -> dict[str, list[tuple]]:
    """All rows of all tables but these, and what was handed to the execution library."""
    found = {
        table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key.columns))]
        for table in metadata.sorted_tables
        if table.name not in but
    }
    return {**found, "handed over": [(name,) for name in handed_over(session)]}


def handed_over(session: Session) -> list[str]:
    """The rounds of chunks that were ever handed to the execution library: task:chunk:round."""
    library = "dbos.workflow_status" if session.dialect == "postgresql" else "workflow_status"
    return sorted(session.execute(sa.text(f"SELECT workflow_uuid FROM {library}")).scalars())
