"""Accept a change of registrant: check, and write task, items and chunks in the caller's transaction.

The list is taken whole or refused whole (REL-13), and every bad name is told. What forbids the change for a single domain
only (expired, locked, in transfer) makes a failed item, not a refused call (decision 7). Order of looks:
ParameterIllegal, contactTemplateRealNamedNotExist, RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from freehold.db.session import Session
from freehold.gateway.registry import Registry
from freehold.ids import new_uuid
from freehold.operations import task_plan
from freehold.operations.office import Office
from freehold.operations.registrant_change.routes import method_of, without_registry
from freehold.operations.task_plan import Plan, Route
from freehold.policy import rules
from freehold.policy.blockers import DomainState, blockers
from freehold.policy.tld import Policy
from freehold.store import domains, emails, profiles, tasks
from freehold.store.domains import Candidate
from freehold.store.profiles import Profile
from freehold.store.tasks import NewItem, NewTask
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.methods import Method
from freehold.terms.phrases import told
from freehold.terms.reasons import Reason
from freehold.terms.refusals import (
    ContactTemplateRealNamedNotExist,
    DomainNotExist,
    RegContactEmailNotVerified,
    TaskIsBeingProcessed,
    TooManyDomains,
)
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus


def submit(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    profile_id: int,
    lock_after: bool,
    client_ip: str,
    now: Instant,
) -> str:
    """Accept the change of these domains to a verified profile; the task's number.

    The profile's data are taken as they are at this moment (REL-12). Duplicates count once.
    """
    wanted = list(dict.fromkeys(names))
    if len(wanted) > office.most_domains:
        raise TooManyDomains(count=len(wanted), limit=office.most_domains)
    profile = _verified_profile(session, account_id, profile_id)
    found = _held(session, account_id, wanted)
    _refuse_busy(session, found)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.CHANGE_REGISTRANT,
        profile_id=profile.id,
        contact_id=profile.contact_id,
        lock_after=lock_after,
        client_ip=client_ip,
    )
    task_plan.begin(session, office, task, _plan(office, found, profile.contact, now), now)
    return task.task_no


def _verified_profile(session: Session, account_id: int, profile_id: int) -> Profile:
    profile = profiles.get(session, account_id, profile_id)
    if profile is None or profile.real_name_status is not RealNameStatus.SUCCEEDED:
        raise ContactTemplateRealNamedNotExist(profile=profile_id)
    if not emails.verified(session, account_id, profile.contact.email):
        raise RegContactEmailNotVerified(email=profile.contact.email, profile=profile_id)
    return profile


def _held(session: Session, account_id: int, wanted: Sequence[DomainName]) -> list[Candidate]:
    found = domains.candidates(session, account_id, wanted)
    if len(found) < len(wanted):
        known = {candidate.name for candidate in found}
        strangers = [name.unicode for name in wanted if name not in known]
        raise DomainNotExist(names=told(strangers), count=len(strangers))
    return found


def _refuse_busy(session: Session, found: Sequence[Candidate]) -> None:
    # Asked first so that every busy name can be told; the unique index stays the rule (INV-6).
    busy = tasks.busy(session, [candidate.id for candidate in found])
    if busy:
        readable = sorted(DomainName(name).unicode for name in busy)
        raise TaskIsBeingProcessed(names=told(readable), count=len(readable))


def _plan(office: Office, found: Sequence[Candidate], holder: Contact, now: Instant) -> Plan:
    """Split the list by registry and method.

    Within a route the order is that of domain ids: two submits that overlap then lock in one order.
    """
    failed: list[NewItem] = []
    by_hand: list[NewItem] = []
    by_route: dict[Route, list[Candidate]] = {}
    ways: dict[str, _Way] = {}
    for candidate in sorted(found, key=attrgetter("id")):
        parent = candidate.name.partition(".")[2]
        if parent not in ways:
            ways[parent] = _way(office, candidate.name, holder, now)
        registry, method, policy, reason = ways[parent]
        lifts = registry is not None and registry.settings.lift_update_lock == "yes"
        reason = reason or _blocked(policy, candidate, now, lifts_update_lock=lifts)
        if reason is not None:
            failed.append(NewItem(candidate.id, candidate.name, candidate.instance_id, 0, reason.code))
        elif registry is None or method is Method.BY_HAND:
            by_hand.append(
                NewItem(candidate.id, candidate.name, candidate.instance_id, 0, Reason.BY_HAND.code, by_hand=True)
            )
        else:
            assert method is not None
            by_route.setdefault(Route(registry.name, method), []).append(candidate)
    return task_plan.plan(office, [*failed, *by_hand], by_route)


class _Way(NamedTuple):
    """What is the same for all domains of one parent: a long list has few."""

    registry: Registry | None
    method: Method | None
    policy: Policy
    reason: Reason | None
    """Why none of them can be changed to this holder."""


def _way(office: Office, name: str, holder: Contact, now: Instant) -> _Way:
    registry = office.catalogue.of(name)
    policy = office.policies.of(name, now)
    method = without_registry(office, name, now) if registry is None else method_of(office, name, registry, now)
    reason = Reason.NO_REGISTRY if method is None else rules.name_trouble(policy, holder)
    return _Way(registry, method, policy, reason)


def _blocked(policy: Policy, candidate: Candidate, now: Instant, *, lifts_update_lock: bool) -> Reason | None:
    """What forbids the change for this domain, as far as our own copy knows."""
    state = DomainState(
        expires_at=candidate.expires_at,
        update_locked=candidate.update_lock == LockSetting.ON.value and not lifts_update_lock,
        transferring=candidate.transferring_out,
        real_name=RealNameStatus(candidate.real_name_status),
    )
    return next(iter(blockers(policy, state, now)), None)
