"""Registries that want something beside the update: a declaration, a document, a marker, a new secret (epp-facts.md, 8, E)."""

import secrets

from freehold.gateway.objects import DomainChange
from freehold.gateway.trades import Proof
from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods.update import update
from freehold.terms.hand_ins import ASKED
from freehold.terms.outcomes import Held, Outcome
from freehold.terms.reasons import Reason

_WITH_A_NEW_SECRET = frozenset({"auth-info", "verification"})


async def update_with_data(case: Case) -> Outcome:
    """An update with the data that the suffix's policy names; what a person has to hand in is waited for.

    A registry that asks the prior holder first answers 1001, and tells the end by a message or by what it shows.
    """
    kind = case.policy.registrant_change.data
    if not kind:
        return Held(Reason.BY_HAND, "the policy does not say which data go along")
    if case.registry.lacks(kind):
        return Held(Reason.BY_HAND, f"the registry's greeting does not offer the extension for {kind}")
    proof = proof_of(case, kind)
    if proof is None:
        return Held(ASKED[kind].reason)
    secret = secrets.token_urlsafe(12) if kind in _WITH_A_NEW_SECRET else None
    return await update(case, DomainChange(proof=proof, auth_info=secret))


def proof_of(case: Case, kind: str) -> Proof | None:
    """The data of this kind; None while a person has yet to hand them in."""
    if kind not in ASKED:
        return Proof(kind)
    given = case.desk.handed_in(kind)
    if given is None:
        return None
    return Proof(kind, given.values, given.document, given.document_kind)
