"""Accept a change of registrant: check, and write task, items and chunks in the caller's transaction.

The list is taken whole or refused whole (REL-13), and every bad name is told. What forbids the change for a single domain
only (expired, locked, in transfer) makes a failed item, not a refused call (decision 7). Order of looks:
ParameterIllegal, contactTemplateRealNamedNotExist, RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from freehold.db.session import Session
from freehold.gateway.registry import Registry
from freehold.ids import new_uuid
from freehold.operations import domain_lists, task_plan
from freehold.operations.office import Office
from freehold.operations.registrant_change import confirmations
from freehold.operations.registrant_change.routes import method_of, without_registry
from freehold.operations.task_plan import Plan, Route
from freehold.policy import rules
from freehold.policy.blockers import DomainState, blockers
from freehold.policy.tld import Policy
from freehold.store import emails, profiles
from freehold.store.domains import Candidate
from freehold.store.profiles import Profile
from freehold.store.tasks import NewTask
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.methods import Method
from freehold.terms.reasons import Reason
from freehold.terms.refusals import (
    ContactTemplateRealNamedNotExist,
    NewContactEmailNotVerified,
    RegContactEmailNotVerified,
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
    wanted = domain_lists.folded(office, names)
    profile = _verified_profile(session, account_id, profile_id)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.CHANGE_REGISTRANT,
        profile_id=profile.id,
        contact_id=profile.contact_id,
        lock_after=lock_after,
        client_ip=client_ip,
    )
    found = domain_lists.free(session, account_id, wanted)
    planned = confirmations.mark(session, office, plan(office, found, profile.contact, now), profile.contact, now)
    task_id = task_plan.begin(session, office, task, planned, now)
    confirmations.begin(session, office, task_id, account_id, profile.contact_id, planned.rows, now)
    return task.task_no


def _verified_profile(session: Session, account_id: int, profile_id: int) -> Profile:
    profile = profiles.get(session, account_id, profile_id)
    if profile is None or profile.real_name_status is not RealNameStatus.SUCCEEDED:
        raise ContactTemplateRealNamedNotExist(profile=profile_id)
    need_proved_mail(session, account_id, profile.contact, profile_id)
    return profile


def need_proved_mail(session: Session, account_id: int, contact: Contact, profile_id: int | None = None) -> None:
    """Raise RegContactEmailNotVerified unless the account proved the contact's mail address."""
    if emails.verified(session, account_id, contact.email):
        return
    if profile_id is None:
        raise NewContactEmailNotVerified(email=contact.email)
    raise RegContactEmailNotVerified(email=contact.email, profile=profile_id)


def plan(office: Office, found: Sequence[Candidate], holder: Contact, now: Instant) -> Plan:
    """Split the list by registry and method."""
    ways: dict[str, _Way] = {}

    def verdict(candidate: Candidate) -> Route | Reason | None:
        parent = candidate.name.partition(".")[2]
        if parent not in ways:
            ways[parent] = _way(office, candidate.name, holder, now)
        registry, method, policy, reason = ways[parent]
        lifts = registry is not None and registry.settings.lift_update_lock == "yes"
        reason = reason or _blocked(policy, candidate, now, lifts_update_lock=lifts)
        if reason is not None:
            return reason
        if registry is None or method is None or method is Method.BY_HAND:
            return None
        return Route(registry.name, method)

    return task_plan.sorted_out(office, found, verdict, keeps_prior=True)


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
