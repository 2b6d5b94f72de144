"""The books of registry accounts, kept in the store: the gateway asks, the store remembers (gateway.manners.Books)."""

from collections.abc import Sequence

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.store import registries, registry_passwords
from freehold.store.registries import Login
from freehold.terms.holds import Pause
from freehold.terms.instants import Instant
from freehold.terms.login_warnings import LoginWarning


class RegistryBooks:
    """Each entry is durable when its coroutine returns."""

    def __init__(self, database: Database, system: Clock) -> None:
        self._database = database
        self._system = system

    async def draw(self, registry: str, day: str, quota: int, wanted: int) -> int:
        """Count changes of the day; how many the quota has left."""
        return await self._database.write(lambda session: registries.draw(session, registry, day, quota, wanted))

    async def give_back(self, registry: str, day: str, count: int) -> None:
        """Count back what was drawn and not sent."""
        await self._database.write(lambda session: registries.give_back(session, registry, day, count))

    async def paused(self, registry: str, pause: Pause) -> None:
        """Keep a pause."""
        await self._database.write(lambda session: registries.pause(session, registry, pause))

    async def logged_in(
        self, registry: str, server_certificate_ends_at: Instant | None, warnings: Sequence[LoginWarning]
    ) -> None:
        """Note a log-in."""
        login = Login(self._system.now(), server_certificate_ends_at, tuple(warnings))
        await self._database.write(lambda session: registries.logged_in(session, registry, login))

    async def passwords(self, registry: str, configured: str) -> Sequence[str]:
        """The passwords to try, as the store has them now."""
        with self._database.reading() as session:
            return registry_passwords.candidates(session, registry, configured)

    async def password_worked(self, registry: str, configured: str, password: str) -> None:
        """Settle a change of the password, where one is open."""
        if password != configured or await self._is_open(registry):
            await self._database.write(
                lambda session: registry_passwords.worked(session, registry, configured, password)
            )

    async def _is_open(self, registry: str) -> bool:
        with self._database.reading() as session:
            return registry_passwords.unsettled(session, registry)
