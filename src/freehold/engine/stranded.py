"""Workflows that are begun and that nobody performs: the library could not note their end, because the disk was full then.

Such a workflow keeps its partition, and with it the whole lane, until the process ends. It is put back into the queue; the
run that it leads to finds that the chunk has moved on, or goes on with it behind the fence.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from freehold.engine.queue import Queue, name

_log = logging.getLogger(__name__)


class Stranded:
    """Knows what this process performs, and puts back what it should and does not."""

    def __init__(self, queue: Queue, executor: Callable[[], str]) -> None:
        """*executor* is this process's name."""
        self._queue = queue
        self._executor = executor
        self._lock = threading.Lock()
        self._performing: set[str] = set()
        self._idle: set[str] = set()

    @contextmanager
    def performing(self, task_id: int, chunk: int, round_: int) -> Iterator[None]:
        """While a round is performed."""
        workflow = name(task_id, chunk, round_)
        with self._lock:
            self._performing.add(workflow)
        try:
            yield
        finally:
            with self._lock:
                self._performing.discard(workflow)

    def look(self) -> int:
        """Put back what was idle at this look and the one before, since one that is just begun or ended is too; how many."""
        begun = set(self._queue.in_hands_of(self._executor()))
        with self._lock:
            idle = begun - self._performing
        stranded = sorted(idle & self._idle)
        self._idle = idle.difference(stranded)
        if stranded:
            _log.warning("%s workflows were begun and not performed; they are put back", len(stranded))
            self._queue.put_back(stranded)
        return len(stranded)
