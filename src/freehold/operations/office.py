"""What operations are handed beside the session: routes to registries, the queue, policy, limits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from freehold.engine.queue import Enqueues
from freehold.gateway.catalogue import Catalogue
from freehold.policy.loading import Policies
from freehold.policy.rules import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Wired once for a program; nothing has a default here, or one that forgets a setting would go by another."""

    catalogue: Catalogue
    queue: Enqueues
    system_now: Callable[[], int]
    base_url: Callable[[], str]
    """Where links in mails lead; known once the server listens."""
    policies: Policies
    real_name_duty: Duty
    most_domains: int
    confirmations: Literal["agent", "ask"]
    """Whether the calling account confirms for both holders, or they are asked where the suffix's rule wants it."""
