"""Migrations as a next version would bring them: a table, a filled column, an index; and what the version before needs gone."""

import shutil

from freehold.db import migrations
from freehold.db.stamp import SCHEMA_VERSION

TABLE, FILLED, INDEXED, GONE = (f"{int(SCHEMA_VERSION) + number:04d}" for number in range(1, 5))
"""Two that add, with the one that fills rows between them, and one that takes away."""

_HEAD = """
import sqlalchemy as sa
from alembic import op

from freehold.db.migrations.migration import Backfill, Index, Phase

revision = "{0}"
down_revision = "{1}"
"""

TEXTS = {
    TABLE: """
phase = Phase.EXPAND


def upgrade():
    op.create_table("trial_rows", sa.Column("name", sa.String(253), primary_key=True))
    op.add_column("accounts", sa.Column("trial", sa.String(64)))
""",
    FILLED: """
phase = Phase.BACKFILL


def fill(connection, keys):
    connection.execute(sa.text("UPDATE accounts SET trial = name WHERE id = :id"), [{"id": id} for (id,) in keys])


backfill = Backfill("accounts", key=("id",), left="trial IS NULL", fill=fill, rows=3)
""",
    INDEXED: """
phase = Phase.EXPAND
index = Index("ix_accounts_trial", "accounts", ("trial",))
""",
    GONE: f"""
phase = Phase.CONTRACT
least = "{INDEXED}"


def fill(connection, keys):
    connection.execute(sa.text("UPDATE accounts SET trial = name WHERE id = :id"), [{{"id": id}} for (id,) in keys])


backfill = Backfill("accounts", key=("id",), left="trial IS NULL", fill=fill)


def upgrade():
    with op.batch_alter_table("accounts") as batch:
        batch.alter_column("trial", existing_type=sa.String(64), nullable=False)
        batch.drop_column("language")
""",
}

ADDED = {
    "table trial_rows",
    "column trial_rows.name VARCHAR(253) NOT NULL",
    "primary key trial_rows.pk_trial_rows on name",
    "index accounts.ix_accounts_trial on trial",
}
"""What the facts of a schema then say more, but for the column, which the last makes NOT NULL."""


def write(folder, through=GONE, **instead):
    """The product's migrations and these, up to the one named; *instead* has other texts for some of them."""
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = SCHEMA_VERSION
    for revision, text in TEXTS.items():
        if revision <= through:
            body = _HEAD.format(revision, before) + instead.get(f"m{revision}", text)
            (folder / "versions" / f"{revision}_trial.py").write_text(body)
        before = revision
    return folder
