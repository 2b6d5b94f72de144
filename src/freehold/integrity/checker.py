"""The checker (REL-0): every check, what was looked at for each invariant, and which are not checked here and why."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.integrity import accounts, commands, copies, leftovers, notices, sealing, work
from freehold.integrity.check import Check, Violation

CHECKS: tuple[Check, ...] = (
    *work.CHECKS,
    *commands.CHECKS,
    *copies.CHECKS,
    *leftovers.CHECKS,
    *notices.CHECKS,
    *accounts.CHECKS,
    *sealing.CHECKS,
)

NOT_CHECKED = {
    "INV-11": "There is no audit log yet.",
    "INV-16": "Seen from outside only, in the process's memory, handles and files.",
    "INV-17": "Seen from outside only, by who kills and starts the process.",
    "INV-19": "Seen from outside only, by who takes the disk away.",
    "INV-20": "Only a restore can tell; freehold backup verify opens a backup and looks.",
}
"""What an inside look does not show, whole or in part."""

LAST = 20
"""Invariants are numbered from 1 to this."""


class Summary(msgspec.Struct, frozen=True):
    """How a whole look went."""

    violations: int
    looked_at: dict[str, int]
    """Rows that were judged, by invariant."""
    not_checked: dict[str, str]
    """Why, by invariant."""


class Checker:
    """One look at a store; the summary is right when the violations were taken to their end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked_at: Counter[str] = Counter()
        self._found = 0

    def violations(self) -> Iterator[Violation]:
        """Whatever is not as the invariants say, one after another; nothing is changed. Raises CannotOpen for a damaged file."""
        try:
            with self._database.reading() as session:
                for check in CHECKS:
                    self._looked_at[f"INV-{check.invariant}"] += check.count(session)
                for violation in violations_in(session):
                    self._found += 1
                    yield violation
        except sa.exc.DatabaseError as error:
            raise self._database.unreadable(error) from error

    @property
    def summary(self) -> Summary:
        """What was looked at."""
        numbers = [f"INV-{number}" for number in range(1, LAST + 1)]
        looked_at = {number: self._looked_at[number] for number in numbers if number in self._looked_at}
        return Summary(self._found, looked_at, NOT_CHECKED)


def violations_in(session: Session) -> Iterator[Violation]:
    """All violations that a transaction sees."""
    for check in CHECKS:
        yield from check.run(session)
    yield from sealing.open_some(session)


def as_values(violation: Violation) -> dict[str, Any]:
    """A violation as programs read it."""
    return {
        "invariant": violation.invariant,
        "check": violation.check,
        "sentence": violation.sentence,
        "values": violation.values,
    }
