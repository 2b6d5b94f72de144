"""Proofs of mail addresses as accounts ask for them: submitted, mailed, clicked, listed and deleted."""

import email
import email.policy
import re

from freehold.clock import SystemClock
from freehold.operations import email_verification
from freehold.operations.mail.delivery import Delivery
from freehold.operations.mailbox import FileCarrier
from freehold.store import emails
from freehold.store.emails import Search
from freehold.terms.instants import Instant


class Post:
    """Submits addresses, and reads the mail."""

    def __init__(self, house, folder):
        self.house = house
        self._folder = folder

    def asking(self, *addresses, again=False, account_id=None):
        return lambda session: email_verification.submit(
            session, self.house.office, account_id=account_id or self.house.ada, addresses=list(addresses),
            send_if_exists=again, ip="192.0.2.7", now=self.house.clock.now(),
        )  # fmt: skip

    def ask(self, *addresses, **how):
        return [(one.email, one.result) for one in self.house.write(self.asking(*addresses, **how))]

    def ask_again(self, *addresses, account_id=None):
        def work(session):
            return email_verification.resend(
                session, self.house.office, account_id=account_id or self.house.ada, addresses=list(addresses),
                ip="192.0.2.8", now=self.house.clock.now(),
            )  # fmt: skip

        return [(one.email, one.result) for one in self.house.write(work)]

    def delete(self, *addresses, account_id=None):
        def work(session):
            return email_verification.delete(
                session, account_id=account_id or self.house.ada, addresses=list(addresses)
            )

        return [(one.email, one.result) for one in self.house.write(work)]

    def listed(self, number=1, size=500, account_id=None, **wanted):
        found = self.house.read(
            lambda session: emails.page(session, account_id or self.house.ada, Search(**wanted), number, size)
        )
        return [proof.email for proof in found.rows], found.total

    def tokens(self):
        """The tokens of mails that came since the last look: [(recipient, token)]."""
        delivery = Delivery(self.house.store, FileCarrier(self._folder), SystemClock(), self.house.clock)
        while delivery.deliver():
            pass
        found = []
        for file in sorted(self._folder.glob("*.eml")):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = mail.get_body(("plain",)).get_content()
            (token,) = set(re.findall(r"/verify-email\?token=([\w-]+)", text))
            found.append((mail["To"], token))
            file.unlink()
        return found

    def link(self, address="a@example.com", **how):
        assert self.ask(address, **how) == [(address, "sent")]
        ((_, token),) = self.tokens()
        return token

    def click(self, token, ip="192.0.2.9"):
        return self.house.write(
            lambda session: email_verification.confirm(session, token, ip, self.house.clock.now()).email
        )

    def refused_click(self, token):
        return type(
            self.house.refused(
                lambda session: email_verification.confirm(session, token, "192.0.2.9", self.house.clock.now())
            )
        )

    def proof(self, address="a@example.com", account_id=None):
        return self.house.read(lambda session: email_verification.look(session, account_id or self.house.ada, address))

    def later(self, milliseconds):
        self.house.clock.at = Instant(self.house.clock.at + milliseconds)
