"""Functions of texts that the two databases call by different names."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class AfterFirst(GenericFunction[str]):
    """What follows the first occurrence of a sign: ``AfterFirst(column, ".")``; the whole text where it does not occur."""

    name = "after_first"
    type = sa.String()
    inherit_cache = True


@compiles(AfterFirst)
def _sqlite(element: AfterFirst, compiler: Any, **options: Any) -> str:
    return _cut("instr", element, compiler, options)


@compiles(AfterFirst, "postgresql")
def _postgresql(element: AfterFirst, compiler: Any, **options: Any) -> str:
    return _cut("strpos", element, compiler, options)


def _cut(place: str, element: AfterFirst, compiler: Any, options: dict[str, Any]) -> str:
    text, sign = (compiler.process(clause, **options) for clause in element.clauses)
    return f"substr({text}, {place}({text}, {sign}) + 1)"
