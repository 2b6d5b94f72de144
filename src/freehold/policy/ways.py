"""Which way a registry account takes a new registrant: what it shows wins over what the data assume."""

from enum import Enum
from typing import NamedTuple

from freehold.policy.tld import Policy
from freehold.terms.methods import Facts, Method


class Why(Enum):
    """What decided; the value says it to operators."""

    POLICY = "the suffix's policy says so"
    SETTINGS = "the account's settings say so"
    NO_CONTACTS = "the account takes no contacts"
    NO_CONTACTS_UNEXPECTED = "the account takes no contacts, and the suffix's way needs them: a person has to look"
    CONTACTS = "the account takes contacts"
    NO_CODES = "the account takes no verification codes"


class Way(NamedTuple):
    """The method in force, and what decided it."""

    method: Method
    why: Why


_NEEDS_CONTACTS = frozenset({Method.UPDATE, Method.AUDITED, Method.UPDATE_WITH_DATA})
_WITHOUT_CONTACTS = frozenset({Method.REGISTRAR_ONLY, Method.REGISTRAR_ONLY_WITH_CODE})


def way_of(policy: Policy, facts: Facts, *, settled: Method | None = None) -> Way:
    """The way in force for a suffix at an account.

    *settled* is the operator's word for the account, and goes before the data, not before what is seen.
    """
    method = settled or policy.registrant_change.method
    if facts.takes_contacts is False and method in _NEEDS_CONTACTS:
        return _without_contacts(policy, method, settled)
    if facts.takes_contacts and settled is None and (method in _WITHOUT_CONTACTS or _is_familys(policy)):
        # It keeps contacts after all: leaving the old registrant there would be a lie. And a family that does things by
        # hand for want of a file gives way to an account that was set up for EPP.
        return Way(Method.UPDATE, Why.CONTACTS)
    if facts.takes_codes is False and method is Method.REGISTRAR_ONLY_WITH_CODE:
        return Way(Method.REGISTRAR_ONLY, Why.NO_CODES)
    return Way(method, Why.POLICY if settled is None else Why.SETTINGS)


def method_in_force(policy: Policy, facts: Facts, *, settled: Method | None = None) -> Method:
    """The method of the way in force."""
    return way_of(policy, facts, settled=settled).method


def _without_contacts(policy: Policy, method: Method, settled: Method | None) -> Way:
    # ICANN's policy lets generic registries do without contacts, and an operator who settles on a plain update knows the
    # account. Elsewhere the registry must hear of a new holder (an audit, a declaration, objects of its own that are not
    # spoken here): to call it done in our books alone would be a false success.
    if method is Method.UPDATE and (policy.extends == "gtld" or settled is not None):
        return Way(Method.REGISTRAR_ONLY, Why.NO_CONTACTS)
    return Way(Method.BY_HAND, Why.NO_CONTACTS_UNEXPECTED)


def _is_familys(policy: Policy) -> bool:
    return policy.registrant_change.method is Method.BY_HAND and not policy.described
