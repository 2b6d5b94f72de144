"""A mail server over TLS, and an outbox with somebody to write to."""

import pytest

from freehold.operations.mail.delivery import Delivery
from freehold.operations.mail.smtp import SmtpCarrier
from freehold.settings import MailSettings
from freehold.store import accounts, outbox
from freehold.store.outbox import Mail
from freehold.terms.instants import SECOND, Instant
from support.mail_server import MailServer
from support.office import NOW, SetClock


class Post:
    """An outbox and what delivers it; both clocks stand where the test puts them."""

    def __init__(self, database):
        self.database = database
        self.system, self.business = SetClock(), SetClock()
        self.account_id = database.write_now(lambda session: accounts.create(session, "ada", NOW)).id

    def put(self, *recipients, **more):
        """Write a mail to each; the event is the local part."""
        for place, recipient in enumerate(recipients):
            values = {
                "event": recipient.partition("@")[0], "account_id": self.account_id, "recipient": recipient,
                "subject": "Hello 你好", "body": "Good day.\n\nAda <& Co>\n", "html": "<p>Good day.</p>",
                "created_at": Instant(NOW + place), **more,
            }  # fmt: skip
            self.database.write_now(lambda session, values=values: outbox.put(session, Mail(**values)))

    def delivery(self, server, **more):
        return Delivery(self.database, SmtpCarrier(MailSettings(**server.settings(**more))), self.system, self.business)

    def state(self, event):
        with self.database.reading() as session:
            found = outbox.find(session, event)
        return found.state.word, found.attempts, found.trouble

    def later(self, seconds):
        self.system.at = Instant(self.system.at + int(seconds * SECOND))


@pytest.fixture
def post(database):
    return Post(database)


@pytest.fixture
def servers(tmp_path):
    """Starts mail servers, and ends them."""
    running = []

    def start(*how, **more):
        running.append(MailServer(tmp_path, *how, **more).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()
