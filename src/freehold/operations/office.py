"""What operations are handed beside the session: routes to registries, the queue, policy, limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from freehold.engine.queue import Enqueues
from freehold.gateway.catalogue import Catalogue
from freehold.policy.loading import Policies
from freehold.policy.rules import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Wired once, in ``app.app``."""

    catalogue: Catalogue
    queue: Enqueues
    system_now: Callable[[], int]
    base_url: Callable[[], str]
    """Where links in mails lead; known once the server listens."""
    policies: Policies = field(default_factory=Policies)
    real_name_duty: Duty = "mainland"
    most_domains: int = 100_000
    confirmations: Literal["agent", "ask"] = "agent"
    """Whether the calling account confirms for both holders, or they are asked where the suffix's rule wants it."""
