"""Change the password of a registry account (epp-facts.md, 2).

The password changes inside a log-in. The new one is stored before it is sent; if no answer that counts comes, both are kept,
and the registry is asked: the new one first, then the former one once. When it takes neither, the account is paused, since
registries lock accounts that keep trying. Killed anywhere, the next log-in of a server or the next run of the command finds
both passwords and settles it.
"""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from freehold.clock import Clock, pause
from freehold.db.engine import Database
from freehold.faults import fault
from freehold.gateway.login import SHORTEST_PASSWORD, longest_password
from freehold.gateway.negotiation import Named
from freehold.gateway.session import LoginRefused, NotSent, Session, open_session
from freehold.operations import registry_pauses
from freehold.settings import RegistrySettings
from freehold.store import registry_passwords
from freehold.terms.holds import PauseSource

_WRONG = frozenset({2200, 2501})
_UNKNOWN = frozenset({2400, 2500})
_SIGNS = string.ascii_letters + string.digits
_LONG = 32
"""Of 62 signs, so 190 random bits."""


class Result(Enum):
    """What became of a change."""

    CHANGED = "changed"
    COMPLETED = "completed"
    """An earlier change, whose answer was lost, had been made; nothing was sent."""
    REFUSED = "refused"
    """The registry does not want the new one; the former one holds."""
    NOT_BEGUN = "not-begun"
    """The registry lets nobody in now, for another reason than a password; nothing was sent."""
    UNKNOWN = "unknown"
    """A change is open, and the registry could not be asked which of the two holds. Both are kept."""
    LOCKED_OUT = "locked-out"
    """It takes neither; the account is paused."""


class UnfitPassword(Exception):
    """The new password cannot be sent to this registry; the sentence says why. Nothing was stored or sent."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The end of it; *words* are the registry's own, *password* the one that holds now where that is known."""

    result: Result
    words: str = ""
    password: str | None = None


@dataclass(slots=True)
class PasswordChange:
    """One account's change, by whoever has the store."""

    database: Database
    settings: RegistrySettings
    named: Named
    new_trid: Callable[[], str]
    system: Clock

    async def run(self, wanted: str | None) -> Changed:
        """Change to *wanted*, or to one made here; raises UnfitPassword."""
        with self.database.reading() as session:
            begun = registry_passwords.unsettled(session, self.settings.name)
            known = registry_passwords.candidates(session, self.settings.name, self.settings.password)
        found, extensions = await self._who_works(tuple(known))
        works = found.password
        if works is None:
            nothing_sent = found.result is Result.UNKNOWN and not begun
            return replace(found, result=Result.NOT_BEGUN) if nothing_sent else found
        if begun and not self._unsettled():
            return replace(found, result=Result.COMPLETED)
        longest = longest_password(extensions)
        new = wanted if wanted is not None else _made(longest)
        _must_fit(new, works, longest)
        fault("registry.password.before_store")
        self.database.write_now(
            lambda session: registry_passwords.begin(
                session, self.settings.name, self.settings.password, works, new, self.system.now()
            )
        )
        fault("registry.password.after_store")
        return await self._send(works, new)

    async def _send(self, known: str, new: str) -> Changed:
        try:
            session = await self._open(known, new)
        except LoginRefused as refused:
            code = refused.response.code
            if code not in _UNKNOWN and code not in _WRONG:
                self.database.write_now(lambda store: registry_passwords.refused(store, self.settings.name))
                return Changed(Result.REFUSED, str(refused), known)
        except NotSent:
            pass
        else:
            fault("registry.password.before_settle")
            self._worked(new)
            fault("registry.password.after_settle")
            await session.log_out(self.new_trid())
            return Changed(Result.CHANGED, password=new)
        # No answer that counts. The server may still be at it.
        await pause(self.settings.settle_seconds)
        found, _ = await self._who_works((new, known))
        # The former one may hold only because the command is still under way: the store keeps both, that one first.
        return replace(found, result=Result.REFUSED) if found.password == known else found

    async def _who_works(self, passwords: tuple[str, ...]) -> tuple[Changed, tuple[str, ...]]:
        """Log in and out with the first that is taken, each tried once; and what that session agreed on."""
        words = ""
        for password in passwords:
            try:
                session = await self._open(password)
            except LoginRefused as refused:
                words = str(refused)
                if refused.response.code not in _WRONG:
                    return Changed(Result.UNKNOWN, words), ()
            except NotSent as error:
                return Changed(Result.UNKNOWN, str(error)), ()
            else:
                self._worked(password)
                await session.log_out(self.new_trid())
                return Changed(Result.CHANGED, password=password), session.extensions
        if len(passwords) > 1:
            self._stop(words)
        return Changed(Result.LOCKED_OUT, words), ()

    async def _open(self, password: str, new: str | None = None) -> Session:
        settings = replace(self.settings, password=password)
        return await open_session(settings, self.new_trid(), self.named, new_password=new)

    def _unsettled(self) -> bool:
        with self.database.reading() as session:
            return registry_passwords.unsettled(session, self.settings.name)

    def _worked(self, password: str) -> None:
        self.database.write_now(
            lambda session: registry_passwords.worked(session, self.settings.name, self.settings.password, password)
        )

    def _stop(self, words: str) -> None:
        """Two wrong ones in a row: no third try, by anybody (REL-8)."""
        said = f"the registry takes neither the new password nor the former one: {words}"[:200]
        self.database.write_now(
            lambda session: registry_pauses.pause(
                session, self.settings.name, PauseSource.LOGIN, said, self.system.now()
            )
        )


def _made(longest: int | None) -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_LONG if longest is None else min(longest, _LONG)))


def _must_fit(new: str, known: str, longest: int | None) -> None:
    if new == known:
        raise UnfitPassword("It is the password already.")
    # Both elements are tokens: spaces at the ends and in a row would not arrive as they are.
    if " ".join(new.split()) != new:
        raise UnfitPassword("It has spaces at an end or in a row, or a line end within, which EPP does not carry.")
    if len(new) < SHORTEST_PASSWORD:
        raise UnfitPassword(f"It is shorter than {SHORTEST_PASSWORD} characters.")
    if longest is not None and len(new) > longest:
        raise UnfitPassword(f"It is longer than {longest} characters, and the registry does not offer loginSec-1.0.")
