"""Give one domain the contact promised for its admin, tech or billing role, and what follows in our copy.

A registry that keeps contacts is asked for it in one frame: the role's contact comes, and whoever was in the role goes.
Where it keeps none, or none of this role, our books are the truth (epp-facts.md, 2 and 5).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Performer
from freehold.gateway.registry import Registry
from freehold.operations.office import Office
from freehold.operations.registrant_change import after
from freehold.operations.registrant_change.case import Case, Promise
from freehold.operations.registrant_change.codes import Codes
from freehold.operations.registrant_change.contacts import Contacts
from freehold.operations.registrant_change.desk import Desk
from freehold.operations.registrant_change.methods.toward import Wanted, bring
from freehold.operations.registrant_change.methods.update import contact_missing
from freehold.operations.registrant_change.routes import method_of
from freehold.store import domain_settings
from freehold.store.attempts import OpenItem
from freehold.terms.contacts import ContactRole
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from freehold.terms.outcomes import Done, Held, Later, Outcome, Refused
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_UNIMPLEMENTED, _MISSING, _POLICY = 2102, 2303, 2306
_BOOKS_ALONE = frozenset({Method.REGISTRAR_ONLY, Method.REGISTRAR_ONLY_WITH_CODE})


def performer(
    change: Performer, office: Office, kept: Contacts, codes: Codes, business: Clock, database: Database
) -> Performer:
    """The performer made from that of the change of registrant."""

    async def perform(promise: Promise, chunk: Chunk, intent: Intent) -> Outcome:
        item, role = intent.item, promise.kind.role
        assert isinstance(item, OpenItem)
        assert role is not None
        registry = office.catalogue.by_name[chunk.registry]
        lane = registry.lane(chunk.lane)
        if registry.shown.takes_contacts is None:
            # Nobody logged in yet since the start: what the registry offers decides where contacts are kept.
            await lane.facts()
        policy = office.policies.of(item.domain_name, business.now())
        desk = Desk(database, business, promise.account_id, (promise.task_id, item.seq))
        case = Case(
            promise, registry, lane, item, intent.trid, kept, lock=False, policy=policy, desk=desk, codes=codes,
            cancelled=chunk.cancelled,
        )  # fmt: skip
        method = method_of(office, case.name, registry, business.now())
        if method is Method.BY_HAND and not registry.shown.takes_contacts:
            return Held(Reason.BY_HAND)
        if method in _BOOKS_ALONE or role.value in registry.refuses_roles:
            return await _in_our_books(case, role)
        known = role.value in policy.contacts.roles
        return await _at_the_registry(case, role, known=known)

    # No fee is agreed to for a role's contact, so none is asked for.
    return replace(change, perform=perform, after=_follow, ahead=None)


async def _in_our_books(case: Case, role: ContactRole) -> Outcome:
    """Nothing is sent; but the domain must be there."""
    if role.value in case.registry.refuses_roles:
        found = await case.lane.look_domain(case.name)
        if found is not None and found.of_role(role.value):
            # What was learnt from a refusal is wrong: believing it would leave the old contact at the registry.
            case.registry.refuses_roles.discard(role.value)
            return Later(Reason.REGISTRY_BUSY, message="the registry keeps contacts of this role after all")
    return await bring(case, Wanted(case.name, None, lock=False))


async def _at_the_registry(case: Case, role: ContactRole, *, known: bool) -> Outcome:
    """*known*: the suffix's policy says that the registry keeps contacts of this role."""
    handle = await case.contact_handle()
    outcome = await bring(case, Wanted(case.name, None, lock=False, contact=(role.value, handle)))
    match outcome:
        case Refused(code=code) if code == _MISSING and outcome.reason is not Reason.NOT_AT_REGISTRY:
            return await contact_missing(case, handle, outcome)
        case Refused(code=code, reason=Reason.REGISTRY_REFUSED) if code in {_UNIMPLEMENTED, _POLICY} and not known:
            return await _role_refused(case, role, outcome)
        case _:
            return outcome


async def _role_refused(case: Case, role: ContactRole, outcome: Refused) -> Outcome:
    """A refusal with nothing in the domain's way: perhaps the registry keeps no contacts of this role.

    That is a suspicion; one probe confirms it: such a registry shows the domain without one.
    """
    found = await case.lane.look_domain(case.name)
    if found is None or found.of_role(role.value):
        return outcome
    _learn(case.registry, role, without_registrant=found.registrant is None)
    # The next attempt goes the other way, with a client transaction id of its own.
    return Later(Reason.REGISTRY_BUSY, message=outcome.message)


def _learn(registry: Registry, role: ContactRole, *, without_registrant: bool) -> None:
    if without_registrant:
        registry.refuses_registrants = True
    registry.refuses_roles.add(role.value)


def _follow(session: Session, promise: Any, findings: Sequence[Finding], now: Instant) -> None:
    """Move our copy of the domains that succeeded, in the transaction of their items (INV-7)."""
    assert isinstance(promise, Promise)
    changed = []
    for finding in findings:
        assert isinstance(finding.item, OpenItem)
        if finding.state is ItemState.SUCCEEDED:
            assert isinstance(finding.outcome, Done)
            changed.append(finding.item.domain_id)
            changed += [one.id for one in after.bundled(session, promise, finding.outcome)]
    role = promise.kind.role
    assert role is not None
    if changed:
        domain_settings.give_contact(session, changed, role, promise.contact_id, now)
