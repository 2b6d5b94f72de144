"""Fetches the messages of a registry account: one poller an account; a message is stored, then acknowledged (REL-11)."""

import logging
import threading

from freehold import logs
from freehold.clock import Clock, monotonic, pause
from freehold.db.engine import Database
from freehold.faults import fault
from freehold.gateway.lane import Lane
from freehold.gateway.registry import Registry
from freehold.operations import registry_maintenance, registry_messages
from freehold.operations.office import Office
from freehold.store.messages import NewMessage
from freehold.terms.outcomes import Stopped

_log = logging.getLogger(__name__)

_MAINTENANCE_SECONDS = 6 * 3600.0
"""How often registries are asked what maintenance they plan; news of it comes by poll message."""


class RegistryPoll:
    """Polls until *stopping* is set; a coroutine for each account, on the loop that registries live on."""

    def __init__(self, database: Database, office: Office, system: Clock, stopping: threading.Event) -> None:
        self._database = database
        self._office = office
        self._system = system
        self._stopping = stopping

    async def poll(self, registry: Registry) -> None:
        """Fetch this account's messages as they come (epp-facts.md, 9)."""
        lane = registry.lane(0)
        maintenance_asked_at = -_MAINTENANCE_SECONDS
        with logs.about(registry=registry.name):
            while not self._stopping.is_set():
                try:
                    # Where another process has the lane, that one polls.
                    if await lane.is_ours():
                        if await self._fetch(registry, lane):
                            continue
                        if lane.announces_maintenance and monotonic() - maintenance_asked_at >= _MAINTENANCE_SECONDS:
                            # Noted before: a registry that refuses to tell is not asked at every turn.
                            maintenance_asked_at = monotonic()
                            await self._ask_for_maintenance(registry)
                except Stopped as stopped:
                    _log.info("polling %s: %s", registry.name, stopped.outcome)
                except Exception:  # noqa: BLE001  the poller must outlive one bad message; the log has it whole
                    _log.exception("polling %s", registry.name)
                await pause(registry.settings.poll_seconds)

    async def _fetch(self, registry: Registry, lane: Lane) -> bool:
        """Take the first message off the account's queue; whether there was one."""
        message = await lane.poll()
        if message is None:
            return False
        fault("epp.poll.after_answer")
        new = NewMessage(
            registry=registry.name,
            message_id=message.id,
            kind=message.kind,
            object_name=message.object_name,
            text=message.text,
            raw=message.raw,
            trids=message.trids,
            leaving=message.leaving,
            maintenance=message.maintenance,
            changed_by=message.changed_by,
        )
        await self._database.write(lambda session: registry_messages.receive(session, self._office, new))
        fault("epp.poll.after_store")
        await lane.acknowledge(message.id)
        fault("epp.poll.after_ack")
        return True

    async def _ask_for_maintenance(self, registry: Registry) -> None:
        """A notice may have come before this account was set up here, or vanished unread (epp-facts.md, 9)."""
        announced = await registry.lane(0).maintenances()
        await self._database.write(
            lambda session: registry_maintenance.keep_all(session, registry.settings, announced, self._system.now())
        )
