"""One run of a chunk: intents, items performed, outcomes in groups behind the fence.

For each group one transaction records the outcomes of the group before and marks this group *sent*, each item with a new
client transaction id; only then is anything sent (REL-5). A run that finds items still marked *sent* cannot know what
became of them: they are in doubt, and the registry is asked before anything is sent again (REL-7). Between transactions no
lock is held and none is open while a registry is spoken to. The first statement of each transaction also tells whether
the task was cancelled: then nothing is begun any more, and only what was sent is settled.

If the process dies after any line, the library starts the workflow again; the new run takes the next token and goes on
from the rows.
"""

import asyncio
import logging
import math
import random
from collections.abc import Callable, Sequence

from freehold import leases, logs, traces
from freehold.clock import Clock, monotonic, pause
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine import chunks
from freehold.engine.backoff import MOST_ATTEMPTS, delay_seconds, due_at
from freehold.engine.chunks import Chunk, Fenced
from freehold.engine.figures import EngineFigures
from freehold.engine.next_round import enqueue_next
from freehold.engine.performers import Finding, Intent, Load, Performer, WorkItem
from freehold.engine.queue import Queue
from freehold.faults import fault
from freehold.leases import Lease, unlimited
from freehold.terms.holds import Hold
from freehold.terms.instants import SECOND, Instant
from freehold.terms.outcomes import Done, Held, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_log = logging.getLogger(__name__)

_SMALLEST_GROUP, _LARGEST_GROUP = 25, 100
_TURNS = 12
"""Commands in flight of one lane that a group keeps busy, in full windows (decision 24)."""

_PENDING_LOOK_SECONDS = 2.0
_LONGEST_PENDING_LOOK_SECONDS = 900.0
_LOOKS_OF_A_WAIT = 4
"""The next look comes after a quarter of the time waited so far, when no message tells the end before."""

_HELD_LOOK_SECONDS = 3600
"""When a chunk looks again whether a hold without an end is over, should nobody have woken it."""


class Runner:
    """Performs chunks; one for the process."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        system: Clock,
        business: Clock,
        performers: dict[str, Performer],
        new_trid: Callable[[], str],
        chance: random.Random,
        label: Callable[[Session, int], tuple[str, str | None]] = lambda _session, task_id: (str(task_id), None),
        *,
        elapsed: Callable[[], float] = monotonic,
        lease: Callable[[], Lease] = lambda: unlimited,
    ) -> None:
        """*label* is what people call a task by, and its trace; *elapsed* tells seconds on a clock that never steps.

        A group is sent under the *lease* that was taken before its intents were written (engine.md, 3).
        """
        self._lease = lease
        self._elapsed = elapsed
        self._unheard: dict[tuple[int, int], float] = {}
        self._database = database
        self._queue = queue
        self._clock = system
        self._business = business
        self._performers = performers
        self._new_trid = new_trid
        self._chance = chance
        self._label = label
        self._stopping = False
        self._halted = False
        self.figures = EngineFigures()

    async def halt(self) -> None:
        """End each run before its next item, and take no chunk until ``go_on``: the store is about to be emptied."""
        self._halted = True
        while self.figures.running:
            await pause(0.002)

    def go_on(self) -> None:
        """Take chunks again."""
        self._halted = False

    def stop(self) -> None:
        """End each run after the group it is at; what is left goes on with the next start."""
        self._stopping = True

    async def run(self, task_id: int, number: int, round_: int) -> None:
        """Bring a chunk's items as far as they go in this round, and enqueue the next one if any is left."""
        if self._halted:
            return
        self.figures.running += 1
        try:
            await self._run(task_id, number, round_)
        finally:
            self.figures.running -= 1

    async def _run(self, task_id: int, number: int, round_: int) -> None:
        taken = await self._database.write(lambda session: self._take(session, task_id, number, round_))
        if taken is None:
            return
        fault("work.claim.after_commit")
        chunk, load, (task, trace) = taken
        try:
            with (
                logs.about(task=task, chunk=number, registry=chunk.registry),
                traces.within(trace),
                traces.span("chunk", task=task, chunk=number, registry=chunk.registry),
            ):
                await self._work(chunk, load, self._performers[chunk.kind])
        except Fenced:
            self.figures.leases_lost += 1
            _log.warning("chunk %s:%s was taken over; this run ends", task_id, number)

    def _take(
        self, session: Session, task_id: int, number: int, round_: int
    ) -> tuple[Chunk, Load, tuple[str, str | None]] | None:
        chunk = chunks.take(session, task_id, number, round_, self._clock.now())
        if chunk is None:
            return None
        performer = self._performers[chunk.kind]
        load = performer.load(session, task_id, chunk.first, chunk.last)
        if load.items and not _let_pass(load.items, performer.hold(chunk.registry)):
            # While a registry is paused most chunks end here, in the transaction that took them.
            self._leave(session, chunk, performer, load.items, self._clock.now())
            return None
        return chunk, load, self._label(session, task_id)

    async def _work(self, chunk: Chunk, load: Load, performer: Performer) -> None:
        now = self._clock.now()
        ready = [item for item in load.items if item.due_at is None or item.due_at <= now]
        findings: list[Finding] = []
        capacity = performer.capacity(chunk.registry, chunk.lane)
        size = max(_SMALLEST_GROUP, min(_LARGEST_GROUP, _TURNS * capacity))
        allowed = _let_pass(ready, performer.hold(chunk.registry))
        await self._settle(chunk, allowed, performer.settle_seconds(chunk.registry))
        for start in range(0, len(ready), size):
            if self._stopping or self._halted:
                break
            group = _let_pass(ready[start : start + size], performer.hold(chunk.registry))
            if not group:
                continue
            if performer.ahead is not None:
                await performer.ahead(load.shared, chunk, group)
            leases.take(self._lease())
            planned = [Intent(item, self._new_trid()) for item in group]
            chunk, intents = await self._write(chunk, load, performer, findings, planned)
            fault("work.plan.after_commit")
            findings = await self._perform(chunk, load, performer, intents, capacity)
        fault("work.renew.before")
        await self._database.write(lambda session: self._finish(session, chunk, load, performer, findings))
        fault("work.finish.after_commit")

    async def _settle(self, chunk: Chunk, items: Sequence[WorkItem], seconds: float) -> None:
        """Give commands without an answer time to end at the registry before it is asked about them.

        By a clock that never steps: what is due by the system's may have been sent a moment ago (REL-16). When an earlier
        process's commands left nobody knows, since a group's intents are written together and its commands go one after
        another: they get the whole time from here on.
        """
        now = self._elapsed()
        unheard = [
            self._unheard.setdefault((chunk.task_id, item.seq), now)
            for item in items
            if item.state is ItemState.EXECUTING
        ]
        left = max(unheard, default=-math.inf) + seconds - now
        if left > 0:
            await pause(left)

    def _keep_in_mind(self, chunk: Chunk, finding: Finding) -> None:
        """Keep in mind since when a command's answer is missing."""
        place = chunk.task_id, finding.item.seq
        if isinstance(finding.outcome, Unknown):
            self._unheard[place] = self._elapsed()
        elif finding.state is not ItemState.EXECUTING:
            self._unheard.pop(place, None)

    async def _write(
        self, chunk: Chunk, load: Load, performer: Performer, findings: list[Finding], planned: list[Intent]
    ) -> tuple[Chunk, list[Intent]]:
        """Record what was found and mark what is sent next; the chunk as it stands, and the intents to carry out."""
        fault("work.renew.before")

        def work(session: Session) -> tuple[Chunk, list[Intent]]:
            now = self._clock.now()
            held = chunks.hold(session, chunk, now)
            self._record(session, held, load, performer, findings)
            intents = [intent for intent in planned if intent.item.state.in_doubt] if held.cancelled else planned
            performer.intend(session, chunk.task_id, intents, now, self._business.now())
            return held, intents

        done = await self._database.write(work)
        if findings:
            fault("work.record.after_commit")
        return done

    async def _perform(
        self, chunk: Chunk, load: Load, performer: Performer, intents: list[Intent], capacity: int
    ) -> list[Finding]:
        """Perform a group, at most as many at a time as the lane takes."""
        waiting = iter(intents)
        findings: list[Finding] = []

        async def work_off() -> None:
            for intent in waiting:
                if self._halted:
                    return
                seq, trid = intent.item.seq, intent.trid
                with logs.about(item=seq, cl_trid=trid), traces.span("item", item=seq, cl_trid=trid):
                    try:
                        outcome = await performer.perform(load.shared, chunk, intent)
                    except Stopped as stopped:
                        outcome = stopped.outcome
                    except self._database.away as error:
                        # What it sent or did not send stands in no row: the registry is asked.
                        _log.warning("an attempt ends without the store: %s", logs.first_line(error))
                        outcome = Unknown("the store could not be used")
                    except Exception:  # noqa: BLE001  style.md, 3: one of the three places that may
                        # A bug in one item's performance must not take its neighbours along; nothing is known of this one.
                        _log.exception(
                            "performing item %s of chunk %s:%s", intent.item.seq, chunk.task_id, chunk.number
                        )
                        outcome = Unknown("internal error")
                    finding = self._judge(intent, outcome, performer.settle_seconds(chunk.registry))
                    self._note(chunk, finding)
                    self._keep_in_mind(chunk, finding)
                findings.append(finding)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(capacity, len(intents))):
                group.create_task(work_off())
        return findings

    def _note(self, chunk: Chunk, finding: Finding) -> None:
        """Count what an attempt came to, and log it unless all is well; without the registry's words, which may name people."""
        self.figures.judged(chunk.registry, finding.item.state, finding.outcome, finding.state)
        if traces.on():
            traces.note(outcome=type(finding.outcome).__name__.lower())
        if not isinstance(finding.outcome, Done) and _log.isEnabledFor(logging.INFO):
            reason = getattr(finding.outcome, "reason", None)
            why = "" if reason is None else f" ({reason.code})"
            _log.info("an attempt ends %s%s", type(finding.outcome).__name__.lower(), why)

    def _judge(self, intent: Intent, outcome: Outcome, settle: float) -> Finding:
        """Where an outcome leaves its item: final, or due again when."""
        item, now = intent.item, self._clock.now()
        match outcome:
            case Done():
                return Finding(item, outcome, ItemState.SUCCEEDED)
            case Refused(reason=reason):
                return Finding(item, outcome, _END_OF.get(reason, ItemState.FAILED))
            case Pending():
                # By how long it waits already: looks are no attempts, and those of a wait of days must not come every moment.
                waited = 0.0 if item.sent_at is None else (now - item.sent_at) / SECOND
                wait = min(_LONGEST_PENDING_LOOK_SECONDS, max(_PENDING_LOOK_SECONDS, waited / _LOOKS_OF_A_WAIT))
                return Finding(item, outcome, ItemState.AWAITING_REGISTRY, due_at(now, wait))
            case Later(reason=reason, seconds=seconds, message=message):
                # An item in doubt stays in doubt: that this attempt sent nothing says nothing of the one before.
                in_doubt = item.state.in_doubt
                if not in_doubt and item.attempts >= MOST_ATTEMPTS:
                    return Finding(item, Refused(reason, message=message), ItemState.FAILED)
                state = item.state if in_doubt else ItemState.LATER
                return Finding(item, outcome, state, due_at(now, delay_seconds(item.attempts, self._chance, seconds)))
            case Held():
                return Finding(item, outcome, ItemState.HELD)
            case Unknown():
                wait = delay_seconds(item.attempts, self._chance, settle)
                return Finding(item, outcome, ItemState.EXECUTING, due_at(now, wait))

    def _finish(
        self, session: Session, chunk: Chunk, load: Load, performer: Performer, findings: list[Finding]
    ) -> None:
        now = self._clock.now()
        chunk = chunks.hold(session, chunk, now)
        self._record(session, chunk, load, performer, findings)
        left = performer.load(session, chunk.task_id, chunk.first, chunk.last).items
        self._leave(session, chunk, performer, left, now)

    def _leave(
        self, session: Session, chunk: Chunk, performer: Performer, left: Sequence[WorkItem], now: Instant
    ) -> None:
        if left:
            self._enqueue_next(session, chunk, performer, left, now)
        else:
            chunks.close(session, chunk, now)
        fault("work.finish.in_tx")

    def _record(
        self, session: Session, chunk: Chunk, load: Load, performer: Performer, findings: list[Finding]
    ) -> None:
        if findings:
            now = self._business.now()
            if chunk.cancelled:
                findings = [_not_put_back(finding) for finding in findings]
            performer.record(session, chunk.task_id, findings, now)
            performer.after(session, load.shared, findings, now)
            fault("work.record.in_tx")

    def _enqueue_next(
        self, session: Session, chunk: Chunk, performer: Performer, left: Sequence[WorkItem], now: Instant
    ) -> None:
        hold = performer.hold(chunk.registry)
        free = _let_pass(left, hold)
        soonest = min((item.due_at or now for item in free), default=None)
        if hold is not None:
            # Nothing more is tried of the others until then; whoever ends the hold before wakes the chunk.
            end = hold.until or Instant(now + _HELD_LOOK_SECONDS * SECOND)
            soonest = end if soonest is None else min(soonest, end)
        enqueue_next(session, self._queue, chunk, now, max(0.0, ((soonest or now) - now) / SECOND))
        if hold is not None:
            # Behind the opening of the round, which forgets what the chunk waited for.
            chunks.wait(session, chunk, hold.reason.code)
            performer.wait(session, chunk.task_id, chunk.first, chunk.last, hold.reason.code, self._business.now())


_END_OF = {Reason.CANCELLED: ItemState.CANCELLED}
"""How an item ends that is refused for such a reason; all others fail."""


def _not_put_back(finding: Finding) -> Finding:
    """What a cancelled task's item comes to: one of which surely nothing was done is not tried again."""
    if finding.state is not ItemState.LATER:
        return finding
    return Finding(finding.item, Refused(Reason.CANCELLED), ItemState.CANCELLED)


def _let_pass(items: Sequence[WorkItem], hold: Hold | None) -> Sequence[WorkItem]:
    """Those of the items that may be worked on: while nothing is to be changed, the registry is still asked about doubts."""
    if hold is None:
        return items
    return [] if hold.everything else [item for item in items if item.state.in_doubt]
