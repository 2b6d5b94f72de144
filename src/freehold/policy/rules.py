"""Pure decisions by a policy: which way, what stands in the way, whether real names are a duty, how long the lock is."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from freehold.policy.tld import Policy
from freehold.terms.instants import Instant, to_datetime
from freehold.terms.methods import Facts, Method

Duty = Literal["mainland", "cnnic", "off"]
"""``mainland``: every suffix with the duty; ``cnnic``: only those that demand it of all holders; ``off``: none."""


_OF_CONTACTS = frozenset({Method.UPDATE, Method.AUDITED, Method.UPDATE_WITH_DATA})
_WITHOUT_CONTACTS = frozenset({Method.REGISTRAR_ONLY, Method.REGISTRAR_ONLY_WITH_CODE})


def method_in_force(policy: Policy, facts: Facts, *, settled: Method | None = None) -> Method:
    """Which way the registry account takes a new registrant; what it shows wins over what the data assume.

    *settled* is the operator's word for the account, and goes before the data, not before what is seen.
    """
    method = settled or policy.registrant_change.method
    if facts.takes_contacts is False and method in _OF_CONTACTS:
        return Method.REGISTRAR_ONLY
    if facts.takes_contacts and settled is None and (method in _WITHOUT_CONTACTS or _is_familys(policy)):
        # It keeps contacts after all: leaving the old registrant there would be a lie. And a family that does things by
        # hand for want of a file gives way to an account that was set up for EPP.
        return Method.UPDATE
    if facts.takes_codes is False and method is Method.REGISTRAR_ONLY_WITH_CODE:
        return Method.REGISTRAR_ONLY
    return method


def _is_familys(policy: Policy) -> bool:
    return policy.registrant_change.method is Method.BY_HAND and not policy.described


def blockers(policy: Policy, statuses: Collection[str]) -> list[str]:
    """Those of a domain's statuses that stand in the way, in the policy's order."""
    return [status for status in policy.registrant_change.blocked_by if status in statuses]


def real_name_demanded(policy: Policy, duty: Duty, at: Instant) -> bool:
    """Whether registrants of the suffix must be real-name verified at this instant (registrant-family.md, 5.2)."""
    rule = policy.real_name
    if duty == "off" or rule is None or to_datetime(at).date() < rule.since:
        return False
    return duty == "mainland" or rule.scope == "all"


def lock_days(policy: Policy) -> int:
    """For how many days a domain stays locked after a change that asked for the lock, or did not waive it."""
    return policy.registrant_change.lock_days


def expected_until(policy: Policy, begun: Instant) -> tuple[datetime, datetime]:
    """Between when and when a change begun at this instant ends at the registry."""
    first, last = policy.registrant_change.days
    at = to_datetime(begun)
    return at + timedelta(days=first), at + timedelta(days=last)
