"""A registry's day and quiet hours turn by its own clock, summer time included."""

import pytest

from freehold.terms.instants import from_text, utc_text
from freehold.terms.registry_hours import BadHours, QuietHours, day_end, day_of, zone_of


@pytest.mark.parametrize(
    ("window", "zone", "now", "end"),
    [
        ("01:00-03:30", "UTC", "2026-03-10T00:59:59Z", None),
        ("01:00-03:30", "UTC", "2026-03-10T01:00:00Z", "2026-03-10T03:30:00Z"),
        ("01:00-03:30", "UTC", "2026-03-10T03:29:59Z", "2026-03-10T03:30:00Z"),
        ("01:00-03:30", "UTC", "2026-03-10T03:30:00Z", None),
        ("23:00-01:00", "UTC", "2026-03-10T23:30:00Z", "2026-03-11T01:00:00Z"),
        ("23:00-01:00", "UTC", "2026-03-11T00:30:00Z", "2026-03-11T01:00:00Z"),
        ("23:00-01:00", "UTC", "2026-03-11T01:30:00Z", None),
        ("01:00-03:00", "Asia/Shanghai", "2026-03-10T17:30:00Z", "2026-03-10T19:00:00Z"),
        # The night the clocks go forward in Amsterdam: 04:00 there is 02:00 UTC, the night before it was 03:00.
        ("01:00-04:00", "Europe/Amsterdam", "2026-03-29T00:30:00Z", "2026-03-29T02:00:00Z"),
        ("01:00-04:00", "Europe/Amsterdam", "2026-03-28T00:30:00Z", "2026-03-28T03:00:00Z"),
    ],
)
def test_quiet_hours_end_by_the_registrys_clock(window: str, zone: str, now: str, end: str | None) -> None:
    found = QuietHours.read(window).end_from(from_text(now), zone_of(zone))

    assert (None if found is None else utc_text(found)) == end


@pytest.mark.parametrize(
    "text", ["", "01:00", "1:00-2:00", "01:00-24:00", "01:60-02:00", "01:00-01:00", "a-b", "٠١:00-02:00"]
)
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        QuietHours.read(text)


@pytest.mark.parametrize("name", ["Nowhere/Here", "../etc/passwd", "", "/etc/hosts"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadHours):
        zone_of(name)


@pytest.mark.parametrize(
    ("zone", "now", "day", "end"),
    [
        ("UTC", "2026-03-10T23:59:59Z", "2026-03-10", "2026-03-11T00:00:00Z"),
        ("Asia/Shanghai", "2026-03-10T16:00:00Z", "2026-03-11", "2026-03-11T16:00:00Z"),
        ("Europe/Amsterdam", "2026-03-28T23:00:00Z", "2026-03-29", "2026-03-29T22:00:00Z"),
    ],
)
def test_a_day_turns_at_the_registrys_midnight(zone: str, now: str, day: str, end: str) -> None:
    at, there = from_text(now), zone_of(zone)

    assert (day_of(at, there), utc_text(day_end(at, there))) == (day, end)
