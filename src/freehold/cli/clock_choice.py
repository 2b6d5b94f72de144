"""Which business time a command runs on: the system's, or one that can be moved."""

import logging
from pathlib import Path

import click

from freehold.clock import Clock, MovableClock, SteadyClock, kept_distance
from freehold.terms.instants import EARLIEST_MOVED, LATEST_MOVED, from_text

_log = logging.getLogger(__name__)

_APART_MS = 1000
"""A clock that was never moved is this far from the system's at most."""


def business_clock(wanted: str | None, data: Path) -> Clock:
    """The system's clock without its steps; with ``--clock``, one that starts at the time given and keeps its distance over restarts."""
    file = data / "clock"
    if wanted is None:
        if file.exists() and abs(kept_distance(file)) > _APART_MS:
            _log.warning(
                "business time of %s was moved, and this start takes the system's: start with --clock to go on with it",
                data.name,
            )
        return SteadyClock()
    if wanted == "now":
        return MovableClock(file=file)
    try:
        start = from_text(wanted)
    except ValueError as error:
        raise click.UsageError(f"--clock {wanted}: write a time as 2026-03-01 or 2026-03-01T09:00Z.") from error
    if not EARLIEST_MOVED <= start <= LATEST_MOVED:
        raise click.UsageError(f"--clock {wanted}: give a time from 1970-01-01 to 9000-01-01.")
    return MovableClock(start, file)
