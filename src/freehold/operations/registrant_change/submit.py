"""Accept a change of registrant: check, and write task, items and chunks in the caller's transaction.

The list is taken whole or refused whole (REL-13), and every bad name is told. What forbids the change for a single domain
only (expired, locked, in transfer) makes a failed item, not a refused call (decision 7). Order of looks:
ParameterIllegal, contactTemplateRealNamedNotExist, RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from freehold.db.session import Session
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
from freehold.store.new_tasks import NewTask
from freehold.store.profiles import Profile
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
        way = ways[parent]
        return way.reason or _blocked(way, candidate, now) or way.route

    return task_plan.sorted_out(office, found, verdict, keeps_prior=True)


class _Way(NamedTuple):
    """What is the same for all domains of one parent: a long list has few."""

    reason: Reason | None
    """Why none of them can be changed to this holder."""
    policy: Policy
    route: Route | None = None
    """Where their changes go; None: they are made by hand."""
    lifts_update_lock: bool = False


def _way(office: Office, name: str, holder: Contact, now: Instant) -> _Way:
    registry = office.catalogue.of(name)
    policy = office.policies.of(name, now)
    method = without_registry(office, name, now) if registry is None else method_of(office, name, registry, now)
    reason = Reason.NO_REGISTRY if method is None else rules.name_trouble(policy, holder)
    if registry is None or method is None or method is Method.BY_HAND:
        return _Way(reason, policy)
    return _Way(reason, policy, Route(registry.name, method), registry.settings.lift_update_lock == "yes")


_LOCKED = LockSetting.ON.value
_STATUSES = {status.value: status for status in RealNameStatus}


def _blocked(way: _Way, candidate: Candidate, now: Instant) -> Reason | None:
    """What forbids the change for this domain, as far as our own copy knows."""
    state = DomainState(
        expires_at=candidate.expires_at,
        update_locked=candidate.update_lock == _LOCKED and not way.lifts_update_lock,
        transferring=candidate.transferring_out,
        real_name=_STATUSES[candidate.real_name_status],
    )
    found = blockers(way.policy, state, now)
    return found[0] if found else None
