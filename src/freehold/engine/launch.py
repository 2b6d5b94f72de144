"""Start the durable execution library on our database; the one file that imports its set-up (engine.md, settings)."""

import logging
import math
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from dbos._error import DBOSAwaitedWorkflowCancelledError

from freehold.clock import monotonic
from freehold.engine.looks import Looks
from freehold.engine.queue import APPLICATION, APPLICATION_VERSION, QUEUE, WORKFLOW

ALONE = "local"
"""Executor of a process that works on its database alone."""

_SETTINGS_SECONDS = 0.25
"""How soon a queue's changed settings are read: the share of a process's lanes."""


def _config(engine: sa.Engine, executor: str) -> DBOSConfig:
    return DBOSConfig(
        name=APPLICATION,
        application_version=APPLICATION_VERSION,
        executor_id=executor,
        serializer=DBOSPortableJSONSerializer(),
        max_executor_threads=64,
        system_database_engine=engine,
        log_level="ERROR",
        # We use no notifications; but a stop waits for the listener's next look.
        use_listen_notify=False,
        notification_listener_polling_interval_sec=0.25,
    )


def launch(engine: sa.Engine, executor: str, perform: Callable[[int, int, int], None], looks: Looks) -> None:
    """Start working on chunks: *perform* (task, chunk, round) runs on a thread and returns when the round is over.

    The queue must be registered by then (``Queue.register``): the library looks for queues once a second, first of all now.
    What a dead predecessor of the same *executor* left unfinished is started again by the library.
    """
    logging.getLogger("dbos").setLevel(logging.ERROR)
    logging.getLogger("dbos").addFilter(_not_taken_over)
    library = DBOS(config=_config(engine, executor))

    # The library marks what it registers, and a method of an object cannot be marked.
    def perform_chunk(task_id: int, chunk: int, round_: int) -> None:
        try:
            perform(task_id, chunk, round_)
        finally:
            looks.moved()

    DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)(perform_chunk)
    DBOS.launch()
    _look_less(library._sys_db, looks)


def _look_less(system: Any, looks: Looks) -> None:
    """Let the library look for chunks, and for its queue's settings, when *looks* says so.

    It has no public way to leave a look out: these are the two functions that its turns are made of, and a test holds them.
    """
    every_scope, read_queue = system.dequeue_scopes, system.get_queue
    known: Any = None
    read_at = -math.inf

    def scopes(queue_name: str) -> list[str | None]:
        found: list[str | None] = every_scope(queue_name) if queue_name != QUEUE or looks.due() else []
        return found

    def queue_of(name: str, **options: Any) -> Any:
        nonlocal known, read_at
        if name != QUEUE or options or monotonic() - read_at > _SETTINGS_SECONDS:
            found = read_queue(name, **options)
            if name != QUEUE or options:
                return found
            known, read_at = found, monotonic()
        return known

    system.dequeue_scopes, system.get_queue = scopes, queue_of


def _not_taken_over(record: logging.LogRecord) -> bool:
    """Whether the library's complaint is of more than a workflow that another process took over: the runner tells that."""
    return record.exc_info is None or not isinstance(record.exc_info[1], DBOSAwaitedWorkflowCancelledError)


def stop(seconds: int) -> None:
    """Take no new chunk, give running ones this long, and end."""
    DBOS.destroy(workflow_completion_timeout_sec=seconds)
