"""Whether a PostgreSQL database went on from where it was, or may have gone back in time.

A failover to a standby that nobody waited for forgets the last commits, and a restore forgets more. Rows cannot tell: what is
missing is missing. But each promotion of a standby and each recovery to a point in time begins another *timeline* of its
server, and what was loaded from a dump is in another server, or in another database of it. So a database remembers where it
was last worked on, and whether commits waited for a standby then. The same promise goes for a process, which asks anew with
each connection it makes: it must not write what it remembers into a database that does not.

A copy of the whole server's files, put in its place, is the same in all of this and is not noticed.
"""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
import psycopg
import sqlalchemy as sa

from freehold.db.refusing import CannotOpen
from freehold.db.schema import installation

_log = logging.getLogger(__name__)

_NAME = "history"

_HERE = """
SELECT (pg_control_system()).system_identifier::text, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), oid::text,
       current_setting('synchronous_standby_names') <> '' AND current_setting('synchronous_commit') NOT IN ('off', 'local')
FROM pg_database WHERE datname = current_database()
"""


class OtherHistory(psycopg.OperationalError):
    """The database is on another history than this process worked on; what was committed last may be missing in it."""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Which history a database is on."""

    server: str
    """The number that its server got when it was made."""
    timeline: str
    """Of the server; each promotion begins another."""
    database: str
    """The server's number of the database."""
    waited: bool
    """A commit counts when a standby has it too: whoever takes over has all of them."""

    def goes_on_in(self, other: "History") -> bool:
        """Whether *other* surely has all that was committed in this one."""
        same_place = (self.server, self.database) == (other.server, other.database)
        # An earlier timeline is the primary of before, which was not kept from coming back.
        return same_place and (self.timeline == other.timeline or (self.waited and self.timeline < other.timeline))


def here(connection: Any) -> History:
    """Where a driver's connection is; any user may ask. Raises what the driver raises, on a standby too."""
    server, timeline, database, waited = connection.execute(_HERE).fetchone()
    return History(server=server, timeline=timeline, database=database, waited=bool(waited))


def remembered(connection: sa.Connection) -> History | None:
    """Where the database was last worked on; None when nobody noted it yet."""
    value = connection.execute(sa.select(installation.c.value).where(installation.c.name == _NAME)).scalar()
    return None if value is None else msgspec.json.decode(value, type=History)


def remember(connection: sa.Connection, history: History) -> None:
    """Note where the database is worked on; in a transaction of the writer's."""
    forget(connection)
    connection.execute(installation.insert().values(name=_NAME, value=msgspec.json.encode(history)))


def forget(connection: sa.Connection) -> None:
    """Note nothing: the database is made into another, or a copy of it."""
    connection.execute(installation.delete().where(installation.c.name == _NAME))


class Guard:
    """Lets no connection of a process be to a database that may lack what the process knows it committed."""

    def __init__(self) -> None:
        self._history: History | None = None
        self.went_back = False
        """The database is on another history than it was opened on: this process must do nothing more with it."""
        self.when_gone_back: Callable[[], None] = lambda: None
        """Called once, on the thread that noticed."""

    @property
    def history(self) -> History:
        """Which history the database is on."""
        assert self._history is not None
        return self._history

    def begin(self, connection: Any) -> None:
        """Keep in mind where the database is that was opened; raises CannotOpen where it does not tell."""
        try:
            self._history = here(connection)
        except psycopg.Error as error:
            raise CannotOpen(
                f"PostgreSQL does not tell which history it is on: {str(error).strip()}. Freehold needs pg_control_system and "
                "pg_walfile_name, which every user may ask unless somebody took that right away."
            ) from error

    def look(self, connection: Any) -> History:
        """Where it is now; on a connection that was let pass."""
        self._history = here(connection)
        return self._history

    def let_pass(self, connection: Any, _record: object) -> None:
        """Look at a connection that was just made; raises OtherHistory."""
        if self._history is None:
            return
        now = here(connection)
        connection.rollback()
        if self._history.goes_on_in(now):
            self._history = now
            return
        if not self.went_back:
            self.went_back = True
            _log.critical(
                "the database may have gone back in time: it failed over to a standby that commits did not wait for, or was "
                "restored. Nothing more is done with it, and the next start sends nothing before freehold restore settle"
            )
            self.when_gone_back()
        raise OtherHistory("the database may lack what was committed last")
