"""What ``freehold doctor`` looks at of the store: that it opens, what PostgreSQL is set to, and what waits in it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freehold.cli.findings import Finding, said

if TYPE_CHECKING:
    from freehold.db.engine import Database

_OLDEST_POSTGRESQL = 150_000
_MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
_CONNECT_SECONDS = 5


def store(data: Path, url: str | None) -> Iterator[Finding]:
    """The key fits the database, and the database is of this program's schema; both open as a server opens them."""
    if url is None and not (data / "freehold.db").is_file():
        return
    if url is not None and url.startswith("postgresql"):
        look = list(_postgresql(url))
        yield from look
        if any(finding.state == "bad" for finding in look[:1]):
            return
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.opening import open_store

    try:
        open_store(data, url=url, lock=False, make=False).close()
    except (CannotOpen, WrongKey) as error:
        yield Finding("store", "bad", said("closed_store"), str(error))
    except OSError as error:
        yield Finding("store", "bad", error.strerror or said("no_certificate"), said("unreadable"))
    else:
        yield Finding("store", "good", said("opens"))


def _postgresql(url: str) -> Iterator[Finding]:
    """It answers, is new enough, and makes durable what it says is (REL-1)."""
    try:
        import psycopg
    except ImportError:
        yield Finding("PostgreSQL", "bad", said("no_driver"), said("setup"))
        return
    from freehold.db import poolers, replicas, skew
    from freehold.db.addresses import conninfo

    try:
        with psycopg.connect(conninfo(url), connect_timeout=_CONNECT_SECONDS) as connection:
            version = connection.info.server_version
            told: dict[str, Any] = {
                name: connection.execute("SELECT current_setting(%s)", (name,)).fetchone() for name in _MUST_BE_ON
            }
            pooled, lags, apart = poolers.between(connection), replicas.lag(connection), skew.ahead(connection)
            (waited_for,) = connection.execute("SELECT current_setting('synchronous_standby_names')").fetchone() or (
                "",
            )
        lent = pooled and not poolers.keeps_sessions(url, connect_timeout=_CONNECT_SECONDS)
    except ValueError:
        # What is not understood of an address is not said back: it may be a piece of a password.
        yield Finding("PostgreSQL", "bad", said("no_url"), said("check_url"))
        return
    except psycopg.Error as error:
        why = " ".join(str(error).split()) or type(error).__name__
        yield Finding("PostgreSQL", "bad", said("not_reached", why=why[:300]), said("check_url"))
        return
    shown = f"{version // 10_000}.{version % 10_000}"
    if version < _OLDEST_POSTGRESQL:
        yield Finding("PostgreSQL", "bad", said("postgresql_old", version=shown), said("postgresql_wanted"))
    else:
        yield Finding("PostgreSQL", "good", said("postgresql_old", version=shown))
    if abs(apart) > skew.MOST_SECONDS:
        words = said(
            "clock_ahead" if apart > 0 else "clock_behind", seconds=f"{abs(apart):,.0f}", registry="PostgreSQL"
        )
        yield Finding("clock, by PostgreSQL", "bad", words, said("set_clock"))
    off = [name for name, row in told.items() if row is not None and row[0] == "off"]
    if off:
        yield Finding("flushes", "bad", said("postgresql_off", settings=", ".join(off)), said("postgresql_on"))
    if lent:
        yield Finding("pooler", "bad", said("pooler_lends"), said("pooler_session"))
    elif pooled:
        yield Finding("pooler", "good", said("pooler_keeps"))
    if lags:
        yield Finding("standby", "look", said("standby_lags"), said("standby_waited_for"))
    elif waited_for:
        yield Finding("standby", "good", said("standby_waits", names=waited_for))


@contextmanager
def _opened(data: Path, url: str | None) -> "Iterator[Database | None]":
    """The store, where there is one that opens; what keeps it from opening is told by the look at the store."""
    from freehold.db.engine import CannotOpen
    from freehold.db.vault import WrongKey
    from freehold.opening import open_store

    database = None
    if url is not None or (data / "freehold.db").is_file():
        with suppress(CannotOpen, WrongKey, OSError):
            database = open_store(data, url=url, lock=False, make=False)
    try:
        yield database
    finally:
        if database is not None:
            database.close()


def paused(data: Path, url: str | None) -> Iterator[Finding]:
    """A registry that is paused keeps its tasks waiting, and nobody may remember."""
    from freehold.clock import SystemClock
    from freehold.operations.registry_states import states
    from freehold.store import rechecks

    with _opened(data, url) as database:
        if database is None:
            return
        with database.reading() as session:
            found = [one for one in states(session, {}, SystemClock().now()) if one.pauses]
            drifted = rechecks.drifted(session)
    for one in found:
        words = "; ".join(f"{pause.source.value} {pause.words}".strip() for pause in one.pauses)
        advice = said("resume", registry=one.name, chunks=one.waiting_chunks)
        yield Finding(f"registry {one.name}", "look", said("paused", words=words), advice)
    if drifted:
        yield Finding("changes elsewhere", "look", said("drifted", count=len(drifted)), said("see_changes"))


def restored(data: Path, url: str | None) -> Iterator[Finding]:
    """A system that was restored sends nothing before somebody settled it."""
    from freehold.store import restores
    from freehold.terms.instants import utc_text

    with _opened(data, url) as database:
        if database is None:
            return
        with database.reading() as session:
            mark = restores.find(session)
        gone_back = mark is None and database.goes_back()
    if gone_back:
        yield Finding("restored", "bad", said("goes_back"), said("start_marks", folder=data))
    if mark is not None:
        how = said("restored" if mark.from_backup else "went_back", made_at=utc_text(mark.made_at))
        yield Finding("restored", "bad", how, said("settle", folder=data))


def mails(data: Path, url: str | None) -> Iterator[Finding]:
    """Mails that never arrived, of the last 30 days, and those that wait because something keeps them."""
    from freehold.cli.data_folder import business_now
    from freehold.store import outbox
    from freehold.terms.instants import DAY, Instant
    from freehold.terms.mails import MailState

    with _opened(data, url) as database:
        if database is None:
            return
        with database.reading() as session:
            counts = outbox.counts(session, Instant(business_now(data) - 30 * DAY))
            put_off = outbox.put_off_now(session)
    lost = {state: counts[state] for state in (MailState.GIVEN_UP, MailState.BOUNCED) if state in counts}
    for state, count in lost.items():
        found = said("mails_lost", count=count, state=state.word)
        yield Finding("mail", "look", found, said("mails_retry", state=state.word))
    if put_off:
        yield Finding("mail", "look", said("mails_wait", count=put_off), said("mails_again"))
    if not lost and not put_off:
        yield Finding("mail", "good", said("mails_good", count=counts.get(MailState.WAITING, 0)))


def reviews(data: Path, url: str | None) -> Iterator[Finding]:
    """Documents that the review service could not be asked about wait, and so do their owners."""
    from freehold.store import reviews as documents

    with _opened(data, url) as database:
        if database is None:
            return
        with database.reading() as session:
            found = documents.troubled(session)
    if found:
        words = said("reviews_wait", count=len(found), why=found[0].trouble)
        yield Finding("review", "look", words, said("reviews"))
