"""Pure decisions by a policy: whether real names are a duty, how long the lock is, which names fit, how long it takes.

Which way a change goes is in ``ways.py``, what stands in its way in ``blockers.py``.
"""

from typing import Literal

from freehold.policy.tld import Policy
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant, to_datetime
from freehold.terms.reasons import Reason
from freehold.terms.verification_codes import CodeType

Duty = Literal["mainland", "cnnic", "off"]
"""``mainland``: every suffix with the duty; ``cnnic``: only those that demand it of all holders; ``off``: none."""


def real_name_demanded(policy: Policy, duty: Duty, at: Instant) -> bool:
    """Whether registrants of the suffix must be real-name verified at this instant (registrant-family.md, 5.2)."""
    rule = policy.real_name
    if duty == "off" or rule is None or to_datetime(at).date() < rule.since:
        return False
    return duty == "mainland" or rule.scope == "all"


def lock_days(policy: Policy, *, asked: bool = True) -> int:
    """For how many days a domain stays locked against transfer after its registrant changed; 0 for not at all.

    Not to ask is to waive the lock, which the prior registrant may do before the change where the rule lets them
    (registrant-family.md, 2).
    """
    change = policy.registrant_change
    if asked:
        return change.lock_days or change.lock_days_when_asked
    return 0 if change.lock_may_be_waived else change.lock_days


def code_types(policy: Policy) -> tuple[CodeType, ...]:
    """The verification codes that the registry takes of a new holder; the holder's alone where nobody says (epp-facts.md, 10)."""
    named = policy.real_name.codes if policy.real_name is not None else ()
    return tuple(CodeType(kind) for kind in named) or (CodeType.REAL_NAME,)


def name_trouble(policy: Policy, contact: Contact) -> Reason | None:
    """Whether the registrant's names are of a length that the registry takes; nothing where it keeps no contacts."""
    return Reason.HOLDER_NAME_LENGTH if misfit_names(policy, contact) else None


def misfit_names(policy: Policy, contact: Contact) -> list[tuple[str, int, int]]:
    """The names of a contact that the suffix does not take: the field, and the least and most characters it takes."""
    contacts = policy.contacts
    limits = {"zh_organization": (0, contacts.longest_chinese_holder)}
    if contacts.kept_by == "registry":
        latin = (contacts.shortest_name, contacts.longest_name)
        limits |= {"organization": latin, "name": latin}
    lengths = {name: len(getattr(contact, name)) for name in limits}
    return [
        (name, least, most)
        for name, (least, most) in limits.items()
        if lengths[name] and not least <= lengths[name] <= most
    ]
