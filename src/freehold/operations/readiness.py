"""Whether calls can be taken: a write becomes durable, schema and key are the right ones, the engine runs (REL-24).

Registries are not asked: what waits for one of them waits safely, and calls are taken meanwhile. A write is tried at most
every few seconds, however often somebody asks.
"""

import asyncio
from collections.abc import Callable, Mapping

from freehold import opening
from freehold.clock import monotonic
from freehold.db.engine import STORE_ERRORS, Database
from freehold.db.writer import StoreFailed

_FAILED: tuple[type[Exception], ...] = (StoreFailed, *STORE_ERRORS)
_FRESH_SECONDS = 2.0
_PATIENCE_SECONDS = 2.0


class Readiness:
    """Looks at the parts that calls need."""

    def __init__(self, database: Database, engine: Callable[[], str]) -> None:
        """*engine* tells in words what is wrong with the engine; nothing when it runs."""
        self._database = database
        self._engine = engine
        self._trial: asyncio.Task[None] | None = None
        self._store: Mapping[str, str] = {}
        self._fresh_until = 0.0

    async def lacks(self) -> Mapping[str, str]:
        """What is wrong, by part; nothing when calls can be taken."""
        engine = self._engine()
        return {**await self._of_store(), **({"engine": engine} if engine else {})}

    async def _of_store(self) -> Mapping[str, str]:
        if monotonic() < self._fresh_until:
            return self._store
        if self._trial is None or self._trial.done():
            self._trial = asyncio.get_running_loop().create_task(self._look())
        # One trial at a time: a disk that stands still must not be given a write for each question.
        done, _ = await asyncio.wait({self._trial}, timeout=_PATIENCE_SECONDS)
        return self._store if done else {"store": f"a write was not durable within {_PATIENCE_SECONDS:g} s"}

    async def _look(self) -> None:
        try:
            self._store = await self._database.write(opening.troubles)
        except _FAILED:
            self._store = {"store": "a write could not be made durable"}
        self._fresh_until = monotonic() + _FRESH_SECONDS
