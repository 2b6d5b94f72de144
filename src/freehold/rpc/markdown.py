"""Markdown that pages are made of."""

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(`[^`]*`)")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells are text or nothing."""
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line([cell(value) for value in row]) for row in rows)]
    return "\n".join(lines) + "\n"


def cell(value: object) -> str:
    """Text that cannot break out of its cell; what is marked as code stays as it is."""
    text = "" if value is None else str(value).replace("``", "`").replace("|", "\\|").replace("\n", " ")
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in _CODE.split(text))


def code(text: object) -> str:
    """A name of the program; nothing for nothing."""
    return f"`{text}`" if text not in {None, ""} else ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
