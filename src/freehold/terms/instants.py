"""Instants and the text the API shows for them.

An instant is a whole number of milliseconds since the epoch, UTC: it sorts, it is the API's own unit for dates
(``…Long``), and it is the same on both databases.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NewType

Instant = NewType("Instant", int)

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EARLIEST_MOVED, LATEST_MOVED = Instant(0), Instant(221_845_392_000 * SECOND)
"""Between 1970 and 9000 business time may be moved: dates that follow from it, years before and after, must have four digits."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


_FIRST_SECOND = -30_610_224_000
"""The beginning of 1000 in UTC: years before it have no four digits."""
_LAST_SECOND = 253_402_300_799
"""The end of 9999 in UTC: registries write it for a registration without an end."""


@lru_cache(maxsize=65536)
def _china_second(second: int) -> str:
    # China is eight hours ahead: there the last hours of 9999 are of a year that has no text.
    shown = max(_FIRST_SECOND, min(second, _LAST_SECOND - 8 * HOUR // SECOND))
    return datetime.fromtimestamp(shown, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def china_text(at: Instant) -> str:
    """``YYYY-MM-DD hh:mm:ss`` in China time (protocol.md, 6.5); the rows of a page share few values, so they are kept."""
    return _china_second(at // SECOND)


def utc_text(at: Instant) -> str:
    """``YYYY-MM-DDThh:mm:ssZ``, for logs, mails and people outside China."""
    shown = max(_FIRST_SECOND, min(at // SECOND, _LAST_SECOND))
    return datetime.fromtimestamp(shown, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> Instant:
    """Read an ISO date or date and time; without a zone it is UTC. Raises ValueError."""
    when = datetime.fromisoformat(text)
    return from_datetime(when)


def from_datetime(when: datetime) -> Instant:
    """An aware datetime's instant; a naive one is taken as UTC."""
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return Instant((when - _EPOCH) // timedelta(milliseconds=1))


def to_datetime(at: Instant) -> datetime:
    """The instant as an aware datetime, UTC."""
    return _EPOCH + timedelta(milliseconds=at)


def years_after(at: Instant, years: int) -> Instant:
    """The same day and time some years on; the 29th of February becomes the 28th where there is none."""
    when = to_datetime(at)
    try:
        moved = when.replace(year=when.year + years)
    except ValueError:
        moved = when.replace(year=when.year + years, day=28)
    return from_datetime(moved)


def china_day_start(at: Instant) -> Instant:
    """The first instant of the China day that holds this one; date filters count in whole days."""
    offset = 8 * HOUR
    return Instant((at + offset) // DAY * DAY - offset)
