"""Instants and their texts: China time for the API, whole China days for filters (protocol.md, 6.5)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.terms.instants import (
    DAY,
    Instant,
    china_day_start,
    china_text,
    from_datetime,
    from_text,
    to_datetime,
    utc_text,
    years_after,
)

INSTANTS = st.integers(min_value=0, max_value=253_402_214_400_000).map(Instant)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (1_509_528_171_000, "2017-11-01 17:22:51"),
        (1_526_977_399_000, "2018-05-22 16:23:19"),
        (0, "1970-01-01 08:00:00"),
        (999, "1970-01-01 08:00:00"),
        (1_709_222_399_999, "2024-02-29 23:59:59"),
        (1_709_222_400_000, "2024-03-01 00:00:00"),
    ],
)
def test_text_is_china_time_without_fractions(at, text):
    """The first two are pairs of the published samples."""
    assert china_text(Instant(at)) == text


def test_utc_text_is_what_signatures_carry():
    assert utc_text(Instant(1_767_323_045_999)) == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-01-02", 1_767_312_000_000),
        ("2026-01-02T03:04:05", 1_767_323_045_000),
        ("2026-01-02T03:04:05Z", 1_767_323_045_000),
        ("2026-01-02T11:04:05+08:00", 1_767_323_045_000),
        ("2026-01-02T03:04:05.678Z", 1_767_323_045_678),
    ],
)
def test_text_without_a_zone_is_utc(text, at):
    assert from_text(text) == at


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-02-29", "2026-01-02T25:00"])
def test_what_is_no_date_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011  the text is the library's
        from_text(text)


def test_a_naive_datetime_is_utc():
    assert from_datetime(datetime(2026, 1, 2, 3, 4, 5)) == 1_767_323_045_000  # noqa: DTZ001  that is the point
    assert from_datetime(datetime(2026, 1, 2, 11, 4, 5, tzinfo=timezone(timedelta(hours=8)))) == 1_767_323_045_000
    assert to_datetime(Instant(1_767_323_045_000)) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@given(INSTANTS)
def test_an_instant_survives_the_way_through_a_datetime(at):
    assert from_datetime(to_datetime(at)) == at


@pytest.mark.parametrize(
    ("at", "years", "then"),
    [
        ("2026-05-29T04:00:00Z", 2, "2028-05-29T04:00:00Z"),
        ("2024-02-29T00:00:00Z", 1, "2025-02-28T00:00:00Z"),
        ("2024-02-29T00:00:00Z", 4, "2028-02-29T00:00:00Z"),
        ("2024-02-29T00:00:00Z", -1, "2023-02-28T00:00:00Z"),
    ],
)
def test_years_later_is_the_same_day(at, years, then):
    assert utc_text(years_after(from_text(at), years)) == then


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("2026-05-28T16:00:00Z", "2026-05-28T16:00:00Z"),
        ("2026-05-28T15:59:59.999Z", "2026-05-27T16:00:00Z"),
        ("2026-05-29T15:59:59.999Z", "2026-05-28T16:00:00Z"),
        ("1970-01-01T00:00:00Z", "1969-12-31T16:00:00Z"),
    ],
)
def test_a_china_day_begins_at_16_hours_utc(at, start):
    assert utc_text(china_day_start(from_text(at))) == start


@given(INSTANTS)
def test_every_instant_lies_in_its_china_day(at):
    start = china_day_start(at)

    assert start <= at < start + DAY
    assert china_text(start).endswith("00:00:00")
    assert china_text(start)[:10] == china_text(at)[:10]


def test_an_end_that_registries_write_for_never_has_a_text():
    """In China the last hours of 9999 are of a year of five digits."""
    never = from_text("9999-12-31T23:59:59Z")

    assert (utc_text(never), china_text(never)) == ("9999-12-31T23:59:59Z", "9999-12-31 23:59:59")
    assert china_text(from_text("9999-12-31T15:59:58Z")) == "9999-12-31 23:59:58"
    assert utc_text(from_text("0001-01-01T00:00:00+08:00")) == "1000-01-01T00:00:00Z"
