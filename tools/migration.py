"""``python tools/migration.py WORDS``: begin a migration from the difference between the tables and the migrations.

What it writes is a draft, and an expand: read it, see that the program of the version before can run on the schema it leaves,
and put what it cannot run on into a contract of a later release (docs/guides/upgrading.md).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from freehold import opening
from freehold.db import migrations
from freehold.db.schema import metadata

HEAD = '''"""{words}."""

import sqlalchemy as sa
from alembic import op

from freehold.db.migrations.migration import Phase
{imports}
revision = "{number}"
down_revision = {before}
phase = Phase.EXPAND


def upgrade() -> None:
{upgrade}
'''


def main() -> int:
    """Write the draft; 1 when there is nothing to migrate."""
    words = " ".join(sys.argv[1:]) or "First tables"
    versions = migrations.FOLDER / "versions"
    known = sorted(file.name[:4] for file in versions.glob("[0-9]*.py"))
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/now.db")
        if known:
            migrations.migrate(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_object": _is_ours, "render_as_batch": bool(known)}
            )
            found = produce_migrations(context, metadata)
    assert found.upgrade_ops is not None
    if found.upgrade_ops.is_empty():
        print("The tables are as the migrations make them.")
        return 1
    number = f"{len(known) + 1:04d}"
    code = render_python_code(found.upgrade_ops, render_as_batch=bool(known))
    code = (
        re.sub(r"\n *# ### .*", "", "\n" + code).strip("\n").replace("freehold.db.types.SealedColumn", "SealedColumn")
    )
    # What this database calls a truth value, another calls a type error.
    code = re.sub(r'(sa\.Boolean\(\), server_default=sa\.)text\([\'"](\d)[\'"]\)', _truth, code)
    imports = "from freehold.db.types import SealedColumn\n" if "SealedColumn" in code else ""
    body = HEAD.format(
        imports=imports, words=words, number=number, before=repr(known[-1]) if known else None, upgrade=code
    )
    file = versions / f"{number}_{re.sub(r'[^a-z0-9]+', '_', words.lower())}.py"
    file.write_text(body, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", "--fix", str(file)], check=True)
    print(f"Wrote {Path(file).relative_to(Path.cwd())}; set SCHEMA_VERSION and RUNS_FROM in db/stamp.py to {number}.")
    return 0


def _truth(found: re.Match[str]) -> str:
    return found[1] + ("true()" if found[2] == "1" else "false()")


def _is_ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """The execution library's tables are its own business."""
    return kind != "table" or not reflected or name in metadata.tables


assert opening.TABLES_OF, "all tables are defined"

if __name__ == "__main__":
    sys.exit(main())
