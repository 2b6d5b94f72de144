"""Lift one domain's transfer lock at its registry, and what follows in our copy."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Load, Performer
from freehold.gateway.catalogue import Catalogue
from freehold.operations.domain_performer import domain_performer
from freehold.operations.locks import status
from freehold.store import attempts, domain_registrants
from freehold.store.attempts import OpenItem
from freehold.terms.instants import DAY, Instant
from freehold.terms.locks import Lock
from freehold.terms.outcomes import Outcome, Refused
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_TRY_AGAIN = DAY
"""A registry that will not let the lock go today (its own lock, a dispute) is asked again tomorrow."""


def performer(catalogue: Catalogue) -> Performer:
    """The functions the runner carries such a task out with."""

    def load(session: Session, task_id: int, first: int, last: int) -> Load:
        return Load(attempts.open_items(session, task_id, first, last))

    return domain_performer(catalogue, load=load, perform=partial(lift, catalogue), after=follow)


async def lift(catalogue: Catalogue, _shared: Any, chunk: Chunk, intent: Intent) -> Outcome:
    """Bring one domain to where the registry shows no transfer lock."""
    item = intent.item
    assert isinstance(item, OpenItem)
    lane = catalogue.by_name[chunk.registry].lane(chunk.lane)
    return await status.bring(lane, item, Lock.TRANSFER, on=False, words="", trid=intent.trid)


def follow(session: Session, _shared: Any, findings: Sequence[Finding], now: Instant) -> None:
    """Forget locks that are lifted, and those of domains that left the registry; try the others again tomorrow."""
    lifted: list[int] = []
    kept: list[int] = []
    for finding in findings:
        assert isinstance(finding.item, OpenItem)
        gone = isinstance(finding.outcome, Refused) and finding.outcome.reason in {
            Reason.NOT_AT_REGISTRY,
            Reason.NOT_SPONSORED,
        }
        if finding.state is ItemState.SUCCEEDED or gone:
            lifted.append(finding.item.domain_id)
        elif finding.state is ItemState.FAILED:
            kept.append(finding.item.domain_id)
    domain_registrants.lock_lifted(session, lifted, now)
    domain_registrants.lift_again(session, kept, Instant(now + _TRY_AGAIN), now)
