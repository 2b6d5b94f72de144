"""Brings what the store says of registries to their lanes: pauses set elsewhere, chunks to wake, certificates near their end."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.engine import sweep
from freehold.engine.queue import Queue
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.certificates import Certificate, Unreadable, ends_of
from freehold.gateway.registry import Registry
from freehold.store import registries
from freehold.store.registries import Login
from freehold.terms.instants import DAY, Instant

_log = logging.getLogger(__name__)

_TELL = {"bad": _log.error, "look": _log.warning}
"""What is to be said of a state, and how loudly; a good one is not worth a word."""


class RegistryWatch:
    """Looks every second, on the upkeep's thread; *start* begins a coroutine on the loop that registries live on."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        system: Clock,
        catalogue: Catalogue,
        start: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._database = database
        self._queue = queue
        self._system = system
        self._catalogue = catalogue
        self._start = start
        self._paused: dict[str, bool] = {}
        self._certificates_looked_at: Instant | None = None

    def look(self) -> None:
        """Follow pauses that began and ended; once a day tell of certificates that are near their end."""
        now = self._system.now()
        with self._database.reading() as session:
            pauses = registries.all_pauses(session)
        for registry in self._catalogue.by_name.values():
            registry.manners.pauses = pauses.get(registry.name, ())
            paused = any(pause.holds(now) for pause in registry.manners.pauses)
            # At the first look what waits is woken as well: the pause may have ended, or the settings changed, meanwhile.
            if paused != self._paused.get(registry.name):
                self._turned(registry, paused=paused)
        if self._certificates_looked_at is None or now - self._certificates_looked_at >= DAY:
            self._certificates_looked_at = now
            self._tell_of_ends(now)

    def _turned(self, registry: Registry, *, paused: bool) -> None:
        if paused:
            _log.warning("%s is paused: %s", registry.name, "; ".join(pause.words for pause in registry.manners.pauses))
            self._start(registry.release())
        else:
            if registry.name in self._paused:
                _log.warning("%s goes on", registry.name)
            registry.manners.forget_trouble()
            sweep.wake(self._database, self._queue, self._system, registry.name)
            self._database.write_now(lambda session: registries.forget_pauses_over(session, self._system.now()))
        self._paused[registry.name] = paused

    def _tell_of_ends(self, now: Instant) -> None:
        """Certificates that are near their end, and what registries warned of at the last log-in."""
        with self._database.reading() as session:
            logins = registries.all_logins(session)
        for registry in self._catalogue.by_name.values():
            login = logins.get(registry.name)
            for certificate in self._certificates_of(registry, login):
                tell = _TELL.get(certificate.state(now))
                if tell is not None:
                    tell("%s: the %s certificate %s", registry.name, certificate.whose, certificate.told(now))
            for warning in () if login is None else login.warnings:
                tell = _TELL.get(warning.state(now))
                if tell is not None:
                    tell("%s: %s", registry.name, warning.told(now))

    @staticmethod
    def _certificates_of(registry: Registry, login: Login | None) -> list[Certificate]:
        try:
            found = ends_of(registry.settings)
        except Unreadable as error:
            _log.error("%s: %s", registry.name, error)
            found = []
        if login is not None and login.server_certificate_ends_at is not None:
            found.append(Certificate("server", login.server_certificate_ends_at))
        return found
