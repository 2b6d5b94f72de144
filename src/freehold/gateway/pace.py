"""A lane's share of the commands a second that a registry allows: a token bucket on the monotonic clock."""

from freehold.clock import monotonic, pause
from freehold.figures import Waits


class Pace:
    """Lets so many commands a second pass; bursts of up to a second's worth."""

    def __init__(self, per_second: float | None, waits: Waits | None = None) -> None:
        """*waits* counts the commands that had to wait, for all lanes of an account together."""
        self._rate = per_second
        self._burst = max(1.0, per_second or 1.0)
        self._tokens = self._burst
        self._filled_at = monotonic()
        self._waits = waits or Waits()

    async def turn(self) -> None:
        """Wait for this command's turn."""
        if self._rate is None:
            return
        now = monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        # Taken before waiting, so that whoever comes next queues behind.
        self._tokens -= 1.0
        if self._tokens < 0:
            seconds = -self._tokens / self._rate
            self._waits.add(seconds)
            await pause(seconds)
