"""Extensions of the protocol, one file each: their elements, and the namespaces a session agrees on to speak of them.

A module that is named in ``MODULES`` is read and written by ``documents.py``; a session speaks of it only where the
greeting offers its namespace and the policy names it.
"""

from types import ModuleType

from freehold.epp.extensions import (
    applicant,
    dnslu,
    frnic,
    key_values,
    legal_document,
    owner_change,
    registrant_report,
    registrant_transfer,
)

MODULES: tuple[ModuleType, ...] = (
    applicant, dnslu, frnic, key_values, legal_document, owner_change, registrant_report, registrant_transfer,
)  # fmt: skip
"""Every extension that both sides here know."""
