"""The one writer: a thread that gathers writes into groups and makes each group durable with one flush.

Each piece of work has a savepoint of its own, or sets its own, so that one that raises undoes its own part only. Results are handed back
after the commit, never before (REL-1). A flush that fails is final (REL-3): the writer takes nothing more. A commit that a
lost connection left without an answer is asked about before anybody is told that it failed.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from freehold.clock import monotonic
from freehold.db.session import Session
from freehold.db.vault import Vault
from freehold.figures import Histogram
from freehold.ids import Ids

Result = TypeVar("Result")

_GROUP = 64
"""Pieces of work a commit: more gained nothing when measured (performance.md)."""

_QUEUE = 10_000
"""Pieces that may wait; beyond, callers are told to come back (REL-17)."""


class StoreFailed(Exception):
    """Nothing was made durable."""


class StoreBusy(StoreFailed):
    """Too much is waiting already; nothing was taken."""


class Backend(Protocol):
    """The database that is written to."""

    @property
    def writer(self) -> sa.Engine:
        """Where the writer gets its connection."""
        ...

    def transaction(self, connection: sa.Connection) -> str:
        """The name of the connection's transaction."""
        ...

    def committed(self, transaction: str) -> bool:
        """Whether a transaction is there although its commit raised."""
        ...


class _Piece:
    __slots__ = ("by_parts", "future", "work")

    def __init__(self, work: Callable[[Session], Any], by_parts: bool) -> None:
        self.work = work
        self.by_parts = by_parts
        self.future: Future[Any] = Future()


class Writer:
    """Runs pieces of work one after another on a connection of its own."""

    def __init__(self, backend: Backend, vault: Vault, ids: Ids) -> None:
        self.failed: BaseException | None = None
        self._backend = backend
        self.commit_seconds = Histogram()
        """How long groups took to become durable, from the end of their work."""
        self.written = 0
        """Pieces that are durable."""
        self.refused = 0
        """Groups that were not made durable."""
        self.on_failed: Callable[[], None] = lambda: None
        """Called once, on the writer's thread, when nothing more can be made durable; callers are told first."""
        self._vault = vault
        self._ids = ids
        self._queue: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Pieces that wait for their turn."""
        return self._queue.qsize()

    def submit(self, work: Callable[[Session], Result], *, by_parts: bool = False) -> "Future[Result]":
        """Queue a piece; its future is done when its group is durable.

        One *by_parts* sets its savepoints itself: what it has done outside of them stays, whatever it raises.
        """
        if self.failed is not None or self._closed:
            raise StoreFailed("the store takes no writes") from self.failed
        if self._queue.qsize() >= _QUEUE:
            raise StoreBusy("too many writes are waiting")
        piece = _Piece(work, by_parts)
        self._queue.put(piece)
        return piece.future

    async def write(self, work: Callable[[Session], Result], *, by_parts: bool = False) -> Result:
        """Queue a piece and wait for it. Once queued it runs, whatever becomes of the caller."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(work, by_parts=by_parts)))

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while True:
            group, last = self._gather()
            if group:
                self._commit(group)
            if last:
                return

    def _gather(self) -> tuple[list[_Piece], bool]:
        first = self._queue.get()
        if first is None:
            return [], True
        group = [first]
        while len(group) < _GROUP:
            try:
                piece = self._queue.get_nowait()
            except queue.Empty:
                break
            if piece is None:
                return group, True
            group.append(piece)
        return group, False

    def _commit(self, group: list[_Piece]) -> None:
        if self.failed is not None:
            _fail(group, self.failed)
            return
        done: list[tuple[_Piece, Any]] = []
        transaction, worked_until = "", monotonic()
        try:
            with self._backend.writer.connect() as connection, connection.begin():
                session = Session(connection, self._vault, self._ids)
                for piece in group:
                    try:
                        with nullcontext() if piece.by_parts else session.savepoint():
                            result = piece.work(session)
                    except Exception as error:
                        piece.future.set_exception(error)
                        if session.undone:
                            raise StoreFailed("the database undid the whole group") from error
                    else:
                        done.append((piece, result))
                session.end()
                transaction = self._backend.transaction(connection)
                worked_until = monotonic()
        except Exception as error:  # noqa: BLE001  the group was not made durable, whatever it was
            if not (transaction and self._backend.committed(transaction)):
                final = _flush_failed(error)
                if final:
                    self.failed = error
                self.refused += 1
                _fail(group, error)
                if final:
                    self.on_failed()
                return
        self.commit_seconds.add(monotonic() - worked_until)
        self.written += len(done)
        for piece, result in done:
            piece.future.set_result(result)


def _flush_failed(error: Exception) -> bool:
    """Whether the commit failed in a way after which nothing on the file can be trusted (REL-3); a full disk is none."""
    return "disk I/O error" in str(error)


def _fail(pieces: list[_Piece], cause: BaseException) -> None:
    for piece in pieces:
        if not piece.future.done():
            failure = StoreFailed("the store could not make the change durable")
            failure.__cause__ = cause
            piece.future.set_exception(failure)
