"""Inserts that leave what is there already alone."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class InsertIfAbsent(sa.Insert):
    """An insert that does nothing where a unique key is taken; its row count tells which it was."""

    inherit_cache = True


@compiles(InsertIfAbsent)
def _insert(element: InsertIfAbsent, compiler: Any, **options: Any) -> str:
    return f"{compiler.visit_insert(element, **options)} ON CONFLICT DO NOTHING"
