"""Changes of registrant of which the holders are asked: who they are, what they are mailed and what they answer."""

import re
from dataclasses import replace

from freehold.operations import document_reviews
from freehold.operations.registrant_change import by_document, confirmations, submit
from freehold.store import contacts, domains, emails, outbox, task_documents, tasks
from freehold.store.task_documents import Document
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.mails import MailState
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW

NEW, BO, CY = "new@example.com", "bo@example.com", "cy@example.com"
IP = "192.0.2.9"
DOCUMENT = Document(kind="YYZZ", number="91350100M000100Y43", image=b"a picture")

AWAITED = ("AWAITING_CONFIRMATION", "ConfirmationAwaited")


class Asking:
    """Ada's domains, held by Bo and Cy, and a verified profile of somebody new; holders are asked."""

    def __init__(self, house):
        self.house = house
        self.office = replace(house.office, confirmations="ask")
        self.profile_id = house.profile(
            house.ada,
            status=RealNameStatus.SUCCEEDED,
            email=NEW,
            organization="New Ltd",
            country="DE",
            zh_organization="",
        )
        house.write(lambda session: emails.put_verified(session, house.ada, NEW, NOW))

    def hold(self, email, *names, **changes):
        house = self.house
        values = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__}
        values |= {"email": email, "country": "DE", "zh_organization": "", **changes}

        def work(session):
            holder = contacts.add(session, house.ada, type(HOLDER)(**values), NOW)
            entries = [
                domains.NewDomain(
                    name=DomainName.parse(name),
                    registrant_id=holder,
                    registered_at=NOW,
                    expires_at=Instant(NOW + 730 * DAY),
                )
                for name in names
            ]
            domains.add_many(session, house.ada, entries, NOW)

        house.write(work)

    def submit(self, *names, lock=True):
        house = self.house
        task_no = house.write(
            lambda session: submit(
                session, self.office, account_id=house.ada, names=[DomainName.parse(name) for name in names],
                profile_id=self.profile_id, lock_after=lock, client_ip=IP, now=house.clock.at,
            )
        )  # fmt: skip
        confirmations.send_due(house.store, self.office, house.clock.at)
        return task_no

    def submit_by_document(self, *names):
        house = self.house
        values = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__}
        new = type(HOLDER)(**{**values, "email": NEW, "organization": "New Ltd"})
        task_no = house.write(
            lambda session: by_document.submit(
                session, self.office, account_id=house.ada, names=[DomainName.parse(name) for name in names],
                holder=new, document=DOCUMENT, lock_after=True, client_ip=IP, now=house.clock.at,
            )
        )  # fmt: skip
        confirmations.send_due(house.store, self.office, house.clock.at)
        return task_no

    def reviewed(self, task_no, reason=None):
        """The reviewer's yes, or the no with a reason."""

        def work(session):
            review = task_documents.find(session, task_no)
            if reason is None:
                document_reviews.approve(session, review, self.house.clock.at)
            else:
                document_reviews.reject(session, review, reason, self.house.clock.at)

        self.house.write(work)

    def document(self, task_no):
        return self.house.read(lambda session: task_documents.find(session, task_no)).status.name

    def links(self):
        """{recipient: token} of the confirmation mails written so far."""
        found = self.house.read(lambda session: outbox.newest(session, [MailState.WAITING], 100))
        mails = [posted.mail for posted in found if posted.mail.event.startswith("confirm-")]
        assert len({mail.recipient for mail in mails}) == len(mails)
        return {mail.recipient: re.search(r"/confirm-change\?token=([\w-]+)", mail.body)[1] for mail in mails}

    def says(self, address, *, confirms=True, waives_lock=False):
        token = self.links()[address]
        return self.house.write(
            lambda session: confirmations.answer(
                session, self.office, token, confirms=confirms, waives_lock=waives_lock, ip=IP, now=self.house.clock.at
            )
        ).state

    def rows(self, task_no):
        def work(session):
            task = tasks.find(session, task_no)
            page = tasks.items_page(session, task, 1, 100)
            found = {row.domain_name: (ItemState(row.state).name, row.reason) for row in page.rows}
            assert (task.waiting, task.executing, task.failed) == (
                sum(state == "WAITING" for state, _ in found.values()),
                sum(state in {"AWAITING_CONFIRMATION", "HELD", "LATER"} for state, _ in found.values()),
                sum(state in {"FAILED", "CANCELLED"} for state, _ in found.values()),
            )
            return found

        return self.house.read(work)

    def open_chunks(self):
        """Chunks a worker may take: (task, number, round)."""
        return self.house.read(
            lambda session: session.raw.execute("SELECT number, round FROM chunks WHERE open").fetchall()
        )
