"""The registrant's contact object at a registry: made once for each registry account and contact version.

Ten thousand domains cost one create. The row is written before the create is sent; when an answer is lost, the object is
looked for under its handle before anything is sent again (INV-5, REL-5).
"""

import asyncio
import secrets
from collections.abc import Callable

from freehold.clock import Clock, monotonic
from freehold.db.engine import Database
from freehold.faults import fault
from freehold.gateway.lane import Lane
from freehold.gateway.registry import Registry
from freehold.store import handles
from freehold.terms.contacts import Contact
from freehold.terms.outcomes import Done, Later, Pending, Refused, Stopped
from freehold.terms.reasons import Reason

_OBJECT_EXISTS = 2302
_REVIEW_SECONDS = 900.0
"""How often a review is asked about when no message tells its end."""

_LOOK_SECONDS = 1.0

_REVIEW_REFUSED = Refused(Reason.CONTACT_REFUSED, message="the registry's review did not accept the contact")

KNOWN_SECONDS = 600.0
"""After this the store is asked again for what is known to exist: it may have been given up meanwhile, to be deleted."""

_MOST_HANDLES = 8
"""How many handles are tried when others hold ours, before a person has to look."""


class Contacts:
    """Makes sure that contact objects exist; remembers those that do."""

    def __init__(
        self,
        database: Database,
        system: Clock,
        installation: str,
        new_trid: Callable[[], str],
        *,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        """*elapsed* tells seconds on a clock that never steps."""
        self._elapsed = elapsed
        self._database = database
        self._system = system
        self._installation = installation
        self.new_trid = new_trid
        self._known: dict[tuple[str, int], str] = {}
        self._known_until = 0.0
        self._asked_again: dict[tuple[str, int], float] = {}
        self._making: dict[tuple[str, int], asyncio.Lock] = {}

    async def ensure(
        self,
        registry: Registry,
        lane: Lane,
        contact_id: int,
        contact: Contact,
        task_id: int,
        *,
        may_create: bool = True,
    ) -> str:
        """The handle under which the registry holds this contact; raises Stopped when it cannot be made now.

        *task_id* is for whom: what a review refused for one task is asked for again only by a newer one. A cancelled
        task's domain *may* not *create* it: without the object nothing can have been done for the domain either.
        """
        key = (registry.name, contact_id)
        if self._elapsed() >= self._known_until:
            self._known.clear()
            self._known_until = self._elapsed() + KNOWN_SECONDS
        known = self._known.get(key)
        if known is not None:
            return known
        # Several items of several lanes want it at once: one makes it, the others wait.
        async with self._making.setdefault(key, asyncio.Lock()):
            if key not in self._known:
                self._known[key] = await self._make(registry, lane, contact_id, contact, task_id, may_create)
            return self._known[key]

    async def forget(self, registry: Registry, contact_id: int) -> None:
        """The registry says that the object is not there (2303): the next item makes it again."""
        if self._known.pop((registry.name, contact_id), None) is not None:
            await self._database.write(
                lambda session: handles.forget(session, registry.name, contact_id, self._system.now())
            )

    def forget_all(self) -> None:
        """Nothing is known of any object; for a store that was emptied."""
        self._known.clear()
        self._asked_again.clear()

    async def _make(
        self, registry: Registry, lane: Lane, contact_id: int, contact: Contact, task_id: int, may_create: bool
    ) -> str:
        with self._database.reading() as session:
            row = handles.find(session, registry.name, contact_id)
        if row is not None and row.exists:
            return row.handle
        if row is not None and row.refused_task_id is not None and row.refused_task_id >= task_id:
            raise Stopped(_REVIEW_REFUSED)
        if row is not None and (row.in_review or await self._is_ours(lane, row.handle, contact)):
            return await self._after_review(registry, lane, contact_id, row.handle, task_id)
        if not may_create:
            raise Stopped(Refused(Reason.CANCELLED))
        prefix = registry.settings.contact_prefix
        for number in range(_MOST_HANDLES):
            handle = handles.propose(prefix, self._installation, contact_id, number)
            if await self._create(registry, lane, contact_id, contact, handle):
                return await self._exists(registry, contact_id, handle)
        raise Stopped(Refused(Reason.REGISTRY_REFUSED, _OBJECT_EXISTS, "every handle tried is taken"))

    async def _create(self, registry: Registry, lane: Lane, contact_id: int, contact: Contact, handle: str) -> bool:
        """Create under this handle; False when somebody else's object has it."""
        trid = self.new_trid()
        await self._database.write(
            lambda session: handles.intend(session, registry.name, contact_id, handle, trid, self._system.now())
        )
        fault("work.plan.after_commit")
        outcome = await lane.create_contact(handle, contact, secrets.token_urlsafe(12), trid=trid)
        match outcome:
            case Done():
                return True
            case Pending():
                await self._in_review(registry, contact_id, handle)
                raise Stopped(Later(Reason.CONTACT_IN_REVIEW, _REVIEW_SECONDS))
            case Refused(code=code) if code == _OBJECT_EXISTS:
                # An earlier create of ours whose answer was lost, or a stranger's object: looking tells.
                return await self._is_ours(lane, handle, contact)
            case Refused(message=message, code=code):
                raise Stopped(Refused(Reason.CONTACT_REFUSED, code, message))
            case Later():
                raise Stopped(outcome)
            case _:
                # Nothing was sent for the domain itself, so its item may wait; the handle's row makes the next one look.
                raise Stopped(Later(Reason.REGISTRY_BUSY, registry.settings.settle_seconds))

    async def _is_ours(self, lane: Lane, handle: str, contact: Contact) -> bool:
        found = await lane.look_contact(handle)
        return found is not None and found.matches(contact)

    async def _after_review(self, registry: Registry, lane: Lane, contact_id: int, handle: str, task_id: int) -> str:
        """The handle once the registry has decided on the object; raises Stopped while it has not, and when it said no.

        A thousand domains wait for one contact: only the first of them asks, the others take its answer for a while.
        """
        key = (registry.name, contact_id)
        if self._elapsed() < self._asked_again.get(key, 0.0):
            # Soon again, and not in the long run's time: the message of its end may be what let this item ask.
            raise Stopped(Later(Reason.CONTACT_IN_REVIEW, 2 * _LOOK_SECONDS))
        found = await lane.look_contact(handle)
        if found is None:
            await self._database.write(
                lambda session: handles.refused(session, registry.name, contact_id, task_id, self._system.now())
            )
            raise Stopped(_REVIEW_REFUSED)
        if found.in_review:
            self._asked_again[key] = self._elapsed() + _LOOK_SECONDS
            await self._in_review(registry, contact_id, handle)
            raise Stopped(Later(Reason.CONTACT_IN_REVIEW, _REVIEW_SECONDS))
        return await self._exists(registry, contact_id, handle)

    async def _in_review(self, registry: Registry, contact_id: int, handle: str) -> None:
        await self._database.write(
            lambda session: handles.in_review(session, registry.name, contact_id, handle, self._system.now())
        )

    async def _exists(self, registry: Registry, contact_id: int, handle: str) -> str:
        await self._database.write(
            lambda session: handles.exists(session, registry.name, contact_id, handle, self._system.now())
        )
        return handle
