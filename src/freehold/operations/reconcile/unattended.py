"""For processes that make tasks while no server runs: the next server's sweep finds the chunks and enqueues them."""

from freehold.db.session import Session


class Unattended:
    """Takes chunks and leaves them to the sweep; they are written as of long ago, so that its first look finds them."""

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
        """Nothing to do now."""
