"""What Ada submits for the real-name verification of her domains, and how it is read."""

from freehold.operations.real_name import submit
from freehold.store import contacts, domain_verifications, domains, task_documents, tasks
from freehold.store.task_documents import Document
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus, ReviewOccasion
from support.office import NOW

NONE, AUDITING, SUCCEEDED, FAILED = RealNameStatus
DOCUMENT = Document(kind="YYZZ", number="91350100M000100Y43", image=b"a picture")
WAITS = ("LATER", "RealNameInReview")


def by_profile(house, name, profile_id, *, account=None, instance_id=None):
    return lambda session: submit.by_profile(
        session, house.office, account_id=account or house.ada, name=DomainName(name), instance_id=instance_id,
        profile_id=profile_id, client_ip="", now=NOW,
    )  # fmt: skip


def by_document(house, *names, document=DOCUMENT, now=NOW):
    return lambda session: submit.by_document(
        session, house.office, account_id=house.ada, names=[DomainName(name) for name in names], document=document,
        client_ip="", now=now,
    )  # fmt: skip


def states(house, name):
    """(of the domain, of its name)."""
    domain = house.read(lambda session: domains.by_name(session, house.ada, name))
    return domain.real_name_status, domain.name_status


def rows(house, task_no):
    def work(session):
        task = tasks.by_number(session, house.ada, task_no)
        counted = (task.waiting, task.executing, task.succeeded, task.failed)
        found = tasks.items_page(session, task, 1, 100).rows
        assert sum(counted) == len(found)
        return {row.domain_name: (ItemState(row.state).name, row.reason) for row in found}

    return house.read(work)


def reasons(house, name, occasion=ReviewOccasion.REGISTRATION):
    def work(session):
        domain = domains.by_name(session, house.ada, name)
        return [
            (one.at, one.name_status, one.reason) for one in domain_verifications.failures_of(session, domain, occasion)
        ]

    return house.read(work)


def review(house, task_no):
    return house.read(lambda session: task_documents.find(session, task_no))


def held_by(house, name, **holder):
    """A domain of Ada's whose holder's data are these alone."""

    def work(session):
        registrant = contacts.add(session, house.ada, Contact(**holder), NOW)
        entry = domains.NewDomain(
            name=DomainName(name), registrant_id=registrant, registered_at=NOW, expires_at=Instant(NOW + DAY)
        )
        domains.add_many(session, house.ada, [entry], NOW)

    house.write(work)
