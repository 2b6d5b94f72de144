"""One running emulator: what tests may do to it besides calling its API.

The business clock moves for the server and for its own practice registry together. A new beginning forgets everything and
loads the seed again: the same seed, the same ids and, with a clock that was given a start, the same times.
"""

import email
import email.policy
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from freehold import seeds
from freehold.app import App
from freehold.clock import MovableClock, monotonic, wait
from freehold.ids import SeededIds
from freehold.rpc.misbehaviour import BadOrder, Misbehaviour, read_order
from freehold.sandbox.admin_client import AdminClient
from freehold.sandbox.faults import BadFault
from freehold.sandbox.faults import check as check_fault
from freehold.terms.instants import EARLIEST_MOVED, LATEST_MOVED, Instant
from freehold.terms.seed_file import SeedFault, SeedFile, read_seed

Result = TypeVar("Result")

_LOOK_SECONDS = 0.005


class CannotDo(ValueError):
    """What was asked cannot be done; the sentence says why and what to do."""


class Emulator:
    """A server and its practice registry, in the hands of whoever tests against them."""

    def __init__(
        self, app: App, registry: Path, clock: MovableClock | None, misbehaviour: Misbehaviour, seed: SeedFile | None
    ) -> None:
        """*registry* is the practice registry's folder, *clock* the business clock where it can be moved."""
        self._app = app
        self._registry = registry
        self._clock = clock
        self._misbehaviour = misbehaviour
        self._seed = seed or SeedFile()
        self._admin: AdminClient | None = None
        self._one_at_a_time = Lock()

    def now(self) -> Instant:
        """Business time."""
        return self._app.business.now()

    def move(self, at: Instant) -> Instant:
        """Let business time stand at an instant and run on from there; begin what has come due."""
        if self._clock is None:
            raise CannotDo("The clock stands with the system's. Start the server with --clock to be able to move it.")
        if not EARLIEST_MOVED <= at <= LATEST_MOVED:
            raise CannotDo("The clock can be moved to times from 1970-01-01 to 9000-01-01. It stands where it stood.")
        self._clock.set(at)
        self._ask("set_clock", at=at)
        self._app.catch_up()
        return self.now()

    def add_fault(self, order: dict[str, Any]) -> None:
        """Order misbehaviour: of the API where it names an action, else of the registry."""
        if "action" in order:
            self._misbehaviour.order(order)
        else:
            self._ask("add_faults", faults=[order])

    def faults(self) -> list[dict[str, Any]]:
        """The orders in force."""
        found: list[dict[str, Any]] = self._ask("faults")
        return [*self._misbehaviour.orders(), *found]

    def clear_faults(self) -> None:
        """Behave again."""
        self._misbehaviour.clear()
        self._ask("clear_faults")

    def begin(self, name: str) -> None:
        """Bring the registry's clock to the server's, and enter what the seed of this name says and is not there yet."""
        if self._clock is not None:
            self._ask("set_clock", at=self.now())
        self._enter(self._seed, name, once=True)

    def load(self, text: str) -> None:
        """Enter what a seed file's text says beside what is there."""
        self._enter(read_seed(text), "the seed")

    def begin_anew(self) -> None:
        """Forget everything that was done, and load the seed the server was started with."""
        ids = self._app.database.ids
        if isinstance(ids, SeededIds):
            ids.begin_again()
        self._misbehaviour.clear()
        if self._clock is not None:
            self._clock.begin_again()
        self._app.begin_anew(self._fill)
        for file in (self._app.settings.data / "mail").glob("*.eml"):
            file.unlink(missing_ok=True)

    def _fill(self) -> None:
        self._ask("reset", at=self.now())
        self._enter(self._seed, "the seed")

    def _enter(self, seed: SeedFile, name: str, *, once: bool = False) -> None:
        _check_faults(seed, name)
        loaded = seeds.load(seed, name, self._app.database, self.now())
        objects = loaded.registry_objects()
        if objects:
            self._told(lambda admin: admin.seed(objects))
        if loaded.faults:
            self._told(lambda admin: admin.add_faults(loaded.faults, once=once))
        for price in loaded.fees:
            self._ask("price", **price)
        for fault in seed.call_faults:
            self._misbehaviour.order(fault.order)

    def settle(self, seconds: float) -> bool:
        """Wait until no task is worked on and no mail waits; False when that took longer than *seconds*."""
        until = monotonic() + seconds
        while self._app.busy() or self._ask("stats")["undone"]:
            if monotonic() > until:
                return False
            wait(_LOOK_SECONDS)
        return True

    def mails(self) -> list[dict[str, str]]:
        """The mails sent so far, oldest first: recipient, subject, text."""
        files = sorted((self._app.settings.data / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [_mail(file) for file in files]

    def _ask(self, do: str, **values: Any) -> Any:
        return self._told(lambda admin: admin.ask(do, **values))

    def _told(self, tell: Callable[[AdminClient], Result]) -> Result:
        """Tell the registry's second port something; the registry may have been started again since the last time."""
        with self._one_at_a_time:
            if self._admin is not None:
                try:
                    return tell(self._admin)
                except OSError:
                    self._admin.close()
            self._admin = AdminClient(self._registry)
            return tell(self._admin)


def _check_faults(seed: SeedFile, name: str) -> None:
    """Raise SeedFailed for an order that nobody would take, before anything of the seed is entered."""
    looks: tuple[tuple[tuple[SeedFault, ...], Callable[[dict[str, Any]], object]], ...] = (
        (seed.faults, check_fault),
        (seed.call_faults, read_order),
    )
    for orders, look in looks:
        for fault in orders:
            try:
                look(fault.order)
            except (BadFault, BadOrder) as error:
                raise seeds.SeedFailed(f"{name}: {fault.where}: {error}. Nothing was loaded.") from error


def _mail(file: Path) -> dict[str, str]:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "text": "" if body is None else str(body.get_content()),
    }
