"""Hand chunks to the durable execution library, in the caller's own transaction.

One partitioned queue; the partition is ``registry:lane`` and runs one chunk at a time in the whole cluster, so a lane owns
its share of the registry's sessions and pace without a shared counter (engine.md, 5).
"""

from typing import Any, Protocol

import sqlalchemy as sa
from dbos import DBOSClient, DBOSPortableJSONSerializer

from freehold.db.session import Session
from freehold.engine.enqueuing import Gathering, HandingOver, gather
from freehold.engine.looks import Looks

QUEUE = "registry"
WORKFLOW = "perform_chunk"
APPLICATION = "freehold"
APPLICATION_VERSION = "freehold-1"
"""Pinned: the library's default is a hash of the source and strands work at each release."""

_POLLING_SECONDS = 0.05
"""A lane waits this long between chunks; a whole second would cap the engine at eight chunks a second (see also Looks)."""

_MOST_CHUNKS = 32

_LIVE = ("ENQUEUED", "PENDING", "DELAYED")


class Enqueues(Protocol):
    """Hands rounds of chunks over."""

    def enqueue(
        self,
        session: Session,
        task_id: int,
        chunk: int,
        round_: int,
        registry: str,
        lane: int,
        priority: int,
        delay_seconds: float = 0.0,
    ) -> None:
        """Enqueue one round of a chunk within the session's transaction."""
        ...


class Queue:
    """Enqueues rounds of chunks and tells which are alive."""

    def __init__(self, engine: sa.Engine) -> None:
        self.looks = Looks()
        self._client = DBOSClient(
            system_database_engine=engine, serializer=DBOSPortableJSONSerializer(), application_name=APPLICATION
        )
        gather(self._client._sys_db)
        self._handing_over = HandingOver()

    def register(self, lanes: int) -> None:
        """Make the library's tables and the queue, before work is begun on so many lanes."""
        # The library makes its tables when it is launched, and would find a queue registered after that a second later.
        # Its public way of making them opens the file with another SQLite (REL-2); a test holds this one.
        self._client._sys_db.run_migrations()
        # Not more than there are lanes: while all are at work the library then looks for nothing.
        self.share(min(max(1, lanes), _MOST_CHUNKS))

    def share(self, chunks_a_process: int) -> None:
        """How many chunks a process works on at a time; what runs in it already goes on."""
        self._client.register_queue(
            QUEUE,
            partition_concurrency=1,
            worker_concurrency=chunks_a_process,
            polling_interval_sec=_POLLING_SECONDS,
            on_conflict="always_update",
        )

    def enqueue(
        self,
        session: Session,
        task_id: int,
        chunk: int,
        round_: int,
        registry: str,
        lane: int,
        priority: int,
        delay_seconds: float = 0.0,
    ) -> None:
        """Enqueue one round of a chunk within the session's transaction. The same round twice is one (workflow id)."""
        options: Any = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": name(task_id, chunk, round_),
            "queue_partition_key": f"{registry}:{lane}",
            "app_version": APPLICATION_VERSION,
            # Rows of one transaction share their time, so the order among them must be said.
            "priority": priority,
        }
        if delay_seconds > 0:
            options["delay_seconds"] = delay_seconds
        gathering: Any = Gathering()
        self._client.enqueue_in_transaction(gathering, options, task_id, chunk, round_)
        session.at_end(self._handing_over.write, gathering.rows)
        self.looks.moved()

    def alive(self, names: list[str]) -> set[str]:
        """Those of the workflows that are waiting or running."""
        if not names:
            return set()
        found = self._client.list_workflows(workflow_ids=names, load_input=False, load_output=False)
        return {workflow.workflow_id for workflow in found if workflow.status in _LIVE}

    def waiting(self) -> list[str]:
        """Workflows whose time has not come."""
        found = self._client.list_workflows(status="DELAYED", load_input=False, load_output=False)
        return [workflow.workflow_id for workflow in found]

    def put_back(self, names: list[str]) -> None:
        """Let workflows that were begun, or whose time has not come, wait for their turn now, in their partitions."""
        self._client.resume_workflows(names, queue_name=QUEUE)
        self.looks.moved()

    def finished_before(self, at_ms: int, limit: int = 1000) -> list[str]:
        """Workflows that ended before an instant of system time, some at a time."""
        from freehold.terms.instants import Instant, utc_text

        found = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=utc_text(Instant(at_ms)),
            limit=limit,
            load_input=False,
            load_output=False,
        )
        return [workflow.workflow_id for workflow in found]

    def forget(self, names: list[str]) -> None:
        """Delete ended workflows; our own tables keep what became of their items."""
        self._client.delete_workflows(names)

    def forget_all(self) -> None:
        """Delete every workflow, waiting ones too; for a store that was emptied."""
        while found := self._client.list_workflows(limit=1000, load_input=False, load_output=False):
            self.forget([workflow.workflow_id for workflow in found])

    def executors(self) -> set[str]:
        """Names of the processes that have rounds in their hands."""
        found = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {workflow.executor_id for workflow in found if workflow.executor_id}

    def in_hands_of(self, executor: str) -> list[str]:
        """Workflows that a process was given and has not ended."""
        found = self._client.list_workflows(status="PENDING", executor_id=executor, load_input=False, load_output=False)
        return [workflow.workflow_id for workflow in found]

    def end(self, names: list[str]) -> None:
        """Take workflows out of whoever's hands; their lanes are free for others."""
        self._client.cancel_workflows(names)

    def close(self) -> None:
        """Let go of the library's client."""
        self._client.destroy()


def name(task_id: int, chunk: int, round_: int) -> str:
    """The workflow id of one round of a chunk: enqueuing it twice is enqueuing it once."""
    return f"{task_id}:{chunk}:{round_}"


def place_of(workflow: str) -> tuple[int, int, int]:
    """Task, chunk and round of a workflow id."""
    task_id, chunk, round_ = workflow.split(":")
    return int(task_id), int(chunk), int(round_)
