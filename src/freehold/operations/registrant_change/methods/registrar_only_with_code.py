"""Registries without contacts that want a verification code of the new holder: it goes with a domain update (epp-facts.md, 10)."""

from freehold.gateway.objects import RegistryDomain
from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.codes import Wish
from freehold.operations.registrant_change.methods.toward import Wanted, bring
from freehold.terms.outcomes import Done, Outcome, Refused, Stopped
from freehold.terms.reasons import Reason
from freehold.terms.verification_codes import CodeType

_MISSING, _UNDECODABLE, _POLICY = 2303, 2003, 2306


async def registrar_only_with_code(case: Case) -> Outcome:
    """The holder's code, the name's where the domain has none, and the lock, in one frame.

    The codes are there before anything is sent; which of them the domain lacks, the registry is asked.
    """
    found = await case.lane.look_domain(case.name, with_codes=True)
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    wishes = [case.wish(kind) for kind in _wanted(case, found)]
    outcome = await _with(case, wishes)
    now_set = tuple(wish.type for wish in wishes) if isinstance(outcome, Done) else ()
    await case.codes.seen(case.item.domain_id, found.codes, now_set)
    return outcome


async def _with(case: Case, wishes: list[Wish]) -> Outcome:
    try:
        codes = tuple([await case.codes.ensure(case.registry, wish) for wish in wishes])
        outcome = await bring(case, Wanted(case.name, None, lock=case.lock, codes=codes))
    except Stopped as stopped:
        return stopped.outcome
    if isinstance(outcome, Refused) and outcome.code in {_UNDECODABLE, _POLICY} and _of_codes(outcome):
        await case.codes.refused(case.registry, wishes)
        return Refused(Reason.CODE_REFUSED, outcome.code, outcome.message)
    return outcome


def _wanted(case: Case, found: RegistryDomain) -> list[CodeType]:
    """A new holder always needs a code of their own; a name keeps the one it has."""
    named = found.codes is not None and found.codes.has_type(CodeType.DOMAIN)
    return [kind for kind in case.code_types if kind is CodeType.REAL_NAME or not named]


def _of_codes(outcome: Refused) -> bool:
    """Whether nothing else explains the refusal: the domain's statuses would have."""
    return outcome.reason in {Reason.REGISTRY_REFUSED, Reason.CONTACT_REFUSED}
