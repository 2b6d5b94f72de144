"""What a check is: one statement that finds the rows which break an invariant, and the words for each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.session import Session

_AT_ONCE = 1000


class Violation(msgspec.Struct, frozen=True):
    """One thing that is not as an invariant says."""

    invariant: str
    """``INV-12``"""
    check: str
    sentence: str
    """For people; no personal data, and neither are the values."""
    values: dict[str, Any]
    """What the sentence names, for programs."""


@dataclass(frozen=True, slots=True)
class Check:
    """One statement, so that it sees one state of a live system whatever the isolation of its transaction."""

    invariant: int
    name: str
    sentence: str
    """With the statement's columns as named places."""
    looked_at: sa.Select[Any]
    """Counts what was looked at."""
    broken: sa.Select[Any]
    """The rows that are not right, each once."""
    wrong: Callable[[Any], bool] | None = None
    """Whether a row is not right, where a database's own words do not tell."""
    of_open_work: bool = False
    """Takes time by what is open and not by what is stored, so that every start can do it."""

    def run(self, session: Session) -> Iterator[Violation]:
        """The violations, one after another."""
        # Judged row by row, a table would otherwise be in memory whole.
        for row in session.connection.execute(self.broken, execution_options={"yield_per": _AT_ONCE}):
            if self.wrong is None or self.wrong(row):
                values = {name: _plain(value) for name, value in row._mapping.items()}
                yield Violation(f"INV-{self.invariant}", self.name, self.sentence.format_map(values), values)

    def count(self, session: Session) -> int:
        """How much there is to look at."""
        return int(session.execute(self.looked_at).scalar_one())


def count_of(table: sa.FromClause, *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Counts a table's rows, or those that fit."""
    return sa.select(sa.func.count()).select_from(table).where(*where)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
