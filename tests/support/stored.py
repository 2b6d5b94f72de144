"""Everything that a store holds, to tell whether something changed."""

from collections.abc import Collection

import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.session import Session


def content(session: Session, but: Collection[str] = ()) -> dict[str, list[tuple]]:
    """All rows of all tables but these, and of the execution library how many chunks were ever handed to it."""
    found = {
        table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key.columns))]
        for table in metadata.sorted_tables
        if table.name not in but
    }
    library = "dbos.workflow_status" if session.dialect == "postgresql" else "workflow_status"
    number = session.execute(sa.text(f"SELECT count(*) FROM {library}")).scalar_one()
    return {**found, library: [(number,)]}
