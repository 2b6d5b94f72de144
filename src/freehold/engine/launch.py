"""Start the durable execution library on our database; the one file that imports its set-up (engine.md, settings)."""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from dbos._error import DBOSAwaitedWorkflowCancelledError

from freehold.engine.queue import APPLICATION, APPLICATION_VERSION, WORKFLOW

ALONE = "local"
"""Executor of a process that works on its database alone."""


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


def launch(engine: sa.Engine, executor: str, perform: Callable[[int, int, int], None]) -> None:
    """Start working on chunks: *perform* (task, chunk, round) runs on a thread and returns when the round is over.

    The queue must be registered by then (``Queue.register``): the library looks for queues once a second, first of all now.
    What a dead predecessor of the same *executor* left unfinished is started again by the library.
    """
    logging.getLogger("dbos").setLevel(logging.ERROR)
    logging.getLogger("dbos").addFilter(_not_taken_over)
    DBOS(config=_config(engine, executor))

    # The library marks what it registers, and a method of an object cannot be marked.
    def perform_chunk(task_id: int, chunk: int, round_: int) -> None:
        perform(task_id, chunk, round_)

    DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)(perform_chunk)
    DBOS.launch()


def _not_taken_over(record: logging.LogRecord) -> bool:
    """Whether the library's complaint is of more than a workflow that another process took over: the runner tells that."""
    return record.exc_info is None or not isinstance(record.exc_info[1], DBOSAwaitedWorkflowCancelledError)


def stop(seconds: int) -> None:
    """Take no new chunk, give running ones this long, and end."""
    DBOS.destroy(workflow_completion_timeout_sec=seconds)
