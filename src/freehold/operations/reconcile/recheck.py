"""Look at domains that a registry said somebody else changed, and keep how they differ from ours (RFC 8590).

The notice's word is not taken for the state of the domain: the registry is asked. What a task of ours is changing waits until
the task is through, since its item asks the registry by itself; only what is left then is drift.
"""

import logging
from functools import partial

from freehold.db.session import Session
from freehold.operations.reconcile.run import Looked, Reconciler
from freehold.store import rechecks, reconciles
from freehold.store.reconciles import Ours
from freehold.terms.drift import Verdict
from freehold.terms.instants import Instant
from freehold.terms.outcomes import Stopped

_log = logging.getLogger(__name__)

_AT_ONCE = 50


def due(session: Session) -> bool:
    """Whether any domain is to be looked at."""
    return bool(rechecks.waiting(session, 1))


async def look(reconciler: Reconciler) -> None:
    """Look at those that are due, some at a time; one whose registry does not tell now is left for the next turn."""
    database = reconciler.database
    with database.reading() as session:
        batch = reconciles.ours_of(session, rechecks.waiting(session, _AT_ONCE))
    for ours in batch:
        if reconciler.stopping:
            return
        began = reconciler.system.now()
        looked = await _find(reconciler, ours)
        if looked is None:
            continue
        finding = looked.finding
        await database.write(partial(_keep, reconciler=reconciler, looked=looked, began=began))
        if finding.verdict is not Verdict.SAME:
            differences = "; ".join(map(str, finding.differences)) or "it is not there"
            _log.warning("%s was changed at its registry, not from here: %s", ours.name, differences)


def _keep(session: Session, reconciler: Reconciler, looked: Looked, began: Instant) -> None:
    looked.keep(session, reconciler.business.now())
    rechecks.looked(session, finding=looked.finding, began=began, now=reconciler.system.now())


async def _find(reconciler: Reconciler, ours: Ours) -> Looked | None:
    registry = reconciler.office.catalogue.of(ours.name)
    if registry is None:
        return None
    try:
        return await reconciler.ask(registry, ours)
    except Stopped as stopped:
        _log.info("%s is still to be looked at: %s", ours.name, stopped.outcome)
        return None
