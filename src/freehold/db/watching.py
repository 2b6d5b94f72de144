"""What a process at work keeps an eye on of its PostgreSQL, and says once when it begins."""

import logging
from typing import Any

from freehold.db import replicas, skew

_log = logging.getLogger(__name__)


class Watch:
    """Remembers what it said."""

    def __init__(self) -> None:
        self._lags = self._skewed = False

    def look(self, connection: Any) -> None:
        """Warn of standbys that are not waited for, and of a clock that is wrong. On a driver's connection."""
        ahead, lags = skew.ahead(connection), replicas.lag(connection)
        if abs(ahead) > skew.MOST_SECONDS and not self._skewed:
            _log.error(
                "the clock of this machine is %.0f s %s the database's: what waits may wait so much longer; keep both with NTP",
                abs(ahead),
                "ahead of" if ahead > 0 else "behind",
            )
        if lags and not self._lags:
            _log.warning(
                "the database has standbys and waits for none: a failover would lose tasks that were accepted, and what is "
                "known of commands; set synchronous_standby_names"
            )
        self._skewed, self._lags = abs(ahead) > skew.MOST_SECONDS, lags
