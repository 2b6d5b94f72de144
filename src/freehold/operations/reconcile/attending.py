"""Sees to what was ordered of the comparison with registries, and to domains that somebody else changed."""

import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from freehold.db.engine import Database
from freehold.operations.reconcile import recheck
from freehold.operations.reconcile.run import Reconciler
from freehold.store import reconciles

_log = logging.getLogger(__name__)


class Attending:
    """Looks every second, on the upkeep's thread; *start* begins a coroutine on the loop that registries live on."""

    def __init__(
        self, database: Database, reconciler: Reconciler, start: Callable[[Coroutine[Any, Any, None]], "Future[None]"]
    ) -> None:
        self._database = database
        self._reconciler = reconciler
        self._start = start
        self._comparing: tuple[int, Future[None]] | None = None
        self._rechecking: Future[None] | None = None

    def comparisons(self) -> None:
        """Work on the comparison with registries that somebody ordered, or that a dead predecessor was at."""
        with self._database.reading() as session:
            run = reconciles.open_run(session)
        # One that failed is not begun again before the next start: it would fail again.
        begun, ended = (None, True) if self._comparing is None else (self._comparing[0], self._comparing[1].done())
        if run is not None and run.id != begun and ended:
            self._comparing = (run.id, self._start(self._compare(run.id)))

    async def _compare(self, run_id: int) -> None:
        try:
            await self._reconciler.run(run_id)
        except Exception:  # noqa: BLE001  what was found so far is kept; the log has the rest
            _log.exception("comparison %s stops where it is", run_id)

    def rechecks(self) -> None:
        """Look at domains that their registries said somebody else changed."""
        if self._rechecking is not None and not self._rechecking.done():
            return
        with self._database.reading() as session:
            if not recheck.due(session):
                return
        self._rechecking = self._start(self._recheck())

    async def _recheck(self) -> None:
        try:
            await recheck.look(self._reconciler)
        except Exception:  # noqa: BLE001  the next turn looks again; the log has it whole
            _log.exception("looking at domains that were changed elsewhere")
