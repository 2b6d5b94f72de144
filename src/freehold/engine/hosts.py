"""Several processes at work on one database: who is who, who has which lane, and whose dead hands work is taken from.

Each process has a name of its own, ``HOST:SLOT``, and holds it in the cluster for as long as it lives. The durable
library notes that name with each workflow that it hands a process. A name that others find free twice in a row belongs to
a dead process: its chunks' rounds are ended and enqueued anew. What the dead one had marked as sent is then asked about
at the registry before anything is sent (``runner.py``), and should the dead one live after all, it is fenced, and sends
nothing, from the moment it could not be sure of its name any more.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from freehold.clock import Clock, monotonic, pause
from freehold.db import stamp
from freehold.db.cluster import Cluster, CutOff, process
from freehold.db.engine import CannotOpen, Database
from freehold.db.session import Session
from freehold.engine import chunks
from freehold.engine.loop import EngineLoop
from freehold.engine.next_round import enqueue_next
from freehold.engine.queue import Queue, place_of
from freehold.faults import fault
from freehold.leases import Lease

_log = logging.getLogger(__name__)

_MOST_SLOTS = 64
_TRY_SECONDS = 0.1
_ASK_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0
UPKEEP = "upkeep"
"""The name of the process that does what comes round by itself, mail included."""


class TooManyHere(Exception):
    """No slot is free on this host."""


class Hosts:
    """The processes at work, seen from one of them."""

    def __init__(self, database: Database, queue: Queue, system: Clock, loop: EngineLoop) -> None:
        self._database = database
        self._queue = queue
        self._system = system
        self._loop = loop
        self._cluster = Cluster(database.url, self._lost, self._asked)
        self._keys: dict[str, SharedKey] = {}
        self._free_before: set[str] = set()
        self.me = ""
        """Name of this process; the durable library's executor id."""

    def start(self) -> None:
        """Take the first free name of this host.

        Raises CutOff, TooManyHere, and CannotOpen where a migration came first or a pooler has too few sessions.
        """
        self._database.make_sure_of_room()
        self._database.look()
        self._cluster.start()
        with self._database.reading() as session:
            at = stamp.read(session.connection)
        # Looked at before, and again now that no such migration can begin any more.
        if at is not None and at.misfit:
            raise CannotOpen(at.misfit)
        host = socket.gethostname()
        for slot in range(1, _MOST_SLOTS + 1):
            if self._cluster.keep(process(f"{host}:{slot}")):
                self.me = f"{host}:{slot}"
                return
        raise TooManyHere(f"{_MOST_SLOTS} processes work on this database from {host} already.")

    def close(self) -> None:
        """Let the others have what was ours, at once."""
        self._cluster.close()

    def lane_key(self, registry: str, lane: int) -> "SharedKey":
        """The key of a lane."""
        key = SharedKey(self._cluster, f"lane {registry}:{lane}")
        self._keys[key.name] = key
        return key

    def lease(self) -> Lease:
        """Holds until this process may have been taken over from."""
        return self._cluster.lease()

    def does_upkeep(self) -> bool:
        """Whether this process does what comes round by itself; another one takes over when it dies."""
        try:
            return self._cluster.hold(UPKEEP)
        except CutOff:
            return False

    def share_out(self, lanes: int) -> None:
        """Let each process work on its share of so many lanes; otherwise the first to look would take all. Raises CutOff."""
        # Each time: a process that starts registers the queue anew, and may have taken the place of one that ended.
        self._queue.share(-(-lanes // max(1, self._cluster.processes())))

    def _asked(self, name: str) -> None:
        key = self._keys.get(name)
        if key is not None:
            self._loop.start(key.asked())

    def _lost(self) -> None:
        for key in self._keys.values():
            self._loop.start(key.lost())

    def look_for_the_dead(self) -> int:
        """Take over from processes whose names were free at this look and at the last; how many chunks that were."""
        try:
            if not self._cluster.hold(process(self.me)):
                # Somebody took our name while the database had lost sight of us: what we had is theirs.
                raise NameTaken(self.me)
            free = {name for name in self._queue.executors() - {self.me} if self._seems_dead(name)}
            taken = sum(self._take_over_from(name) for name in free & self._free_before)
            self._free_before = free
        except CutOff:
            self._free_before = set()
            return 0
        return taken

    def _seems_dead(self, name: str) -> bool:
        if not self._cluster.hold(process(name)):
            return False
        self._cluster.let_go(process(name))
        return True

    def _take_over_from(self, name: str) -> int:
        # Held meanwhile: a process that starts takes another slot, and does not begin what is being given away.
        if not self._cluster.hold(process(name)):
            return 0
        try:
            left = self._queue.in_hands_of(name)
            self._queue.end(left)
            fault("work.recover.mid")
            found = [place_of(workflow) for workflow in left]
            return self._database.write_now(lambda session: self._enqueue_anew(session, found))
        finally:
            self._cluster.let_go(process(name))

    def _enqueue_anew(self, session: Session, found: list[tuple[int, int, int]]) -> int:
        taken = 0
        for task_id, number, round_ in found:
            chunk = chunks.find(session, task_id, number, round_)
            if chunk is not None:
                enqueue_next(session, self._queue, chunk, self._system.now())
                taken += 1
        return taken


class NameTaken(Exception):
    """Another process has this one's name; this one must end and be started again."""


class SharedKey:
    """A lane's key that other processes want too (``gateway/lane_share.py``); its methods run on the lane's loop."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.name = name
        self._cluster = cluster
        self._when_asked: Callable[[], Awaitable[None]] | None = None
        self._when_lost: Callable[[], Awaitable[None]] | None = None

    async def take(self) -> bool:
        """Ask for the key until it comes."""
        began, asked_at = monotonic(), 0.0
        while not await self.take_if_free():
            now = monotonic()
            if now - began > _LONGEST_WAIT_SECONDS:
                return False
            if now - asked_at >= _ASK_SECONDS:
                asked_at = now
                await self._ask()
            await pause(_TRY_SECONDS)
        return True

    async def take_if_free(self) -> bool:
        """Take it unless another process has it; while the database does not answer nobody can."""
        try:
            return await asyncio.to_thread(self._cluster.hold, self.name)
        except CutOff:
            return False

    async def _ask(self) -> None:
        try:
            await asyncio.to_thread(self._cluster.ask_for, self.name)
        except CutOff:
            _log.debug("nobody can be asked for %s", self.name)

    async def give(self) -> None:
        """Let it go."""
        await asyncio.to_thread(self._cluster.let_go, self.name)

    def tell(self, asked: Callable[[], Awaitable[None]], lost: Callable[[], Awaitable[None]]) -> None:
        """Whom to call."""
        self._when_asked, self._when_lost = asked, lost

    async def asked(self) -> None:
        """Another process wants it."""
        if self._when_asked is not None:
            await self._when_asked()

    async def lost(self) -> None:
        """It is gone."""
        if self._when_lost is not None:
            await self._when_lost()
