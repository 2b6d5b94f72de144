"""What one registry account's sessions keep to together: pauses, quiet hours, the day's quota, back-off (REL-9).

Lanes own their share of sessions and pace; all that cannot be shared out stands here. What must outlive the process (the
day's count, a pause) is kept by the *books* that the account is handed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from freehold.clock import monotonic
from freehold.gateway.figures import RegistryFigures
from freehold.settings import RegistrySettings
from freehold.terms.holds import Hold, Pause, PauseSource
from freehold.terms.instants import SECOND, Instant
from freehold.terms.login_warnings import LoginWarning
from freehold.terms.outcomes import Later, Stopped
from freehold.terms.reasons import Reason
from freehold.terms.registry_hours import QuietHours, day_end, day_of, zone_of

_log = logging.getLogger(__name__)

_LARGEST_DRAW = 25
"""Commands of the day's quota drawn at a time: what a killed process had drawn and not sent counts as sent."""

_UNTIL_RESUMED_SECONDS = 5.0
"""When a command that meets a pause without an end is tried again; its chunk waits for the pause to end."""

_OUT_OF_MONEY, _WRONG_LOGIN, _ACCESS_ENDED = 2104, 2200, 2501


class Books(Protocol):
    """Keeps what must not be forgotten with the process."""

    async def draw(self, registry: str, day: str, quota: int, wanted: int) -> int:
        """Count up to *wanted* changes of the day as sent, durably; how many the quota still has."""
        ...

    async def give_back(self, registry: str, day: str, count: int) -> None:
        """Take back what was drawn and not sent."""
        ...

    async def paused(self, registry: str, pause: Pause) -> None:
        """Keep a pause that the registry's answers made necessary."""
        ...

    async def logged_in(
        self, registry: str, server_certificate_ends_at: Instant | None, warnings: Sequence[LoginWarning]
    ) -> None:
        """Note a log-in, until when the certificate holds that the registry showed, and what it warned of."""
        ...

    async def passwords(self, registry: str, configured: str) -> Sequence[str]:
        """The passwords to log in with, in the order in which to try them, given what the settings say."""
        ...

    async def password_worked(self, registry: str, configured: str, password: str) -> None:
        """Note that the registry took this one, where there were two."""
        ...


class LoggedIn(Protocol):
    """What is noted of a session that was let in."""

    server_certificate_ends_at: Instant | None
    warnings: tuple[LoginWarning, ...]


class Unwritten:
    """Books of a process that keeps none: a trial, a measurement."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, str], int] = {}

    async def draw(self, registry: str, day: str, quota: int, wanted: int) -> int:
        """Count for as long as the process lives."""
        drawn = self._drawn.get((registry, day), 0)
        granted = max(0, min(wanted, quota - drawn))
        self._drawn[registry, day] = drawn + granted
        return granted

    async def give_back(self, registry: str, day: str, count: int) -> None:
        """Count back."""
        self._drawn[registry, day] -= count

    async def paused(self, registry: str, pause: Pause) -> None:
        """Nobody asks."""

    async def logged_in(
        self, registry: str, server_certificate_ends_at: Instant | None, warnings: Sequence[LoginWarning]
    ) -> None:
        """Nobody asks."""

    async def passwords(self, _registry: str, configured: str) -> Sequence[str]:
        """The one of the settings."""
        return (configured,)

    async def password_worked(self, registry: str, configured: str, password: str) -> None:
        """Nobody asks."""


class Backoff:
    """Twice as long after each failure in a row; failures while it lasts are of the same trouble and count once."""

    def __init__(self, first: float, longest: float, *, forgiven: int = 0) -> None:
        self._first = first
        self._longest = longest
        self._forgiven = forgiven
        self._failures = 0
        self._not_before = 0.0

    def failed(self) -> None:
        """One more in a row."""
        now = monotonic()
        if now < self._not_before:
            return
        self._failures += 1
        doubled = self._failures - self._forgiven - 1
        if doubled >= 0:
            self._not_before = now + min(self._longest, self._first * 2.0 ** min(doubled, 30))

    def good(self) -> None:
        """It works again."""
        self._failures = 0

    def forget(self) -> None:
        """Try again at once."""
        self._failures, self._not_before = 0, 0.0

    def left(self) -> float:
        """Seconds to wait; 0 when there is no reason to."""
        return max(0.0, self._not_before - monotonic()) if self._not_before else 0.0


class Manners:
    """Of one registry account. All its lanes ask here before they connect and before they send."""

    def __init__(self, settings: RegistrySettings, now: Callable[[], Instant], books: Books) -> None:
        self.settings = settings
        self.pauses: tuple[Pause, ...] = ()
        self.figures = RegistryFigures()
        self.opening = asyncio.Lock()
        """One log-in at a time, so that the second lane learns from the first one's refusal."""
        self.connecting = Backoff(settings.login_seconds, settings.longest_backoff_seconds)
        self._sending = Backoff(settings.backoff_seconds, settings.longest_backoff_seconds, forgiven=1)
        self._cut_short = Backoff(settings.login_seconds, settings.longest_backoff_seconds, forgiven=1)
        self._now = now
        self._books = books
        self._zone = zone_of(settings.time_zone)
        self._quiet = [QuietHours.read(text) for text in settings.quiet_hours]
        self._wrong_logins = 0
        self._drawing = asyncio.Lock()
        self._day = ""
        self._drawn = 0
        self._day_is_full = False

    def hold(self) -> Hold | None:
        """What keeps this registry's chunks waiting now."""
        if not self.pauses and not self._quiet and not self._day_is_full:
            return None
        now = self._now()
        pause = next((pause for pause in self.pauses if pause.holds(now)), None)
        if pause is not None:
            return Hold(Reason.REGISTRY_PAUSED, pause.until, everything=True)
        quiet_until = self._quiet_until(now)
        if quiet_until is not None:
            return Hold(Reason.QUIET_HOURS, quiet_until, everything=False)
        if self._day_is_full and self._day == day_of(now, self._zone):
            return Hold(Reason.DAILY_QUOTA, day_end(now, self._zone), everything=False)
        return None

    def _quiet_until(self, now: Instant) -> Instant | None:
        return max((end for window in self._quiet if (end := window.end_from(now, self._zone))), default=None)

    def admit(self) -> None:
        """Raise Stopped while nothing at all may be sent: a pause, or back-off after trouble."""
        if self.pauses:
            now = self._now()
            for pause in self.pauses:
                if pause.holds(now):
                    seconds = _UNTIL_RESUMED_SECONDS if pause.until is None else (pause.until - now) / SECOND
                    raise Stopped(Later(Reason.REGISTRY_PAUSED, seconds))
        wait = self._sending.left()
        if wait > 0:
            raise Stopped(Later(Reason.REGISTRY_BUSY, wait))

    async def admit_change(self) -> None:
        """Let one command that changes something pass, counted; raises Stopped in quiet hours and beyond the quota."""
        self.admit()
        if self._quiet:
            now = self._now()
            end = self._quiet_until(now)
            if end is not None:
                raise Stopped(Later(Reason.QUIET_HOURS, (end - now) / SECOND))
        if self.settings.changes_a_day is not None:
            async with self._drawing:
                await self._draw(self.settings.changes_a_day)

    async def _draw(self, quota: int) -> None:
        now = self._now()
        day = day_of(now, self._zone)
        if day != self._day:
            self._day, self._drawn, self._day_is_full = day, 0, False
        if self._drawn == 0 and not self._day_is_full:
            wanted = max(1, min(_LARGEST_DRAW, quota // 20))
            self._drawn = await self._books.draw(self.settings.name, day, quota, wanted)
            self._day_is_full = self._drawn == 0
        if self._drawn == 0:
            raise Stopped(Later(Reason.DAILY_QUOTA, (day_end(now, self._zone) - now) / SECOND))
        self._drawn -= 1

    def not_sent(self) -> None:
        """The command that was let pass did not leave after all."""
        if self.settings.changes_a_day is not None:
            self._drawn += 1

    async def close(self) -> None:
        """Give back what was drawn of the day's quota and not sent."""
        async with self._drawing:
            count, self._drawn = self._drawn, 0
            if count:
                await self._books.give_back(self.settings.name, self._day, count)

    async def answered(self, code: int) -> None:
        """An answer came: after the second failure in a row of the registry itself nothing is sent for a while."""
        if code >= 2400:
            self._sending.failed()
            if code == _ACCESS_ENDED:
                await self._pause(PauseSource.LOGIN, "the registry ended our access (2501)")
            return
        self._sending.good()
        self._cut_short.good()
        if code == _OUT_OF_MONEY:
            await self._pause(PauseSource.BALANCE, "the account at the registry is used up (2104)")

    async def passwords(self) -> Sequence[str]:
        """The passwords to log in with, in the order in which to try them, each once."""
        return await self._books.passwords(self.settings.name, self.settings.password)

    async def logged_in(self, session: "LoggedIn", password: str) -> None:
        """A log-in was taken, with this password."""
        self.connecting.good()
        self.figures.logins["taken"] += 1
        self._wrong_logins = 0
        await self._books.logged_in(self.settings.name, session.server_certificate_ends_at, session.warnings)
        await self._books.password_worked(self.settings.name, self.settings.password, password)

    async def log_in_refused(self, code: int, words: str) -> None:
        """A log-in was refused; the second wrong one in a row stops the account, since accounts get locked (REL-8)."""
        self.connecting.failed()
        self.figures.logins["refused"] += 1
        if code not in {_WRONG_LOGIN, _ACCESS_ENDED}:
            return
        self._wrong_logins += 1
        if code == _ACCESS_ENDED or self._wrong_logins > 1:
            await self._pause(PauseSource.LOGIN, f"the registry refuses the log-in: {code} {words}"[:200])

    def cut_short(self) -> None:
        """A session ended before it answered anything; the second in a row is trouble like a refused connection."""
        self._cut_short.failed()

    def may_connect_in(self) -> float:
        """Seconds until the next connection may be tried."""
        return max(self.connecting.left(), self._cut_short.left())

    def forget_trouble(self) -> None:
        """Somebody ended a pause: what was held against the registry is over."""
        self.connecting.forget()
        self._cut_short.forget()
        self._sending.forget()
        self._wrong_logins = 0

    async def _pause(self, source: PauseSource, words: str) -> None:
        if any(pause.source is source for pause in self.pauses):
            return
        pause = Pause(source, self._now(), None, words)
        # In force at once; kept right after, so that a start does not forget it.
        self.pauses = (*self.pauses, pause)
        _log.error(
            "%s is paused: %s. End it with: freehold registry resume %s", self.settings.name, words, self.settings.name
        )
        await self._books.paused(self.settings.name, pause)
