"""Extensions of the protocol, one file each: their elements, and the namespaces a session agrees on to speak of them.

A module that is named in ``MODULES`` is read by ``reading.py``; a session speaks of it only where the
greeting offers its namespace and the policy names it, or the session needs it for itself (``OF_SESSIONS``).
"""

from types import ModuleType

from freehold.epp.extensions import (
    applicant,
    change_poll,
    chinese_names,
    dns_security,
    dnslu,
    fee,
    frnic,
    idn_table,
    key_values,
    legal_document,
    login_security,
    namestore,
    organizations,
    owner_change,
    registrant_report,
    registrant_transfer,
    registry_grace_period,
    strict_bundles,
    unhandled_namespaces,
    verification_code,
)
from freehold.epp.mapping import Mapped

MODULES: tuple[ModuleType, ...] = (
    applicant,
    change_poll,
    chinese_names,
    dns_security,
    dnslu,
    fee,
    frnic,
    idn_table,
    key_values,
    legal_document,
    login_security,
    namestore,
    organizations,
    owner_change,
    registrant_report,
    registrant_transfer,
    registry_grace_period,
    strict_bundles,
    unhandled_namespaces,
    verification_code,
)
"""Every extension that both sides here know."""

OF_SESSIONS: tuple[str, ...] = (
    change_poll.NAMESPACE,
    # A refusal for want of a fee can be told from others only by asking for the fee (decision 25).
    fee.NAMESPACE,
    login_security.NAMESPACE,
    unhandled_namespaces.NAMESPACE,
)
"""Namespaces that every session asks for where they are offered, whatever suffixes it is for."""


def _namespaces() -> tuple[str, ...]:
    found: dict[str, None] = {}
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Mapped) and value.tag and value.namespace:
                found[value.namespace] = None
        # One without elements of its own, too, has a name.
        own = getattr(module, "NAMESPACE", None)
        if own is not None:
            found[own] = None
    return tuple(found)


KNOWN = _namespaces()
"""The namespaces of all of them."""
