"""Switch one domain's lock at its registry, and what follows in our copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from freehold.clock import Clock
from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Load, Performer
from freehold.gateway.catalogue import Catalogue
from freehold.operations.domain_performer import domain_performer
from freehold.operations.locks import status
from freehold.store import attempts, domain_settings, tasks
from freehold.store.attempts import OpenItem
from freehold.terms.instants import Instant
from freehold.terms.locks import Lock
from freehold.terms.outcomes import Done, Outcome, Refused
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState, TaskKind

LOCKS = {TaskKind.SWITCH_TRANSFER_LOCK: Lock.TRANSFER, TaskKind.SWITCH_UPDATE_LOCK: Lock.UPDATE}
_WORDS = {Lock.TRANSFER: "the account's transfer lock", Lock.UPDATE: "the account's update lock"}
_MISSING = 2303


@dataclass(frozen=True, slots=True)
class Switch:
    """What a task promised its domains."""

    lock: Lock
    on: bool
    restricted: Mapping[int, Instant]
    """Until when domains stay locked after a change of registrant, by their ids; nothing moves it while they are busy."""


def performer(catalogue: Catalogue, business: Clock) -> Performer:
    """The functions the runner carries such a task out with."""

    async def perform(wanted: Switch, chunk: Chunk, intent: Intent) -> Outcome:
        item = intent.item
        assert isinstance(item, OpenItem)
        lane = catalogue.by_name[chunk.registry].lane(chunk.lane)
        until = wanted.restricted.get(item.domain_id)
        if wanted.lock is Lock.TRANSFER and not wanted.on and until is not None and until > business.now():
            # The registry knows one status for both: it stays until the time after the change of registrant is over.
            found = await lane.look_domain(item.domain_name)
            return Refused(Reason.NOT_AT_REGISTRY, _MISSING) if found is None else Done()
        return await status.bring(
            lane, item, wanted.lock,
            on=wanted.on, words=_WORDS[wanted.lock], trid=intent.trid, cancelled=chunk.cancelled,
        )  # fmt: skip

    return domain_performer(catalogue, load=_load, perform=perform, after=_follow)


def _load(session: Session, task_id: int, first: int, last: int) -> Load:
    task = tasks.get(session, task_id)
    restricted = domain_settings.no_transfers_until(session, task_id, first, last)
    return Load(
        attempts.open_items(session, task_id, first, last), Switch(LOCKS[task.kind], task.lock_after, restricted)
    )


def _follow(session: Session, wanted: Switch, findings: Sequence[Finding], now: Instant) -> None:
    """Move our copy of the domains that succeeded, in the transaction of their items (INV-7)."""
    switched = []
    for finding in findings:
        assert isinstance(finding.item, OpenItem)
        if finding.state is ItemState.SUCCEEDED:
            switched.append(finding.item.domain_id)
    domain_settings.switch_lock(session, switched, wanted.lock, on=wanted.on, now=now)
