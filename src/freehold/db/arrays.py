"""One array as one parameter: the database joins, on either dialect (performance.md, the store)."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


def text_array(name: str) -> sa.FromClause:
    """A table of one text column ``value`` made from the array parameter of this name (bind it with ``packed``)."""
    # json_each takes the array as JSON text; PostgreSQL's unnest takes its place when that database is opened.
    return sa.func.json_each(sa.bindparam(name)).table_valued("value", "key").alias(f"{name}_list")


def packed(values: Sequence[Any]) -> str:
    """The array in the form that ``text_array`` reads."""
    return json.dumps(values, separators=(",", ":"))
