"""What operations are handed beside the session: routes to registries, the queue, policy, limits."""

from collections.abc import Callable
from dataclasses import dataclass

from freehold.engine.queue import Enqueues
from freehold.gateway.catalogue import Catalogue
from freehold.policy.real_name import Duty

LOCK_DAYS = 60
"""How long a domain may not be transferred after a change that asked for the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Wired once, in ``app.py``."""

    catalogue: Catalogue
    queue: Enqueues
    system_now: Callable[[], int]
    base_url: Callable[[], str]
    """Where links in mails lead; known once the server listens."""
    real_name_duty: Duty = "mainland"
    most_domains: int = 100_000
    lock_days: int = LOCK_DAYS
