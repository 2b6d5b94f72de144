"""Nonces of calls that change nothing: written at once, made durable within a second (SEC-6).

A commit with its flush for every poll would cap polling at the rate of commits. So such a nonce is appended to a journal
file, which survives the death of the process (INV-15), and the nonces of half a second go into the store's table
together; then their file is removed. What a dead process left in its files is taken over at the next start. Until the
table surely has a nonce it is also held in memory, so that nothing has to look into files.

Where other processes answer calls too, they share the table and nothing else: a nonce is in it before its call is answered
(decision 0017). There is no folder then, and no journal.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from freehold.clock import monotonic, pause
from freehold.db.session import Session
from freehold.db.writer import StoreFailed
from freehold.terms.instants import Instant
from freehold.terms.refusals import SignatureNonceUsed

GENERATION_SECONDS = 15.0
"""A nonce is held in memory for one to two of these; the table has it after one second."""

FLUSH_SECONDS = 0.5

UsedNonce = tuple[str, str, Instant]
"""Key id, nonce, and when it was used, in system time."""


class Nonces(Protocol):
    """Where used nonces are kept, a key."""

    def use(self, session: Session, key_id: str, nonce: str, at: Instant) -> bool:
        """Take the nonce; False when it was used before. *at* is system time."""
        ...

    def known(self, session: Session, key_id: str, nonce: str) -> bool:
        """Whether the nonce was used before."""
        ...


class Recent:
    """The nonces of the last seconds, in two generations: taking one costs a third of a microsecond, forgetting nothing."""

    def __init__(self) -> None:
        self._young: set[tuple[str, str]] = set()
        self._old: set[tuple[str, str]] = set()
        self._born = monotonic()

    def take(self, key_id: str, nonce: str) -> None:
        """Take the nonce; refuse it when it was taken a moment ago."""
        now = monotonic()
        if now - self._born >= GENERATION_SECONDS:
            self._old, self._young, self._born = self._young, set(), now
        pair = (key_id, nonce)
        if pair in self._young or pair in self._old:
            raise SignatureNonceUsed
        self._young.add(pair)


class Journal:
    """Numbered files of nonces, a line each; only this process writes into the folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        self._left = sorted(folder.glob("*.nonces"), key=lambda file: int(file.stem))
        self._number = int(self._left[-1].stem) if self._left else 0
        self._open: tuple[int, Path] | None = None

    def left(self) -> list[UsedNonce]:
        """What an earlier process wrote and did not remove; a line that a power failure cut off or blotted is passed over."""
        lines = [line.split("\t") for file in self._left for line in file.read_text("utf-8", "replace").split("\n")]
        return [
            (parts[1], parts[2], Instant(int(parts[0]))) for parts in lines if len(parts) == 3 and parts[0].isdecimal()
        ]

    def append(self, used: UsedNonce) -> None:
        """Write the nonce to the operating system; the process may die right after. Raises StoreFailed when it is full."""
        key_id, nonce, at = used
        line = f"{at}\t{key_id}\t{nonce}\n".encode()
        try:
            written = self._write(line)
        except OSError as error:
            raise StoreFailed("the journal of nonces takes no more") from error
        if written < len(line):
            # A line that was cut off would run into the next one.
            self.finish()
            raise StoreFailed("the journal of nonces takes no more")

    def _write(self, line: bytes) -> int:
        if self._open is None:
            self._number += 1
            file = self._folder / f"{self._number}.nonces"
            self._open = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), file
        return os.write(self._open[0], line)

    def finish(self) -> list[Path]:
        """End the open file; give all files there are, for ``remove`` once the table has what is in them."""
        if self._open is not None:
            os.close(self._open[0])
            self._left.append(self._open[1])
            self._open = None
        return list(self._left)

    def remove(self, files: list[Path]) -> None:
        """Remove files whose nonces the table has."""
        for file in files:
            file.unlink()
        self._left = [file for file in self._left if file not in files]


class Store(Protocol):
    """What takes the writes; the dispatcher's store."""

    async def write(self, work: Callable[[Session], None]) -> None:
        """Run *work* in the writer's transaction and wait until it is durable."""
        ...

    def write_aside(self, work: Callable[[Session], bool]) -> bool:
        """Run *work* at once and for all processes, without waiting for the disk."""
        ...


class LazyNonces:
    """Takes nonces for calls that do not wait for the disk."""

    def __init__(self, store: Store, nonces: Nonces, folder: Path | None) -> None:
        self._store = store
        self._nonces = nonces
        self._recent = Recent()
        self._journal = None if folder is None else Journal(folder)
        self._pending: list[UsedNonce] = [] if self._journal is None else self._journal.left()
        self._flushing: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        for key_id, nonce in {(key_id, nonce) for key_id, nonce, _ in self._pending}:
            self._recent.take(key_id, nonce)

    def take(self, key_id: str, nonce: str) -> None:
        """Refuse a nonce taken a moment ago; called for every signed call, on the loop."""
        self._recent.take(key_id, nonce)
        self._flush()

    def note(self, session: Session, key_id: str, nonce: str, at: Instant) -> None:
        """Refuse a nonce the table has, else write down that it is used; *session* reads.

        Raises StoreFailed while the table cannot be written to.
        """
        if self._journal is None:
            if not self._store.write_aside(lambda aside: self._nonces.use(aside, key_id, nonce, at)):
                raise SignatureNonceUsed
            return
        if self._nonces.known(session, key_id, nonce):
            raise SignatureNonceUsed
        if self._failure is not None:
            raise StoreFailed("used nonces cannot be made durable") from self._failure
        self._journal.append((key_id, nonce, at))
        self._pending.append((key_id, nonce, at))
        self._flush()

    def _flush(self) -> None:
        if self._journal is not None and self._pending and self._flushing is None:
            self._flushing = asyncio.create_task(self._flush_soon(self._journal))

    async def _flush_soon(self, journal: Journal) -> None:
        """Give the nonces of each next moment to the table together, until there are none."""
        try:
            while self._pending:
                await pause(FLUSH_SECONDS)
                files, batch, self._pending = journal.finish(), self._pending, []
                try:
                    await self._store.write(self._insert(batch))
                except Exception as error:  # noqa: BLE001  told to the next caller, who gets 503
                    self._failure, self._pending = error, batch + self._pending
                else:
                    self._failure = None
                    journal.remove(files)
        finally:
            self._flushing = None

    def _insert(self, batch: list[UsedNonce]) -> Callable[[Session], None]:
        nonces = self._nonces

        def work(session: Session) -> None:
            for key_id, nonce, at in batch:
                nonces.use(session, key_id, nonce, at)

        return work
