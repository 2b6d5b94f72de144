"""Fees at a registry: the most that one change may cost, and how a charge is noted with what was changed."""

import re
from dataclasses import dataclass
from decimal import Decimal

_WRITTEN = re.compile(r"(\d{1,12}(?:\.\d{1,8})?) ([A-Z]{3})", re.ASCII)


class BadLimit(ValueError):
    """A limit that cannot be meant; the argument says what it is and how one is written."""


@dataclass(frozen=True, slots=True)
class FeeLimit:
    """The most that may be agreed to for one change, and in which currency (ISO 4217)."""

    amount: Decimal
    currency: str

    @classmethod
    def read(cls, text: str) -> "FeeLimit":
        """The limit that is written so: ``25.00 EUR``. Raises BadLimit."""
        found = _WRITTEN.fullmatch(text)
        if found is None or Decimal(found[1]) == 0:
            raise BadLimit(f"{text!r} is no amount above 0 with its currency; write it as 25.00 EUR")
        return cls(Decimal(found[1]), found[2])

    def covers(self, amount: Decimal, currency: str) -> bool:
        """Whether so much may be agreed to; another currency never may, since nobody here knows what it is worth."""
        return currency == self.currency and amount <= self.amount


_CHARGED = "charged "


def charge_note(charged: str) -> str:
    """How a charge such as ``25.00 EUR`` is noted with an item."""
    return f"{_CHARGED}{charged}"


def charge_in(note: str | None) -> str:
    """The charge that a note tells of; empty where it tells of something else."""
    return note.removeprefix(_CHARGED) if note is not None and note.startswith(_CHARGED) else ""
