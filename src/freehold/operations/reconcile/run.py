"""Carry out a comparison: look at every domain at its registry, keep what was found, go on where it stood after a kill.

Some domains at a time are looked at over the account's last lane, within its pace; then one transaction keeps the findings,
moves the cursor behind them and, where that was ordered, lets our copy follow. Whatever dies in between is looked at again.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from freehold.clock import Clock, monotonic, pause
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.faults import fault
from freehold.gateway.objects import RegistryContact, RegistryDomain
from freehold.gateway.registry import Registry
from freehold.operations.office import Office
from freehold.operations.reconcile import repair
from freehold.operations.reconcile.compare import NOT_TOLD, Registrant, changed_since, compare
from freehold.store import contacts, handles, readings, rechecks, reconciles, restores, unused_contacts
from freehold.store.reconciles import Finding, Ours, Run
from freehold.terms.drift import Difference, Repair, Verdict
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Later, Outcome, Stopped
from freehold.terms.reasons import Reason

_log = logging.getLogger(__name__)

_AT_ONCE = 50
"""Domains a transaction: what a kill makes us look at again."""

_MOST_TRIES = 4
_LONGEST_WAIT_SECONDS = 10.0
_WAITING_HELPS = frozenset(
    {Reason.REGISTRY_PAUSED, Reason.REGISTRY_UNREACHABLE, Reason.QUIET_HOURS, Reason.DAILY_QUOTA}
)


@dataclass(slots=True)
class Looked:
    """One domain, and what the registry said of it."""

    ours: Ours
    finding: Finding
    contact: RegistryContact | None = None
    theirs: RegistryDomain | None = None
    changed_since_backup: bool = False
    """The store was restored, and the registry shows something else, changed after its backup."""

    def keep(self, session: Session, now: Instant) -> None:
        """Keep what the registry showed beyond what our copy holds; nothing of a domain that is with another registrar."""
        if self.theirs is not None and self.finding.verdict is not Verdict.MISSING_THERE:
            readings.put(session, self.ours.id, self.theirs.statuses, self.theirs.ds_records, now)


@dataclass
class Reconciler:
    """Compares for whoever has a store and registries: a running server, or the command alone."""

    database: Database
    office: Office
    system: Clock
    business: Clock
    stopping: bool = field(default=False)

    async def run(self, run_id: int) -> None:
        """Bring a run to its end; returns early when it is given up or the process stops."""
        with self.database.reading() as session:
            run = reconciles.get(session, run_id)
        while not self.stopping:
            with self.database.reading() as session:
                run = reconciles.get(session, run_id)
                batch = reconciles.next_domains(session, run, _AT_ONCE) if run.open else []
            if not batch:
                break
            began = monotonic()
            looked = await self._look_at(run, [ours for ours in batch if self._wanted(run, ours)])
            if looked is None:
                return
            fault("recon.mid")
            if not await self._keep(run, looked, batch[-1].id):
                return
            await self._pace(run, len(looked), began)
        if run.open and not self.stopping:
            await self._end(run)

    def stop(self) -> None:
        """Look at no further domain; the run goes on with the next start."""
        self.stopping = True

    def _wanted(self, run: Run, ours: Ours) -> bool:
        if run.registry is None:
            return True
        registry = self.office.catalogue.of(ours.name)
        return registry is not None and registry.name == run.registry

    async def _pace(self, run: Run, looks: int, began: float) -> None:
        if run.per_second is not None:
            await pause(max(0.0, looks / run.per_second - (monotonic() - began)))

    async def _look_at(self, run: Run, batch: list[Ours]) -> list[Looked] | None:
        """Look at some domains, as many at a time as their lanes take; None when stopped in between."""
        by_registry: dict[str, list[Ours]] = {}
        looked: list[Looked] = []
        for ours in batch:
            registry = self.office.catalogue.of(ours.name)
            if registry is None:
                looked.append(Looked(ours, _untold(ours, "no registry is configured for its suffix")))
            else:
                by_registry.setdefault(registry.name, []).append(ours)
        async with asyncio.TaskGroup() as group:
            for name, waiting in by_registry.items():
                registry = self.office.catalogue.by_name[name]
                rest = iter(waiting)
                width = 1 if run.per_second is not None else registry.lane(registry.lanes - 1).capacity
                for _ in range(min(width, len(waiting))):
                    group.create_task(self._look_at_some(run, registry, rest, looked))
        return looked if len(looked) == len(batch) else None

    async def _look_at_some(self, run: Run, registry: Registry, rest: Iterator[Ours], looked: list[Looked]) -> None:
        for ours in rest:
            found = await self._look(run, registry, ours)
            if found is None:
                return
            looked.append(found)

    async def _look(self, run: Run, registry: Registry, ours: Ours) -> Looked | None:
        """One domain; waits as long as the registry cannot be asked, None when stopped meanwhile."""
        tries = 0
        while not self.stopping:
            try:
                return await self.ask(registry, ours, rebuild=run.repair is Repair.REBUILD)
            except Stopped as stopped:
                tries += 1
                wait = _seconds(stopped.outcome)
                if not _helps(stopped.outcome) and tries >= _MOST_TRIES:
                    return Looked(ours, _untold(ours, f"the registry does not tell: {_words(stopped.outcome)}"))
            await pause(min(wait, _LONGEST_WAIT_SECONDS))
        return None

    async def ask(self, registry: Registry, ours: Ours, *, rebuild: bool = False) -> Looked:
        """Look at one domain and compare; raises Stopped when it cannot be told now."""
        lane = registry.lane(registry.lanes - 1)
        theirs = await lane.look_domain(ours.name)
        with self.database.reading() as session:
            row = handles.find(session, registry.name, ours.registrant_id)
            restored = restores.find(session)
        handle = row.handle if row is not None and row.exists else ours.registrant_handle
        registrant = Registrant(handle)
        contact = None
        if theirs is not None and theirs.registrant not in {None, handle}:
            assert theirs.registrant is not None
            contact = await lane.look_contact(theirs.registrant)
            registrant = Registrant(handle, same=contact is not None and self._holds(contact, ours))
        since = None if restored is None else restored.business_at
        finding = compare(ours, theirs, registrant, registry.settings.login, self.business.now(), since, rebuild)
        moved = theirs is not None and since is not None and changed_since(theirs, since)
        return Looked(
            ours, finding, contact, theirs, changed_since_backup=moved and finding.verdict is not Verdict.SAME
        )

    def _holds(self, contact: RegistryContact, ours: Ours) -> bool:
        with self.database.reading() as session:
            return contact.matches(contacts.get(session, ours.registrant_id))

    async def _keep(self, run: Run, looked: list[Looked], cursor: int) -> bool:
        def work(session: Session) -> bool:
            now = self.system.now()
            found = []
            for one in sorted(looked, key=lambda each: each.ours.id):
                one.keep(session, self.business.now())
                finding = one.finding
                if run.repair is not None and run.repair.of_our_copy and finding.verdict is Verdict.THEIRS_NEWER:
                    registry = self.office.catalogue.of(one.ours.name)
                    assert registry is not None
                    finding = repair.follow(session, registry.name, one.ours, finding, one.contact, self.business.now())
                    if finding.repaired_by:
                        unused_contacts.left(session, one.ours.registrant_id, now)
                found.append(finding)
            moved = [one.ours.id for one in looked if one.changed_since_backup and one.ours.busy]
            restores.hold_changed(session, moved, self.business.now())
            rechecks.settle(session, [one for one in found if one.verdict is Verdict.SAME or one.repaired_by])
            return reconciles.record(session, run.id, found, cursor, now)

        return await self.database.write(work)

    async def _end(self, run: Run) -> None:
        if run.repair is Repair.OURS:
            await self._send_ours(run)
        await self.database.write(lambda session: reconciles.finish(session, run.id, self.system.now()))
        with self.database.reading() as session:
            counted: Mapping[Verdict, int] = reconciles.counts(session, run.id)
        _log.info("reconcile run %s: %s", run.id, {verdict.value: number for verdict, number in counted.items()})

    async def _send_ours(self, run: Run) -> None:
        behind: int | None = 0
        while behind is not None:
            fault("recon.mid")
            send = partial(repair.send, office=self.office, run_id=run.id, after=behind, now=self.business.now())
            behind = await self.database.write(send)


def _untold(ours: Ours, why: str) -> Finding:
    return Finding(
        domain_id=ours.id,
        domain_name=ours.name,
        verdict=Verdict.UNKNOWN,
        differences=(Difference(NOT_TOLD, "", why),),
    )


def _helps(outcome: Outcome) -> bool:
    return isinstance(outcome, Later) and outcome.reason in _WAITING_HELPS


def _seconds(outcome: Outcome) -> float:
    return max(0.1, outcome.seconds) if isinstance(outcome, Later) else 1.0


def _words(outcome: Outcome) -> str:
    return getattr(outcome, "message", "") or type(outcome).__name__
