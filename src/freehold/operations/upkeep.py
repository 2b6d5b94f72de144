"""Work that comes round by itself: each job a short look, repeated on a thread of its own kind.

What may wait for somebody outside (a mail server, a reviewer) has its own thread, so that the others never wait with it.
Where several processes work on one database, one of them does what need not be done twice.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from freehold.clock import monotonic
from freehold.logs import first_line

_log = logging.getLogger(__name__)

_TURN_SECONDS = 0.25


@dataclass(slots=True)
class Job:
    """A look that is repeated; safe to die in and to run twice."""

    seconds: float
    look: Callable[[], object]
    done_at: float = field(default_factory=monotonic)


class Upkeep:
    """A thread that takes jobs when their time has come; one job's trouble is not another's."""

    def __init__(
        self,
        name: str,
        jobs: Sequence[Job],
        *,
        ours: Callable[[], bool] = lambda: True,
        taken_up: Callable[[], object] = lambda: None,
        away: tuple[type[Exception], ...] = (),
    ) -> None:
        """The jobs are done while they are *ours*; *taken_up* is called each time that they become so.

        *away* is what the store raises when it is not there: that is told in one line, and so is its return.
        """
        self._away = away
        self._cut_off = False
        self._jobs = jobs
        self._ours = ours
        self._taken_up = taken_up
        self._were_ours = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether jobs are taken."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def join(self, seconds: float) -> None:
        """Wait for the job under way to end, so long and no longer."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        # Not at once: a start has better to do.
        while not self._stopping.wait(_TURN_SECONDS):
            if self._begun():
                for job in self._jobs:
                    if monotonic() - job.done_at >= job.seconds and not self._stopping.is_set():
                        self._try(job.look)
                        job.done_at = monotonic()

    def _begun(self) -> bool:
        ours = self._ours()
        self._were_ours = ours and (self._were_ours or self._try(self._taken_up))
        return self._were_ours

    def _try(self, look: Callable[[], object]) -> bool:
        try:
            look()
        except self._away as error:
            if not self._cut_off and not self._stopping.is_set():
                _log.error("%s: the store cannot be used: %s", self._thread.name, first_line(error))
            self._cut_off = True
            return False
        except Exception:  # noqa: BLE001  it is tried again in its next turn; the log has it whole
            if not self._stopping.is_set():
                _log.exception("upkeep")
            return False
        if self._cut_off:
            self._cut_off = False
            _log.warning("%s: the store can be used again", self._thread.name)
        return True
