"""The task that brings a registry back to what we hold, as the runner wants it: like a change of registrant, but it always looks first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Performer
from freehold.store import reconciles
from freehold.store.attempts import OpenItem
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Done, Outcome
from freehold.terms.tasks import ItemState


def performer(change: Performer) -> Performer:
    """The performer made from that of the change of registrant."""

    async def perform(promise: Any, chunk: Chunk, intent: Intent) -> Outcome:
        item = intent.item
        assert isinstance(item, OpenItem)
        if not item.state.in_doubt:
            # Taken for in doubt, so that the registry is looked at before anything is sent.
            intent = replace(intent, item=msgspec.structs.replace(item, state=ItemState.EXECUTING))
        return await change.perform(promise, chunk, intent)

    return replace(change, perform=perform, after=_follow)


def _follow(session: Session, _promise: Any, findings: Sequence[Finding], _now: Instant) -> None:
    """Our copy was right all along; only the registrant's object there may be another one now."""
    for finding in findings:
        match finding.outcome:
            case Done(registrant=str(handle)):
                assert isinstance(finding.item, OpenItem)
                reconciles.shown(session, finding.item.domain_id, handle)
            case _:
                pass
