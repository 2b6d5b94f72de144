"""A mail as octets: text and HTML side by side, its Message-ID made from the event (REL-15)."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from freehold.store.outbox import Mail
from freehold.terms.instants import SECOND


def message(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it is sent from *sender*; the same each time but for the marks between its parts."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = _recipient(mail.recipient)
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(datetime.fromtimestamp(mail.created_at / SECOND, UTC))
    made["Message-ID"] = f"<{mail.event}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    # Answers by machines (absence notes) are not wanted (RFC 3834, 5).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body, cte="quoted-printable" if mail.body.isascii() else "base64")
    if mail.html:
        made.add_alternative(mail.html, subtype="html")
    return made


def _recipient(address: str) -> Address | str:
    local, _, domain = address.rpartition("@")
    # What is no address by the library's lights is written as it stands, and judged by the server.
    try:
        return Address(username=local, domain=domain)
    except ValueError:
        return address
