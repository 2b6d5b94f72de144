"""Put domains under real-name review: by a profile, or by a document that comes with the call.

Order of looks: DomainNotExist, ContactTemplateNotExist or ParameterIllegal for what a document cannot prove,
DomainAlreadyAuditing, DomainAlreadyAudited, TaskIsBeingProcessed, ContactNotMatch. The list of a document is taken whole or
refused whole.
"""

from collections.abc import Sequence
from operator import attrgetter

from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.operations import domain_lists, domain_reviews, task_plan
from freehold.operations.office import Office
from freehold.operations.task_plan import Plan
from freehold.operations.verification import check_credential
from freehold.store import contacts, domain_verifications, profiles, task_documents
from freehold.store.domain_verifications import Entry, UnderReview
from freehold.store.domains import Candidate
from freehold.store.new_tasks import NewItem, NewTask
from freehold.store.task_documents import Document
from freehold.terms.contacts import Contact, same_holder
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant
from freehold.terms.phrases import told
from freehold.terms.reasons import Reason
from freehold.terms.refusals import (
    ContactNotMatch,
    ContactTemplateNotExist,
    DomainAlreadyAudited,
    DomainAlreadyAuditing,
    HoldersDiffer,
)
from freehold.terms.tasks import TaskKind
from freehold.terms.verification import RealNameStatus


def by_profile(
    session: Session,
    office: Office,
    *,
    account_id: int,
    name: DomainName,
    instance_id: str | None,
    profile_id: int,
    client_ip: str,
    now: Instant,
) -> str:
    """Submit one domain by a profile of the same holder; the task's number.

    A verified profile proves the holder at once. Any other does when its own review ends well.
    """
    found = domain_lists.held(session, account_id, [name], instance_id=instance_id)
    profile = profiles.get(session, account_id, profile_id)
    if profile is None:
        raise ContactTemplateNotExist(profile=profile_id)
    _refuse_closed(session, account_id, found)
    domain_lists.refuse_busy(found)
    [domain] = found
    if not same_holder(
        profile.contact, contacts.of_account(session, account_id, [domain.registrant_id])[domain.registrant_id]
    ):
        raise ContactNotMatch(profile=profile_id, domain=name.unicode)
    task_no, _ = _begin(session, office, account_id, found, profile_id, client_ip, now)
    if profile.real_name_status is RealNameStatus.SUCCEEDED:
        domain_reviews.holder_found_good(
            session, domain_verifications.of_domains(session, account_id, [domain.id]), now
        )
    return task_no


def by_document(
    session: Session,
    office: Office,
    *,
    account_id: int,
    names: Sequence[DomainName],
    document: Document,
    client_ip: str,
    now: Instant,
) -> str:
    """Submit domains by one document; the task's number. The same list and document again give the task under way."""
    found = domain_lists.held(session, account_id, domain_lists.folded(office, names))
    for holder in _one_holder(session, account_id, found):
        check_credential(holder, document.kind, document.number, now)
    running = _running(session, account_id, found, document)
    if running is not None:
        return running
    _refuse_closed(session, account_id, found)
    domain_lists.refuse_busy(found)
    task_no, task_id = _begin(session, office, account_id, found, None, client_ip, now)
    task_documents.put(session, account_id, task_id, document, now)
    return task_no


def _one_holder(session: Session, account_id: int, found: Sequence[Candidate]) -> list[Contact]:
    """The data that the domains have of their one holder; raises HoldersDiffer.

    Whoever reviews the document sees one holder, and decides on all domains.
    """
    known = contacts.of_account(session, account_id, sorted({domain.registrant_id for domain in found}))
    first = min(found, key=attrgetter("id"))
    others = {number for number, holder in known.items() if not same_holder(holder, known[first.registrant_id])}
    strange = [domain for domain in found if domain.registrant_id in others - {first.registrant_id}]
    if strange:
        raise HoldersDiffer(names=_told(strange), count=len(strange), domain=DomainName(first.name).unicode)
    return list(dict.fromkeys(known.values()))


def _running(session: Session, account_id: int, found: Sequence[Candidate], document: Document) -> str | None:
    """The task that reviews this document for exactly these domains."""
    waiting = domain_verifications.of_domains(session, account_id, [domain.id for domain in found])
    if len(waiting) != len(found) or len({row.task_id for row in waiting}) != 1:
        return None
    task_id, task_no = waiting[0].task_id, waiting[0].task_no
    if len(domain_verifications.of_task(session, account_id, task_id)) != len(found):
        return None
    return task_no if task_documents.document_of_task(session, account_id, task_id) == document else None


def _refuse_closed(session: Session, account_id: int, found: Sequence[Candidate]) -> None:
    """Raise DomainAlreadyAuditing or DomainAlreadyAudited when one of the domains takes nothing now."""
    auditing = [domain for domain in found if domain.real_name_status == RealNameStatus.AUDITING.value]
    if auditing:
        waiting = domain_verifications.of_domains(session, account_id, [domain.id for domain in auditing])
        raise DomainAlreadyAuditing(names=_told(auditing), count=len(auditing), tasks=_tasks(waiting))
    audited = [domain for domain in found if domain.real_name_status == RealNameStatus.SUCCEEDED.value]
    if audited:
        raise DomainAlreadyAudited(names=_told(audited), count=len(audited))


def _told(found: Sequence[Candidate]) -> object:
    return told(sorted(DomainName(domain.name).unicode for domain in found))


def _tasks(waiting: Sequence[UnderReview]) -> object:
    return told(list(dict.fromkeys(row.task_no for row in waiting)))


def _begin(
    session: Session,
    office: Office,
    account_id: int,
    found: Sequence[Candidate],
    profile_id: int | None,
    client_ip: str,
    now: Instant,
) -> tuple[str, int]:
    """Write the task, whose items wait for a reviewer and are in no chunk; its number and row id."""
    ordered = sorted(found, key=attrgetter("id"))
    task = NewTask(
        task_no=new_uuid(session.ids),
        account_id=account_id,
        kind=TaskKind.VERIFY_REAL_NAME,
        profile_id=profile_id,
        contact_id=ordered[0].registrant_id,
        client_ip=client_ip,
    )
    rows = [NewItem(domain.id, domain.name, domain.instance_id, 0) for domain in ordered]
    task_id = task_plan.begin(session, office, task, Plan(rows, []), now, asleep=Reason.REAL_NAME_IN_REVIEW)
    entries = [Entry(domain.id, domain.registrant_id) for domain in ordered]
    domain_verifications.put(session, account_id, task_id, entries, profile_id, now)
    return task.task_no, task_id
