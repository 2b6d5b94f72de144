"""A registry's day and its quiet hours, in the registry's own zone.

Quotas are counted by the registry's calendar day, and maintenance hours are published by its clock; both move with summer
time there, not here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from freehold.terms.instants import SECOND, Instant, from_datetime


class BadHours(ValueError):
    """A zone or a window cannot be understood; the argument says which and how to write it."""


def zone_of(name: str) -> tzinfo:
    """The zone of this IANA name, such as ``Asia/Shanghai``; raises BadHours."""
    if name == "UTC":
        # Without asking the zone database, which a small system may lack.
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadHours(f"{name!r} is no time zone of this system; write a name such as Asia/Shanghai or UTC") from error


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily window, in minutes after midnight; one that ends before it begins runs over midnight."""

    begins: int
    ends: int

    @classmethod
    def read(cls, text: str) -> "QuietHours":
        """Read ``HH:MM-HH:MM``; raises BadHours."""
        first, separator, last = text.partition("-")
        begins, ends = _minutes(first), _minutes(last)
        if not separator or begins is None or ends is None or begins == ends:
            raise BadHours(f"{text!r} is no window of a day; write it as 01:00-03:30")
        return cls(begins, ends)

    def end_from(self, now: Instant, zone: tzinfo) -> Instant | None:
        """When the window that *now* lies in ends; None outside it."""
        here = datetime.fromtimestamp(now / SECOND, UTC).astimezone(zone)
        minute = here.hour * 60 + here.minute
        over_midnight = self.ends < self.begins
        if over_midnight:
            inside = minute >= self.begins or minute < self.ends
        else:
            inside = self.begins <= minute < self.ends
        if not inside:
            return None
        day = here.date() + timedelta(days=1 if over_midnight and minute >= self.begins else 0)
        end = datetime(day.year, day.month, day.day, self.ends // 60, self.ends % 60, tzinfo=zone)
        return from_datetime(end)


def day_of(now: Instant, zone: tzinfo) -> str:
    """The registry's calendar day, ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(now / SECOND, UTC).astimezone(zone).date().isoformat()


def day_end(now: Instant, zone: tzinfo) -> Instant:
    """The first instant of the registry's next day."""
    day = datetime.fromtimestamp(now / SECOND, UTC).astimezone(zone).date() + timedelta(days=1)
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))


def _minutes(text: str) -> int | None:
    hour, separator, minute = text.strip().partition(":")
    if not separator or len(hour) != 2 or len(minute) != 2 or not (hour + minute).isascii():
        return None
    if not (hour.isdigit() and minute.isdigit()) or int(hour) > 23 or int(minute) > 59:
        return None
    return int(hour) * 60 + int(minute)
