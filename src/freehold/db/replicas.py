"""What a failover to a standby would lose."""

from typing import Any

_ASYNCHRONOUS = (
    "SELECT count(*) > 0 FROM pg_stat_replication "
    "WHERE current_setting('synchronous_standby_names') = '' OR current_setting('synchronous_commit') = 'local'"
)


def lag(connection: Any) -> bool:
    """Whether standbys follow, and none is waited for: what was accepted last is not on them yet. On a driver's connection.

    Any user may ask; who copies a base backup at the moment is taken for a standby.
    """
    (found,) = connection.execute(_ASYNCHRONOUS).fetchone()
    return bool(found)
