"""Deletes contact objects of ours that nothing uses any more: of tasks that were cancelled, of holders that have no domain left.

The clean-up list (``store/unused_contacts.py``) says which. An object is kept for some days, since a contact version has one
object and the next task may want it; then it is *given up*: whoever wants it from here on looks for it at the registry
before using it. Only after that, and only where the registry itself shows nothing linked to it, is it deleted. Each turn
begins with a look, so a delete whose answer was lost is never sent again blindly (REL-5, REL-7).
"""

import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from typing import Any

from freehold import logs
from freehold.clock import Clock, monotonic
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.faults import fault
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.lane import Lane
from freehold.gateway.objects import RegistryContact
from freehold.gateway.registry import Registry
from freehold.operations.registrant_change.contacts import KNOWN_SECONDS
from freehold.store import unused_contacts
from freehold.store.unused_contacts import Unused
from freehold.terms.instants import DAY, HOUR, MINUTE, SECOND, Instant
from freehold.terms.outcomes import Done, Later, Outcome, Refused, Stopped

_log = logging.getLogger(__name__)

_SHARE_OF_TIME = 100
"""Between two looks that go through all domains lies this many times what the last one took."""

_AT_ONCE = 500
"""Objects a transaction that are struck off."""

_SHARE_OF_QUOTA = 10
"""Where a day has a quota of changes, at most one in so many is spent on cleaning up."""

_UNTIL_ASKED_AGAIN = 7 * DAY
"""About an object that the registry says is linked to something."""

_NOT_THERE = 2303


class ContactCleanup:
    """Looks on the upkeep's thread; *start* begins a coroutine on the loop that registries live on."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        system: Clock,
        new_trid: Callable[[], str],
        start: Callable[[Coroutine[Any, Any, None]], "Future[None]"],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._system = system
        self._new_trid = new_trid
        self._start = start
        self._look_at = self._look_anyway_at = 0.0
        self._cleaning: Future[None] | None = None
        self._deleted_at: dict[str, float] = {}

    def list_unused(self) -> None:
        """Bring the list up to date with the tasks that ended."""
        began = monotonic()
        if began < self._look_at:
            return
        with self._database.reading() as session:
            ended = unused_contacts.any_ended(session)
        if not ended and began < self._look_anyway_at:
            return
        while ended and self._database.write_now(lambda session: unused_contacts.take_in(session, self._system.now())):
            pass
        with self._database.reading() as session:
            used = unused_contacts.in_use(session)
        # What is used no more by now was a task's that ended since: it is listed again with that.
        for first in range(0, len(used), _AT_ONCE):
            self._database.write_now(partial(unused_contacts.strike, places=used[first : first + _AT_ONCE]))
        self._look_anyway_at = monotonic() + HOUR / SECOND
        self._look_at = monotonic() + _SHARE_OF_TIME * (monotonic() - began)

    def clean(self) -> None:
        """See to the next object of each registry; one at a time, and none while anything else is sent there."""
        if self._cleaning is None or self._cleaning.done():
            self._cleaning = self._start(self._clean())

    async def _clean(self) -> None:
        for registry in self._catalogue.by_name.values():
            with logs.about(registry=registry.name):
                try:
                    await self._see_to_the_next(registry)
                except Exception:  # noqa: BLE001  the next turn tries again; the log has it whole
                    _log.exception("cleaning up contact objects")

    async def _see_to_the_next(self, registry: Registry) -> None:
        days, now = registry.settings.unused_contact_days, self._system.now()
        if days is None or registry.in_flight or self._is_too_soon(registry):
            return
        kept = int(days * DAY)
        with self._database.reading() as session:
            one = unused_contacts.due(session, registry.name, Instant(now - kept), now)
        if one is None:
            return
        if not one.given_up:
            # Processes that know the object to be there have asked anew by then.
            wait = min(int(2 * KNOWN_SECONDS * SECOND), kept)
            await self._write(unused_contacts.give_up, one, Instant(now + wait))
            if wait:
                return
        await self._delete_unless_used(registry, one)

    def _is_too_soon(self, registry: Registry) -> bool:
        quota = registry.settings.changes_a_day
        between = 0.0 if quota is None else _SHARE_OF_QUOTA * (DAY / SECOND) / quota
        return monotonic() < self._deleted_at.get(registry.name, -between) + between

    async def _delete_unless_used(self, registry: Registry, one: Unused) -> None:
        lane = registry.lane(registry.lanes - 1)
        try:
            found = await lane.look_contact(one.handle)
        except Stopped as stopped:
            await self._put_off(one, stopped.outcome)
            return
        if found is None:
            await self._write(unused_contacts.gone, one)
        elif found.linked:
            await self._write(unused_contacts.linked, one, self._after(_UNTIL_ASKED_AGAIN))
        elif not self._may_be_deleted(registry, found):
            await self._write(unused_contacts.put_off, one, self._after(DAY))
        elif await self._intend(registry, one, trid := self._new_trid()):
            fault("clean.plan.after_commit")
            await self._delete(registry, lane, one, trid)

    def _may_be_deleted(self, registry: Registry, found: RegistryContact) -> bool:
        """Not another registrar's, nor one that a review or a status of its own holds."""
        statuses = {status.value for status in found.data.statuses}
        held = any(value.startswith("pending") or value.endswith("DeleteProhibited") for value in statuses)
        return not held and found.sponsor.lower() == registry.settings.login.lower()

    async def _intend(self, registry: Registry, one: Unused, trid: str) -> bool:
        """Note what is about to be sent, unless a task came meanwhile that wants the object."""
        settled = self._after(int(registry.settings.settle_seconds * SECOND))

        def work(session: Session) -> bool:
            if unused_contacts.wanted(session, one.contact_id):
                unused_contacts.strike(session, [(one.registry, one.contact_id)])
                return False
            unused_contacts.intend(session, one, trid, settled)
            return True

        return await self._database.write(work)

    async def _delete(self, registry: Registry, lane: Lane, one: Unused, trid: str) -> None:
        self._deleted_at[registry.name] = monotonic()
        outcome = await lane.delete_contact(one.handle, trid=trid)
        match outcome:
            case Refused(code=code) if code != _NOT_THERE:
                _log.warning("contact object %s is not deleted: %s %s", one.handle, code, outcome.message)
                await self._write(unused_contacts.put_off, one, self._after(DAY), code)
            case Later():
                await self._put_off(one, outcome)
            case Done() | Refused():
                # It is forgotten when a look shows it gone.
                await self._write(unused_contacts.put_off, one, self._system.now())
                fault("clean.record.after_commit")

    async def _put_off(self, one: Unused, outcome: Outcome) -> None:
        seconds = outcome.seconds if isinstance(outcome, Later) else 0.0
        await self._write(unused_contacts.put_off, one, self._after(max(MINUTE, int(seconds * SECOND))))

    def _after(self, milliseconds: int) -> Instant:
        return Instant(self._system.now() + milliseconds)

    async def _write(self, change: Callable[..., None], *values: object) -> None:
        await self._database.write(lambda session: change(session, *values))
