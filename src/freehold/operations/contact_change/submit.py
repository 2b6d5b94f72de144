"""Accept a change of a contact role of domains: check, and write task, items and chunks in the caller's transaction.

As for a change of registrant, the list is taken whole or refused whole, and what forbids the change for a single domain
makes a failed item (decision 7). The role of the registrant obeys that change's rules: a verified holder where a suffix
demands real names, a mail address that is proved, the lock (registrant-family.md, 3). Order of looks: ParameterIllegal,
ContactTemplateNotExist, contactTemplateRealNamedNotExist, RegContactEmailNotVerified, DomainNotExist, TaskIsBeingProcessed.
"""

from collections.abc import Sequence

from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.operations import domain_lists, task_plan
from freehold.operations.contact_rules import check_contact
from freehold.operations.office import Office
from freehold.operations.registrant_change.routes import without_registry
from freehold.operations.registrant_change.submit import need_proved_mail
from freehold.operations.registrant_change.submit import plan as plan_registrant
from freehold.operations.task_plan import Plan, Route
from freehold.policy import rules
from freehold.policy.blockers import DomainState, blockers
from freehold.store import contacts, profiles
from freehold.store.domains import Candidate
from freehold.store.new_tasks import NewTask
from freehold.terms.contacts import Contact, ContactRole
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.locks import LockSetting
from freehold.terms.methods import Method
from freehold.terms.phrases import told
from freehold.terms.reasons import Reason
from freehold.terms.refusals import ContactTemplateNotExist, ContactTemplateRealNamedNotExist, RegistrantUnverified
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus

_KINDS = {
    ContactRole.REGISTRANT: TaskKind.CHANGE_REGISTRANT_CONTACT,
    ContactRole.ADMIN: TaskKind.CHANGE_ADMIN_CONTACT,
    ContactRole.BILLING: TaskKind.CHANGE_BILLING_CONTACT,
    ContactRole.TECH: TaskKind.CHANGE_TECH_CONTACT,
}


def by_profile(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    role: ContactRole,
    profile_id: int,
    lock_after: bool,
    client_ip: str,
    now: Instant,
    instance_id: str | None = None,
    proved_mail: bool = True,
) -> str:
    """Accept that these domains get a profile's data in a role; the task's number.

    The profile's data are taken as they are at this moment (REL-12). With *instance_id* the one domain must be of this
    registration. *proved_mail* demands a proved mail address for every role, as batches do (registrant-family.md, 4.1).
    """
    wanted = domain_lists.folded(office, names)
    profile = profiles.get(session, account_id, profile_id)
    if profile is None:
        raise ContactTemplateNotExist(profile=profile_id)
    unverified = profile.real_name_status is not RealNameStatus.SUCCEEDED
    if role is ContactRole.REGISTRANT and unverified and _demanding(office, wanted, now):
        raise ContactTemplateRealNamedNotExist(profile=profile_id)
    if role is ContactRole.REGISTRANT or proved_mail:
        need_proved_mail(session, account_id, profile.contact, profile_id)
    found = domain_lists.free(session, account_id, wanted, instance_id=instance_id)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=_KINDS[role],
        profile_id=profile.id,
        contact_id=profile.contact_id,
        lock_after=lock_after and role is ContactRole.REGISTRANT,
        client_ip=client_ip,
    )
    task_plan.begin(session, office, task, _plan(office, found, role, profile.contact, now), now)
    return task.task_no


def by_new_contact(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    role: ContactRole,
    contact: Contact,
    lock_after: bool,
    client_ip: str,
    now: Instant,
) -> str:
    """Accept that these domains get this contact in a role; the task's number.

    Nobody verified such a contact, so it becomes the registrant only where no suffix of the list demands real names.
    """
    wanted = domain_lists.folded(office, names)
    check_contact(contact)
    if role is ContactRole.REGISTRANT:
        demanding = _demanding(office, wanted, now)
        if demanding:
            raise RegistrantUnverified(names=told([name.unicode for name in demanding]), count=len(demanding))
        need_proved_mail(session, account_id, contact)
    found = domain_lists.free(session, account_id, wanted)
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=_KINDS[role],
        contact_id=contacts.keep(session, account_id, contact, now),
        lock_after=lock_after and role is ContactRole.REGISTRANT,
        client_ip=client_ip,
    )
    task_plan.begin(session, office, task, _plan(office, found, role, contact, now), now)
    return task.task_no


def _demanding(office: Office, names: Sequence[DomainName], now: Instant) -> list[DomainName]:
    """Those of the names whose suffix demands a real-name verified registrant."""
    demands: dict[str, bool] = {}
    found = []
    for name in names:
        parent = name.partition(".")[2]
        if parent not in demands:
            demands[parent] = rules.real_name_demanded(office.policies.of(name, now), office.real_name_duty, now)
        if demands[parent]:
            found.append(name)
    return found


def _plan(office: Office, found: Sequence[Candidate], role: ContactRole, contact: Contact, now: Instant) -> Plan:
    if role is ContactRole.REGISTRANT:
        return plan_registrant(office, found, contact, now)

    def verdict(candidate: Candidate) -> Route | Reason | None:
        registry = office.catalogue.of(candidate.name)
        if registry is None and without_registry(office, candidate.name, now) is None:
            return Reason.NO_REGISTRY
        policy = office.policies.of(candidate.name, now)
        lifts = registry is not None and registry.settings.lift_update_lock == "yes"
        # A review of the domain's real name concerns its registrant alone, so it does not stand in the way.
        state = DomainState(
            expires_at=candidate.expires_at,
            update_locked=candidate.update_lock == LockSetting.ON.value and not lifts,
            transferring=candidate.transferring_out,
        )
        reason = rules.name_trouble(policy, contact) or next(iter(blockers(policy, state, now)), None)
        if reason is not None or registry is None:
            return reason
        # The other roles are a plain update, whichever way a new registrant takes.
        return Route(registry.name, Method.UPDATE)

    return task_plan.sorted_out(office, found, verdict)
