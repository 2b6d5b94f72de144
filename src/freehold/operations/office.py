"""What operations are handed beside the session: routes to registries, the queue, policy, limits."""

from collections.abc import Callable
from dataclasses import dataclass

from freehold.engine.queue import Queue
from freehold.gateway.catalogue import Catalogue
from freehold.policy.real_name import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Wired once, in ``app.py``."""

    catalogue: Catalogue
    queue: Queue
    system_now: Callable[[], int]
    real_name_duty: Duty = "mainland"
    most_domains: int = 100_000
    lock_days: int = 60
    base_url: str = "http://127.0.0.1:8400"
    """Where links in mails lead."""
