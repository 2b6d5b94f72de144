"""What a migration is: a file of ``versions`` that does one step and says which of three phases it belongs to.

- **expand** only adds: a table, a column that may be empty or has a default, an index. The program of before works on.
- **backfill** fills rows that are there, some hundred at a time, each batch in a transaction of its own.
- **contract** takes away what no program from ``least`` on needs, or forbids what none of them writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any

import sqlalchemy as sa

Key = Sequence[Any]
"""The values of a row's key, in the order of ``Backfill.key``."""


class NotAMigration(Exception):
    """A file in ``versions`` does not say what it has to."""


class Phase(StrEnum):
    """What a migration may do."""

    EXPAND = "expand"
    BACKFILL = "backfill"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Backfill:
    """Which rows are filled, and how."""

    table: str
    key: tuple[str, ...]
    """Columns by which a row is known, and by which the table is walked: its primary key."""
    left: str
    """A condition in SQL that holds for rows that are still to be filled, and for no other."""
    fill: Callable[[sa.Connection, Sequence[Key]], None]
    """Fills the rows of these keys, so that the condition holds for none of them any more."""
    rows: int = 500
    """How many a transaction: no other writer waits longer than for those."""


@dataclass(frozen=True)
class Index:
    """An index of a table that may be large: on PostgreSQL it is built while others write (``indexes.py``)."""

    name: str
    table: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class Migration:
    """One step."""

    revision: str
    before: str | None
    phase: Phase
    least: str
    """Of a contract: the oldest ``SCHEMA_VERSION`` of a program that needs nothing of what it takes away."""
    upgrade: Callable[[], None] | None
    backfill: Backfill | None
    index: Index | None

    @classmethod
    def of(cls, module: ModuleType) -> "Migration":
        """Read a file; raises NotAMigration with what it lacks."""
        phase = getattr(module, "phase", None)
        if not isinstance(phase, Phase):
            raise NotAMigration(
                f"Migration {module.revision}: phase is Phase.EXPAND, Phase.BACKFILL or Phase.CONTRACT."
            )
        found = cls(
            revision=module.revision,
            before=module.down_revision,
            phase=phase,
            least=getattr(module, "least", ""),
            upgrade=getattr(module, "upgrade", None),
            backfill=getattr(module, "backfill", None),
            index=getattr(module, "index", None),
        )
        wrong = found._wrong()
        if wrong:
            raise NotAMigration(f"Migration {found.revision}: {wrong}")
        return found

    def _wrong(self) -> str:
        match self.phase:
            case Phase.EXPAND:
                if self.backfill is not None or (self.upgrade is None) == (self.index is None):
                    return "an expand has either upgrade() or an index, and no backfill."
            case Phase.BACKFILL:
                if self.backfill is None or self.upgrade is not None or self.index is not None:
                    return "a backfill has a backfill and nothing else."
            case Phase.CONTRACT:
                if self.upgrade is None or self.index is not None:
                    return "a contract has upgrade(), and a backfill where programs of before left rows unfilled."
                if not self.least or not self.before or self.least > self.before:
                    return "a contract says which program it needs: least, at most the migration before it."
        if self.phase is not Phase.CONTRACT and self.least:
            return "only a contract has least."
        return ""
