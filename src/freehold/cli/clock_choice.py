"""Which business time a command runs on: the system's, or one that can be moved."""

from pathlib import Path

import click

from freehold.clock import Clock, MovableClock, SteadyClock
from freehold.terms.instants import EARLIEST_MOVED, LATEST_MOVED, from_text


def business_clock(wanted: str | None, data: Path) -> Clock:
    """The system's clock without its steps; with ``--clock``, one that starts at the time given and keeps its distance over restarts."""
    if wanted is None:
        return SteadyClock()
    file = data / "clock"
    if wanted == "now":
        return MovableClock(file=file)
    try:
        start = from_text(wanted)
    except ValueError as error:
        raise click.UsageError(f"--clock {wanted}: write a time as 2026-03-01 or 2026-03-01T09:00Z.") from error
    if not EARLIEST_MOVED <= start <= LATEST_MOVED:
        raise click.UsageError(f"--clock {wanted}: give a time from 1970-01-01 to 9000-01-01.")
    return MovableClock(start, file)
