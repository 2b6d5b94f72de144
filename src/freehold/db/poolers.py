"""Whether a pooler between us and PostgreSQL gives each of our connections a session of its own (decision 0018).

Names of processes and lanes are locks of a session, settings and prepared statements belong to one too, and so does what is
listened to. A pooler that lends a session for one transaction at a time breaks all of that without a word: a process would
hold a lane's key in a session that another process uses.
"""

import secrets
import select
from contextlib import ExitStack
from typing import Any

import psycopg
import psycopg.conninfo
import sqlalchemy as sa

from freehold.db.addresses import conninfo

_ROUNDS = 30
"""Turns that two connections take; a pooler that lends its sessions in turn has gone round by then."""

_WAIT_MILLISECONDS = 5_000
_REMEMBERS = "SELECT current_setting('freehold.probe', true) AS probe"


def between(connection: Any) -> bool:
    """Whether something else than the server answers a driver's *connection*: it made up the number of the session."""
    (session,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(session != connection.info.backend_pid)


def keeps_sessions(url: sa.URL | str, **more: Any) -> bool:
    """Whether what one connection sets is there when it comes back, and never in another connection. *more* is the driver's.

    False where there are not even transactions. Raises what the driver raises when nobody answers.
    """
    address, mark = conninfo(url), secrets.token_hex(8)
    with (
        psycopg.connect(address, autocommit=True, **more) as ours,
        psycopg.connect(address, autocommit=True, **more) as other,
    ):
        try:
            for connection in (ours, other):
                connection.execute(f"SET statement_timeout = {_WAIT_MILLISECONDS}")
            ours.execute(f"SET freehold.probe = '{mark}'")
            return all(_seen(other) != mark and _seen(ours) == mark for _ in range(_ROUNDS))
        except psycopg.errors.ProtocolViolation:
            # A session lent for one statement at a time.
            return False


def gives(url: sa.URL | str, wanted: int, **more: Any) -> int:
    """How many sessions a pooler gives one client at a time, of those *wanted*. *more* is the driver's.

    Whoever asks for one more than there are waits, without a word, for minutes. Raises what the driver raises.
    """
    address = psycopg.conninfo.make_conninfo(conninfo(url), **more).encode()
    with ExitStack() as opened:
        for number in range(wanted):
            # Beneath the driver, whose connections wait for as long as it takes, to ask and to leave.
            session = psycopg.pq.PGconn.connect(address)
            opened.callback(session.finish)
            if session.status != psycopg.pq.ConnStatus.OK:
                raise psycopg.OperationalError(session.get_error_message())
            session.send_query(b"SELECT 1")
            if not select.select([session.socket], [], [], _WAIT_MILLISECONDS / 1000)[0]:
                return number
    return wanted


def _seen(connection: psycopg.Connection) -> object:
    with connection.transaction():
        row = connection.execute(_REMEMBERS).fetchone()
    return None if row is None else row[0]
