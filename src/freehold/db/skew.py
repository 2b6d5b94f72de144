"""How far this machine's clock is from the database's: attempts that wait do so by the clock of whoever wrote them down."""

from typing import Any

from freehold.clock import SystemClock

MOST_SECONDS = 5.0
"""Hosts kept by NTP agree to hundredths; more is somebody's mistake."""


def ahead(connection: Any) -> float:
    """By how many seconds this machine's clock is ahead of the server's, to about a round trip. On a driver's connection."""
    before = SystemClock().now()
    (theirs,) = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8 * 1000").fetchone()
    return float((before + SystemClock().now()) / 2 - theirs) / 1000
